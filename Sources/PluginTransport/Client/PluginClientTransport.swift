public import GRPCCore
public import GRPCNIOTransportHTTP2Posix
import NIOCore
import Synchronization

/// The gRPC transport from the engine to one plugin: one connection, which is never remade.
///
/// It is a type of this module's own so that what is above never names what is below.
public struct PluginClientTransport: ClientTransport {
    /// The bytes of a message.
    public typealias Bytes = PluginMessageBytes

    private let connection: OwnedConnection
    private let limits: MessageLimits

    init(owning connection: OwnedConnection, limits: MessageLimits) {
        self.connection = connection
        self.limits = limits
    }

    /// No throttling: a plugin is one process on this machine.
    public var retryThrottle: RetryThrottle? { connection.wrapped.retryThrottle }

    /// Serves the connection until it closes.
    public func connect() async throws {
        try await connection.serve()
    }

    /// Lets running calls finish and then closes the connection.
    public func beginGracefulShutdown() {
        connection.beginGracefulShutdown()
    }

    /// Opens one stream for one call.
    @concurrent
    public func withStream<T: Sendable>(
        descriptor: MethodDescriptor,
        options: CallOptions,
        _ closure: @concurrent (_ stream: RPCStream<Inbound, Outbound>, _ context: ClientContext) async throws -> T
    ) async throws -> T {
        var options = options
        // The transport below takes its inbound limit from this option, whatever its name says.
        options.maxRequestMessageBytes = options.maxRequestMessageBytes ?? limits.inboundBytes
        return try await connection.wrapped.withStream(descriptor: descriptor, options: options, closure)
    }

    /// The configuration of a method; there is none.
    public func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? {
        connection.wrapped.config(forMethod: descriptor)
    }
}

/// The bytes of one message on a plugin connection.
public typealias PluginMessageBytes = GRPCNIOTransportBytes

/// An open channel with the gRPC transport on it.
///
/// The transport below ends the process when it is let go without ever having been served. A connection may be made and
/// not be wanted any more (its TLS handshake fails, or its user is cancelled), so the last reference sees to it.
final class OwnedConnection: Sendable {
    let wrapped: HTTP2ClientTransport.WrappedChannel
    private let channel: any Channel
    private let isServed = Mutex(false)

    init(wrapped: HTTP2ClientTransport.WrappedChannel, channel: any Channel) {
        self.wrapped = wrapped
        self.channel = channel
    }

    deinit {
        guard !isServed.withLock({ $0 }) else { return }
        channel.close(promise: nil)
        // Ends as soon as the channel has; there is nobody left to wait for it.
        Task { [wrapped] in try? await wrapped.connect() }
    }

    func serve() async throws {
        isServed.withLock { $0 = true }
        try await wrapped.connect()
    }

    func beginGracefulShutdown() {
        if isServed.withLock({ $0 }) {
            wrapped.beginGracefulShutdown()
        } else {
            channel.close(promise: nil)
        }
    }
}

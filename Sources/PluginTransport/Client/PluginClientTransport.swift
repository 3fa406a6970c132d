public import GRPCCore
public import GRPCNIOTransportHTTP2Posix

/// The gRPC transport from the engine to one plugin: one connection, which is never remade.
///
/// It is a type of this module's own so that what is above never names what is below.
public struct PluginClientTransport: ClientTransport {
    /// The bytes of a message.
    public typealias Bytes = PluginMessageBytes

    private let wrapped: HTTP2ClientTransport.WrappedChannel
    private let limits: MessageLimits

    package init(wrapping transport: HTTP2ClientTransport.WrappedChannel, limits: MessageLimits) {
        wrapped = transport
        self.limits = limits
    }

    /// No throttling: a plugin is one process on this machine.
    public var retryThrottle: RetryThrottle? { wrapped.retryThrottle }

    /// Serves the connection until it closes.
    public func connect() async throws {
        try await wrapped.connect()
    }

    /// Lets running calls finish and then closes the connection.
    public func beginGracefulShutdown() {
        wrapped.beginGracefulShutdown()
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
        return try await wrapped.withStream(descriptor: descriptor, options: options, closure)
    }

    /// The configuration of a method; there is none.
    public func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? {
        wrapped.config(forMethod: descriptor)
    }
}

/// The bytes of one message on a plugin connection.
public typealias PluginMessageBytes = GRPCNIOTransportBytes

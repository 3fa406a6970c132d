public import GRPCCore
import HTTP2Engine
package import PluginProtocol

/// The gRPC transport on which a plugin serves its host.
public struct PluginServerTransport: ServerTransport {
    /// The bytes of a message.
    public typealias Bytes = PluginMessageBytes

    let server: ConnectionServer

    /// Prepares to serve; nothing is bound before ``listen(streamHandler:)``.
    ///
    /// - Parameters:
    ///   - endpoint: where to listen.
    ///   - isMultiplexed: whether the host puts all connections on one socket, as streams of a yamux session.
    ///   - security: how connections are protected.
    ///   - limits: how large messages may be.
    ///   - methods: what is served on the short way, beside the services of the general server.
    ///   - compression: how answers are compressed for clients that can read it.
    ///   - executor: where the handlers of the general server run.
    ///   - spins: whether the I/O thread burns a processor for up to 50 us while calls run, to answer sooner.
    ///   - sharedMemory: a connection that the host has offered, served beside those that are accepted.
    package init(
        endpoint: ListeningEndpoint,
        isMultiplexed: Bool = false,
        security: ConnectionSecurity,
        limits: MessageLimits,
        methods: [ServerMethod] = [],
        compression: CompressionAlgorithm = .none,
        executor: HandlerExecutor = .pool,
        spins: Bool = false,
        sharedMemory: SharedMemoryChannel? = nil
    ) throws {
        server = try ConnectionServer(
            endpoint: endpoint,
            isMultiplexed: isMultiplexed,
            security: security,
            limits: ConnectionLimits(messages: limits),
            methods: methods,
            compression: MessageCompression(compression),
            executor: executor,
            spins: spins,
            sharedMemory: sharedMemory
        )
    }

    init(server: ConnectionServer) {
        self.server = server
    }

    /// The address to announce, once connections are accepted there.
    package func address() async throws -> PluginAddress {
        guard let address = try await server.address.value() else {
            throw TransportError(code: .listenFailed, message: "this server listens at no address")
        }
        return address
    }

    /// Tells the transport which methods there are.
    public func configure(context: GRPCServerContext) {
        server.know(context.methods)
    }

    /// Accepts connections and serves their calls until graceful shutdown, or until its task is cancelled.
    @concurrent
    public func listen(
        streamHandler:
            @escaping @Sendable @concurrent (_ stream: RPCStream<Inbound, Outbound>, _ context: ServerContext) async ->
            Void
    ) async throws {
        try server.start(streamHandler)
        await withTaskCancellationHandler {
            await server.waitForEnd()
        } onCancel: {
            server.close()
        }
    }

    /// Accepts no more, lets running calls finish, then closes every connection.
    public func beginGracefulShutdown() {
        server.drain()
    }
}

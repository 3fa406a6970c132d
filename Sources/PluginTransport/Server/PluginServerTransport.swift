public import GRPCCore
public import GRPCNIOTransportHTTP2Posix
package import PluginProtocol

/// The gRPC transport on which a plugin serves its host.
public struct PluginServerTransport: ServerTransport {
    /// The bytes of a message.
    public typealias Bytes = PluginMessageBytes

    /// By how much a request may exceed the limit and still be refused with a status, in bytes.
    static let refusalAllowance = 16 << 20

    private let wrapped: HTTP2ServerTransport.Custom<PluginListener>
    private let listener: PluginListener
    private let limits: MessageLimits

    /// Prepares to serve; nothing is bound before ``listen(streamHandler:)``.
    package init(endpoint: ListeningEndpoint, security: ConnectionSecurity, limits: MessageLimits) throws {
        self.limits = limits
        listener = try PluginListener(endpoint: endpoint, security: security)
        var config = HTTP2ServerTransport.Custom<PluginListener>.Config.defaults
        // The limit itself is kept by LimitedRequests; what is beyond it by far is not even buffered.
        config.rpc.maxRequestPayloadSize = min(limits.inboundBytes + Self.refusalAllowance, MessageLimits.maximumBytes)
        config.http2.targetWindowSize = 8 * 1024 * 1024
        config.http2.maxFrameSize = 1 << 20
        // A host may be idle for hours, and Go hosts send no keepalive.
        config.connection.maxIdleTime = nil
        config.connection.flushCoalescing = nil
        wrapped = HTTP2ServerTransport.Custom(listenerFactory: listener, config: config)
    }

    /// The address to announce, once connections are accepted there.
    package func address() async throws -> PluginAddress {
        try await listener.address.value()
    }

    /// Tells the transport which methods there are.
    public func configure(context: GRPCServerContext) {
        wrapped.configure(context: context)
    }

    /// Accepts connections and serves their calls until graceful shutdown.
    public func listen(
        streamHandler:
            @escaping @Sendable @concurrent (_ stream: RPCStream<Inbound, Outbound>, _ context: ServerContext) async ->
            Void
    ) async throws {
        let limit = limits.inboundBytes
        try await wrapped.listen { stream, context in
            let limited = RPCStream(
                descriptor: stream.descriptor,
                inbound: RPCAsyncSequence(wrapping: LimitedRequests(parts: stream.inbound, limit: limit)),
                outbound: stream.outbound
            )
            await streamHandler(limited, context)
        }
    }

    /// Accepts no more, lets running calls finish, then closes every connection.
    public func beginGracefulShutdown() {
        wrapped.beginGracefulShutdown()
    }
}

package import GRPCNIOTransportHTTP2Posix
package import NIOCore
import NIOPosix
import NIOSSL
import PluginProtocol
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Accepts the connections of a plugin's host on an endpoint, and puts TLS and gRPC on each.
package struct PluginListener: HTTP2ServerTransport.ListenerFactory {
    private typealias Accepted = HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel

    package var eventLoopGroup: any EventLoopGroup { MultiThreadedEventLoopGroup.singleton }

    /// Where connections are accepted, once they are.
    let address = OneShot<PluginAddress>()
    private let endpoint: ListeningEndpoint
    private let tls: PinnedTLS?

    init(endpoint: ListeningEndpoint, security: ConnectionSecurity) throws(TransportError) {
        self.endpoint = endpoint
        switch security {
        case .plaintext:
            tls = nil
        case .mutualTLS(let identity, let peerCertificateDER):
            tls = try PinnedTLS(identity: identity, peerCertificateDER: peerCertificateDER)
        }
    }

    @concurrent
    package func makeListeningChannel(
        listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
        connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
    ) async throws -> NIOAsyncChannel<HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel, Never> {
        do {
            let bootstrap = ServerBootstrap(group: eventLoopGroup)
                .serverChannelInitializer { listenerConfigurator.configure(channel: $0) }
            let (channel, bound) = try await bind(bootstrap) { [tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(tls.makeServerHandler())
                    }
                    try channel.pipeline.syncOperations.addHandler(ControlFrameFilter(role: .server))
                }.flatMap {
                    connectionConfigurator.configure(
                        channel: channel,
                        tls: tls == nil ? .none : .configured(requireALPN: true)
                    )
                }
            }
            if case .unix(let path) = bound {
                // NIO removes a socket file before it binds, never after.
                channel.channel.closeFuture.whenComplete { _ in unlink(path) }
            }
            address.fulfil(.success(bound))
            return channel
        } catch {
            address.fulfil(.failure(error))
            throw error
        }
    }

    @concurrent
    private func bind(
        _ bootstrap: ServerBootstrap,
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Accepted>
    ) async throws -> (NIOAsyncChannel<Accepted, Never>, PluginAddress) {
        switch endpoint {
        case .unix(let directory, let group):
            let socket = try UnixSocket(in: directory, group: group)
            let channel = try await bootstrap.bind(socket.descriptor, childChannelInitializer: initializer)
            return (channel, .unix(path: socket.path))
        case .loopback(let ports):
            var lastError: (any Error)?
            for port in ports ?? 0...0 {
                do {
                    let channel = try await bootstrap.bind(
                        host: "127.0.0.1",
                        port: port,
                        childChannelInitializer: initializer
                    )
                    return (channel, .tcp(host: "127.0.0.1", port: channel.channel.localAddress?.port ?? port))
                } catch {
                    lastError = error
                }
            }
            throw TransportError(
                code: .listenFailed,
                message: "no TCP port of \(ports.map { "\($0)" } ?? "this system") is free on 127.0.0.1",
                cause: lastError
            )
        }
    }
}

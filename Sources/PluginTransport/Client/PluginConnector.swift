import GRPCNIOTransportHTTP2Posix
import NIOCore
import NIOPosix
import NIOSSL
package import PluginProtocol
import Synchronization

/// An open connection to a plugin: the transport to make calls on, and what TLS agreed.
package struct PluginConnection: Sendable {
    /// What calls are made on; whoever takes it must run it (`connect()`), and thereby owns the connection.
    package var transport: PluginClientTransport
    /// What TLS agreed; nil on a plaintext connection.
    package var tls: TLSSummary?
}

/// Connects to the address that a plugin announced.
package enum PluginConnector {
    /// How far the connection and the TLS handshake may take, together.
    package static let defaultTimeout: Duration = .seconds(10)

    /// Connects, and returns once TLS is up and pinned.
    ///
    /// - Parameter multiplexed: whether the plugin expects all connections as streams of one yamux session.
    /// - Throws: ``TransportError``: `invalidAddress`, `connectFailed`, `handshakeFailed`, `deadlineExceeded`.
    package static func connect(
        to address: PluginAddress,
        security: ConnectionSecurity,
        limits: MessageLimits = .host,
        multiplexed: Bool = false,
        timeout: Duration = defaultTimeout
    ) async throws -> PluginConnection {
        let end = ContinuousClock.now + timeout
        let socketAddress = try resolve(address)
        let tls: PinnedTLS?
        let peerKey: String?
        switch security {
        case .plaintext:
            (tls, peerKey) = (nil, nil)
        case .mutualTLS(let identity, let peerCertificateDER):
            tls = try PinnedTLS(identity: identity, peerCertificateDER: peerCertificateDER)
            peerKey = try CertificateReader.keyDescription(der: peerCertificateDER)
        }

        let observer = tls == nil ? nil : TLSHandshakeObserver(address: address)
        let opened = Mutex<(any Channel)?>(nil)
        let wrapped = try await HTTP2ClientTransport.WrappedChannel.wrapping(
            config: .defaults {
                $0.http2.authority = "localhost"
                $0.http2.targetWindowSize = 8 * 1024 * 1024
                $0.http2.maxFrameSize = 1 << 20
                $0.connection.maxIdleTime = nil
                $0.connection.keepalive = nil
                $0.connection.flushCoalescing = nil
            }
        ) { configure in
            do {
                let configured = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connectTimeout(TimeAmount(timeout))
                    .connect(to: socketAddress) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            if multiplexed {
                                try channel.pipeline.syncOperations.addHandler(YamuxMainStreamHandler())
                            }
                            if let tls, let observer {
                                try channel.pipeline.syncOperations.addHandler(tls.makeClientHandler())
                                try channel.pipeline.syncOperations.addHandler(observer.makeHandler())
                            }
                            try channel.pipeline.syncOperations.addHandler(ControlFrameFilter(role: .client))
                        }.flatMap {
                            configure(channel)
                        }
                    }
                opened.withLock { $0 = configured.channel }
                return configured
            } catch {
                throw TransportError(
                    code: .connectFailed,
                    message: "cannot connect to the plugin at \(address)",
                    cause: error
                )
            }
        }
        guard let channel = opened.withLock({ $0 }) else {
            throw TransportError(code: .connectFailed, message: "no connection to the plugin at \(address) came about")
        }
        let transport = PluginClientTransport(
            owning: OwnedConnection(wrapped: wrapped, channel: channel),
            limits: limits
        )
        guard let observer, let peerKey else { return PluginConnection(transport: transport, tls: nil) }
        let version = try await withDeadline(
            end - .now,
            timeoutError: TransportError(
                code: .deadlineExceeded,
                message: "the TLS handshake with the plugin at \(address) did not finish within \(timeout)"
            )
        ) {
            try await observer.version()
        }
        return PluginConnection(transport: transport, tls: TLSSummary(version: version, peerKey: peerKey))
    }

    private static func resolve(_ address: PluginAddress) throws -> NIOCore.SocketAddress {
        do {
            switch address {
            case .unix(let path):
                guard path.utf8.count <= PluginAddress.unixPathLimit else {
                    throw TransportError(
                        code: .invalidAddress,
                        message: "the plugin's socket path has \(path.utf8.count) bytes; this system allows "
                            + "\(PluginAddress.unixPathLimit). Use a shorter temporary directory"
                    )
                }
                return try NIOCore.SocketAddress(unixDomainSocketPath: path)
            case .tcp(let host, let port):
                let resolved = try NIOCore.SocketAddress.makeAddressResolvingHost(host, port: port)
                guard resolved.isLoopback else {
                    throw TransportError(
                        code: .invalidAddress,
                        message: "the plugin announced \(host):\(port), which is not on this machine; "
                            + "only loopback addresses are connected to"
                    )
                }
                return resolved
            }
        } catch let error as TransportError {
            throw error
        } catch {
            throw TransportError(
                code: .invalidAddress,
                message: "the plugin announced an address that cannot be used: \(address)",
                cause: error
            )
        }
    }
}

extension NIOCore.SocketAddress {
    fileprivate var isLoopback: Bool {
        switch self {
        case .v4:
            return ipAddress?.hasPrefix("127.") == true
        case .v6:
            return ipAddress == "::1"
        case .unixDomainSocket:
            return true
        }
    }
}

import NIOCore
import NIOSSL
import NIOTLS
import PluginProtocol

/// Waits for the TLS handshake of one connection, so that its failure is reported as what it is and not as a call
/// that found no server.
final class TLSHandshakeObserver: Sendable {
    private let address: PluginAddress
    private let outcome = OneShot<String>()

    init(address: PluginAddress) {
        self.address = address
    }

    /// The agreed TLS version, once the handshake is over.
    func version() async throws -> String {
        try await outcome.value()
    }

    func makeHandler() -> some ChannelInboundHandler {
        Handler(observer: self)
    }

    private func failed(_ reason: String, cause: (any Error)?) {
        let message = "the TLS handshake with the plugin at \(address) failed: \(reason)"
        outcome.fulfil(.failure(TransportError(code: .handshakeFailed, message: message, cause: cause)))
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let observer: TLSHandshakeObserver

        init(observer: TLSHandshakeObserver) {
            self.observer = observer
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted(let negotiatedProtocol)? = event as? TLSUserEvent {
                if negotiatedProtocol == "h2" {
                    observer.outcome.fulfil(.success(version(of: context)))
                } else {
                    observer.failed(
                        "the plugin did not select the application protocol h2 (ALPN); it needs a gRPC server that does",
                        cause: nil
                    )
                    context.close(promise: nil)
                }
            }
            context.fireUserInboundEventTriggered(event)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            observer.failed(
                "it must speak TLS 1.2 or newer and show exactly the certificate of its handshake line",
                cause: error
            )
            context.fireErrorCaught(error)
        }

        func channelInactive(context: ChannelHandlerContext) {
            observer.failed("the plugin closed the connection", cause: nil)
            context.fireChannelInactive()
        }

        private func version(of context: ChannelHandlerContext) -> String {
            let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
            switch handler?.tlsVersion {
            case .tlsv13: return "TLS 1.3"
            case .tlsv12: return "TLS 1.2"
            default: return "unknown"
            }
        }
    }
}

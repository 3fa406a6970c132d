import NIOCore
import NIOWebSocket

/// What comes in at a WebSocket.
enum SocketInput: Sendable {
    case frame(WebSocketFrame)
    /// What cannot be a frame. Nothing that can be read comes after it.
    case broken(SocketClose)
}

/// Hands on what is no frame as input like any other.
///
/// As an error it would end the connection at once: with bytes left that nobody has read, the system resets the
/// connection, and the peer never learns the code it was closed with.
final class SocketInputHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = SocketInput

    private var isBroken = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isBroken else { return }
        context.fireChannelRead(wrapInboundOut(.frame(unwrapInboundIn(data))))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The decoder makes an error of all that comes after its first one.
        guard !isBroken else { return }
        guard let close = SocketClose(error) else {
            context.fireErrorCaught(error)
            return
        }
        isBroken = true
        context.fireChannelRead(wrapInboundOut(.broken(close)))
        context.fireChannelReadComplete()
    }
}

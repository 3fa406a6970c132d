import Hummingbird
import HummingbirdCore
import NIOCore
import NIOWebSocket

/// Decides by the first request of a connection what the connection is: a window, or HTTP.
///
/// Its bytes are kept until that is known and then handed on as they came. So a request that does not become a window,
/// for whatever reason, is answered like any other; NIO's own handler for upgrades would have lost it.
final class FirstRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let setup: EngineChannel
    private let connection: EventLoopPromise<EngineChannel.Connection>
    private var held = ByteBuffer()
    private var isDecided = false
    private var timeout: Scheduled<Void>?

    init(_ setup: EngineChannel, _ connection: EventLoopPromise<EngineChannel.Connection>) {
        self.setup = setup
        self.connection = connection
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timeout = context.eventLoop.scheduleTask(in: TimeAmount(setup.responder.limits.idleTimeout)) {
            channel.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timeout?.cancel()
        if !isDecided { connection.fail(ChannelError.eof) }
        isDecided = true
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isDecided { connection.fail(ChannelError.eof) }
        isDecided = true
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Who says nothing more will not say enough, and who has said nothing yet when the server stops is too late.
        let isOver = event as? ChannelEvent == .inputClosed || event is ChannelShouldQuiesceEvent
        guard isOver, !isDecided else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        guard !isDecided else {
            context.fireChannelRead(data)
            return
        }
        held.writeBuffer(&buffer)
        switch HandshakeHead.read(Array(buffer: held), setup.responder.limits) {
        case .incomplete: break
        case .other: serveHTTP(context)
        case .window(let request, let byteCount):
            // A refusal is told by the route, which sees the same request and finds the same.
            guard let opening = setup.openWindow(for: request, on: context.channel) else { return serveHTTP(context) }
            held.moveReaderIndex(forwardBy: byteCount)
            serveWindow(opening, context)
        }
    }

    private func serveHTTP(_ context: ChannelHandlerContext) {
        isDecided = true
        let channel = context.channel
        let added = setup.http.setup(channel: channel, logger: setup.responder.logger)
        added.whenFailure { _ in channel.close(promise: nil) }
        connection.completeWith(added.map { .http($0) })
        handOver(context)
    }

    private func serveWindow(_ opening: EngineChannel.Opening, _ context: ChannelHandlerContext) {
        isDecided = true
        let limits = setup.responder.limits.window
        do {
            let pipeline = context.pipeline.syncOperations
            try pipeline.addHandler(WebSocketFrameEncoder())
            let decoder = WebSocketFrameDecoder(maxFrameSize: MessageAssembler.maxFrameBytes(limits))
            try pipeline.addHandler(ByteToMessageHandler(decoder))
            try pipeline.addHandler(SocketInputHandler())
            let socket = try Window.Socket(
                wrappingChannelSynchronously: context.channel,
                // Frames can be long, so not many of them are read ahead.
                configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 4))
            )
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: opening.response)), promise: nil)
            connection.succeed(.window(Window(socket, opening.context)))
            handOver(context)
        } catch {
            connection.fail(error)
            context.close(promise: nil)
        }
    }

    /// Hands on what was held, and leaves.
    private func handOver(_ context: ChannelHandlerContext) {
        let rest = held
        held.clear()
        if rest.readableBytes > 0 {
            context.fireChannelRead(wrapInboundOut(rest))
            context.fireChannelReadComplete()
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}

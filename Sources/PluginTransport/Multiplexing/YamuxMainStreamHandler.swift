import NIOCore
import PluginProtocol

/// Makes the first stream of a yamux session look like a socket of its own to the handlers above (TLS, HTTP/2).
///
/// The host is the yamux client and opens the stream as soon as it is connected; go-plugin takes the first stream for the
/// main connection. This host brokers no further connections, so streams that the plugin opens are reset.
final class YamuxMainStreamHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var session = YamuxSession(role: .client)
    private var stream: UInt32?
    /// What the handlers above wrote and the peer's window has not taken yet, with the promise for its last byte.
    private var pending: CircularBuffer<(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)> = []

    func channelActive(context: ChannelHandlerContext) {
        do {
            stream = try session.open()
        } catch {
            context.fireErrorCaught(error)
            context.close(promise: nil)
            return
        }
        writeOutput(context: context, promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let events: [YamuxSession.Event]
        do {
            events = try session.receive(unwrapInboundIn(data).readableBytesView)
        } catch {
            // The session says goodbye before the socket closes.
            writeOutput(context: context, promise: nil)
            context.fireErrorCaught(error)
            context.close(promise: nil)
            return
        }
        for event in events { handle(event, context: context) }
        sendPending(context: context)
    }

    private func handle(_ event: YamuxSession.Event, context: ChannelHandlerContext) {
        switch event {
        case .data(let stream, let bytes) where stream == self.stream:
            session.consume(bytes.count, of: stream)
            context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: bytes)))
        case .finished(let stream) where stream == self.stream, .reset(let stream) where stream == self.stream:
            context.close(promise: nil)
        case .goAway:
            context.close(promise: nil)
        case .opened(let other):
            session.reset(other)
        case .data, .finished, .reset, .acknowledged, .writable:
            break
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        pending.append((unwrapOutboundIn(data), promise))
    }

    func flush(context: ChannelHandlerContext) {
        sendPending(context: context)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .all, let stream {
            session.finish(stream)
            writeOutput(context: context, promise: nil)
        }
        context.close(mode: mode, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let unsent = pending
        pending = []
        for (_, promise) in unsent { promise?.fail(ChannelError.ioOnClosedChannel) }
        context.fireChannelInactive()
    }

    /// Sends as much of what waits as the peer's window takes.
    private func sendPending(context: ChannelHandlerContext) {
        var written: [EventLoopPromise<Void>] = []
        if let stream {
            while let (waiting, promise) = pending.first {
                var bytes = waiting
                let taken = session.send(bytes.readableBytesView, on: stream)
                bytes.moveReaderIndex(forwardBy: taken)
                guard bytes.readableBytes == 0 else {
                    pending[pending.startIndex] = (bytes, promise)
                    break
                }
                pending.removeFirst()
                if let promise { written.append(promise) }
            }
        }
        var all: EventLoopPromise<Void>?
        if !written.isEmpty {
            let promise = context.eventLoop.makePromise(of: Void.self)
            for done in written { promise.futureResult.cascade(to: done) }
            all = promise
        }
        writeOutput(context: context, promise: all)
    }

    private func writeOutput(context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        let output = session.takeOutput()
        guard !output.isEmpty else {
            promise?.succeed()
            return
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: promise)
    }
}

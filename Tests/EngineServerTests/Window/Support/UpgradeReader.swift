import NIOCore
import NIOWebSocket

/// What a server answered to a request for an upgrade.
struct UpgradeResponse: Sendable {
    let status: Int
    let fields: [String: String]
    let body: [UInt8]
}

/// Reads the answer to a request for an upgrade and, if it was granted, frames from then on.
final class UpgradeReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let response: EventLoopPromise<UpgradeResponse>
    private let sink: AsyncStream<WebSocketFrame>.Continuation
    private var held = ByteBuffer()
    private var isDone = false

    init(_ response: EventLoopPromise<UpgradeResponse>, _ sink: AsyncStream<WebSocketFrame>.Continuation) {
        self.response = response
        self.sink = sink
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        held.writeBuffer(&buffer)
        let bytes = Array(buffer: held)
        let end = Array("\r\n\r\n".utf8)
        guard !isDone, let start = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return }
        let lines = String(decoding: bytes[..<start], as: UTF8.self).split(separator: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let body = Array(bytes[(start + end.count)...])
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        guard status == 101 || body.count >= Int(fields["content-length"] ?? "") ?? 0 else { return }
        isDone = true
        if status == 101 {
            do {
                let pipeline = context.pipeline.syncOperations
                try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 64 << 20)))
                try pipeline.addHandler(FrameSink(sink))
            } catch {
                response.fail(error)
            }
        }
        response.succeed(UpgradeResponse(status: status, fields: fields, body: body))
        if status == 101 {
            context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: body)))
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isDone { response.fail(ChannelError.eof) }
        sink.finish()
    }
}

/// Hands frames to whoever reads the stream.
private final class FrameSink: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    private let sink: AsyncStream<WebSocketFrame>.Continuation

    init(_ sink: AsyncStream<WebSocketFrame>.Continuation) {
        self.sink = sink
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { sink.yield(unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { sink.finish() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Sends one stream to one client.
struct StreamWriter: Sendable {
    let feed: StreamFeed
    let channel: any Channel
    let limits: ServerLimits

    /// Sends the head and all frames, and returns when the stream has ended, for whatever reason.
    @concurrent
    func write(
        _ head: HTTPResponse,
        from pump: @escaping StreamSource.Pump,
        to writer: consuming ResponseWriter,
        of request: Request
    ) async throws {
        let body = try await writer.writeHead(head)
        try await request.body.consumeWithInboundCloseHandler { _ in
            try await send(from: pump, to: body)
        } onInboundClosed: {
            feed.end(.clientGone)
        }
    }

    @concurrent
    private func send(from pump: @escaping StreamSource.Pump, to body: consuming some ResponseBodyWriter) async throws {
        var body = body
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await pump(feed)
                feed.end(.finished)
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: limits.heartbeat)
                    feed.pushHeartbeat()
                }
            }
            defer { group.cancelAll() }
            for await frame in feed.frames {
                try await write(frame, to: &body)
                feed.taken(frame)
            }
            if let last = feed.ending.frame { try await write(last, to: &body) }
            group.cancelAll()
        }
        try await body.finish(nil)
    }

    /// Writes one frame, and cuts the connection when the reader takes nothing for too long: a write cannot be waited
    /// for without end.
    @concurrent
    private func write(_ frame: StreamFrame, to body: inout some ResponseBodyWriter) async throws {
        let cut = channel.eventLoop.scheduleTask(in: TimeAmount(limits.stallTimeout)) { [channel] in
            channel.close(promise: nil)
        }
        defer { cut.cancel() }
        try await body.write(ByteBuffer(string: frame.text))
    }
}

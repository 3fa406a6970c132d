import NIOCore
import NIOWebSocket

/// The frames that wait to be sent to one page, in order.
///
/// There is room for so many bytes; who has more to say waits, and with it the plugin's stream it comes from. One
/// message always has room, however long it is.
final class Outbox: Sendable {
    struct Item: Sendable {
        let frame: WebSocketFrame
        fileprivate let cost: Int
    }

    /// What a frame costs beside its bytes.
    static let overhead = 64

    /// What is to be sent. For one writer, which calls ``sent(_:)`` after each.
    let items: AsyncStream<Item>
    private let queue: AsyncStream<Item>.Continuation
    private let room: Permits
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        room = Permits(limit, limit: limit)
        (items, queue) = AsyncStream.makeStream()
    }

    /// How many tasks wait for room.
    var waiting: Int { room.waiting }

    /// Puts a frame in line when there is room.
    ///
    /// - Parameter beforehand: done when there is room, before anybody can see the frame.
    func send(
        _ opcode: WebSocketOpcode,
        _ data: ByteBuffer,
        beforehand: () -> Void = {}
    ) async throws(CancellationError) {
        let cost = min(data.readableBytes + Self.overhead, limit)
        try await room.take(cost)
        beforehand()
        queue.yield(Item(frame: WebSocketFrame(fin: true, opcode: opcode, data: data), cost: cost))
    }

    /// Puts a short frame in line that cannot wait; for what comes seldom.
    func push(_ opcode: WebSocketOpcode, _ data: ByteBuffer = ByteBuffer()) {
        queue.yield(Item(frame: WebSocketFrame(fin: true, opcode: opcode, data: data), cost: 0))
    }

    /// A frame is out.
    func sent(_ item: Item) {
        room.give(item.cost)
    }

    /// Takes no more; what is in line can still be sent.
    func finish() {
        room.close()
        queue.finish()
    }
}

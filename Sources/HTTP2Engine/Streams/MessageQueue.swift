/// The messages of one stream that wait for their reader.
///
/// The peer's window counts what messages take on the wire; an array for each takes many times as much when they are
/// short. So only the first few are kept as they are, which costs a reader that keeps up nothing, and those behind them
/// are packed. What is unread thereby takes at most twice what it took on the wire, and 32 KiB.
package struct MessageQueue {
    /// How many messages wait as they are.
    static let wholeCount = 64

    private(set) var whole = FIFO<ReceivedMessage>()
    private(set) var packed = PackedMessages()

    package init() {}

    package var isEmpty: Bool { whole.isEmpty && packed.count == 0 }

    /// How many messages wait.
    package var count: Int { whole.count + packed.count }

    package mutating func append(_ message: ReceivedMessage) {
        if packed.count == 0, whole.count < Self.wholeCount { whole.append(message) } else { packed.append(message) }
    }

    package mutating func popFirst() -> ReceivedMessage? {
        whole.popFirst() ?? packed.popFirst()
    }
}

import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 streams: the queue of messages")
struct OutboundQueueTests {
    @Test("Messages come out with their prefixes, cut anywhere", arguments: [1, 2, 4, 5, 6, 7, 100])
    func cuts(size: Int) {
        var queue = OutboundQueue()
        let messages: [[UInt8]] = [[], [1], [UInt8](repeating: 9, count: 300), [], [2, 3]]
        for (index, message) in messages.enumerated() { queue.append(message, isCompressed: index == 2) }
        let expected = messages.enumerated().flatMap { framed($1, flag: $0 == 2 ? 1 : 0) }
        #expect(queue.byteCount == expected.count)
        var output: [UInt8] = []
        while !queue.isEmpty { queue.move(size, to: &output) }
        #expect(output == expected && queue.byteCount == 0)
        queue.move(10, to: &output)
        #expect(output == expected, "there is nothing more")
    }

    @Test("A queue that never gets empty keeps its order")
    func neverEmpty() {
        var queue = OutboundQueue()
        var output: [UInt8] = []
        var expected: [UInt8] = []
        for index in 0..<2000 {
            let message = [UInt8](repeating: UInt8(index & 255), count: index % 7)
            expected += framed(message)
            queue.append(message, isCompressed: false)
            // One message stays behind, and the cut is in the middle of another.
            if queue.byteCount > 20 { queue.move(queue.byteCount - 12, to: &output) }
        }
        queue.move(queue.byteCount, to: &output)
        #expect(output == expected)
    }

    @Test("Places of messages that were sent are given up also when the queue never gets empty")
    func places() {
        var queue = OutboundQueue()
        var output: [UInt8] = []
        queue.append([1], isCompressed: false)
        for _ in 0..<10_000 {
            queue.append([1], isCompressed: false)
            queue.move(6, to: &output)
            output.removeAll(keepingCapacity: true)
        }
        #expect(queue.byteCount == 6 && queue.placeCount < 200)
    }

    @Test("What was dropped is gone")
    func drop() {
        var queue = OutboundQueue()
        var output: [UInt8] = []
        queue.append([1, 2, 3], isCompressed: false)
        queue.move(3, to: &output)
        queue.removeAll()
        queue.append([4], isCompressed: false)
        output = []
        queue.move(100, to: &output)
        #expect(output == framed([4]))
    }
}

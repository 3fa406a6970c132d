import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 streams: messages that wait for their reader")
struct MessageQueueTests {
    private static let lengths = [0, 1, 2, 5, 20, 100, 126, 127, 128, 129, 200, 1000, 16_000]

    @Test("Messages come out as they went in, whatever the order of the two", arguments: 0..<12 as Range<UInt64>)
    func order(seed: UInt64) {
        var random = GRPCSeededRandom(seed: seed)
        var queue = MessageQueue()
        var (expected, first) = ([ReceivedMessage](), 0)
        let share = [1, 5, 9][Int(seed % 3)]
        for _ in 0..<2000 {
            if Int.random(in: 0..<10, using: &random) < share {
                let length = Self.lengths.prefix(12).randomElement(using: &random) ?? 0
                let message = ReceivedMessage(bytes: random.bytes(length), isCompressed: .random(using: &random))
                expected.append(message)
                queue.append(message)
            } else if first < expected.count {
                #expect(queue.popFirst() == expected[first])
                first += 1
            } else {
                #expect(queue.popFirst() == nil && queue.isEmpty)
            }
            #expect(queue.count == expected.count - first)
        }
        while first < expected.count {
            #expect(queue.popFirst() == expected[first])
            first += 1
        }
        #expect(queue.popFirst() == nil && queue.isEmpty && queue.count == 0)
    }

    @Test("A chunk is filled to its last byte, and no further", arguments: [-1, 0, 1])
    func chunk(excess: Int) {
        var packed = PackedMessages()
        let message = ReceivedMessage(bytes: [UInt8](repeating: 1, count: 59), isCompressed: false)
        for _ in 0..<63 { packed.append(message) }
        let last = ReceivedMessage(bytes: [UInt8](repeating: 2, count: 59 + excess), isCompressed: true)
        packed.append(last)
        #expect(packed.full.count == (excess > 0 ? 1 : 0))
        packed.append(message)
        #expect(packed.full.count == 1)
        for _ in 0..<63 { #expect(packed.popFirst() == message) }
        #expect(packed.popFirst() == last && packed.popFirst() == message && packed.popFirst() == nil)
    }

    /// Messages of these lengths, again and again, that fill the window of a stream; nobody takes any.
    private func unread(_ lengths: [Int], window: Int) -> (queue: MessageQueue, onTheWire: Int) {
        var limits = ConnectionLimits()
        limits.streamWindow = window
        var peer = ScriptedPeer.server(limits: limits)
        let messages = lengths.map { framed([UInt8](repeating: 3, count: $0)) }
        var (bytes, count) = ([UInt8](), 0)
        while bytes.count + messages[count % messages.count].count <= window {
            bytes += messages[count % messages.count]
            count += 1
        }
        var queue = MessageQueue()
        for start in stride(from: 0, to: bytes.count, by: 60_000) {
            peer.say(.data(1, Array(bytes[start..<min(start + 60_000, bytes.count)])))
            for case .message(1, let message) in peer.engine.events() { queue.append(message) }
        }
        #expect(queue.count == count && !peer.engine.isClosed)
        #expect(!peer.hear().contains { if case .windowUpdate(1, _) = $0 { true } else { false } }, "no more may come")
        return (queue, bytes.count)
    }

    @Test(
        "What is unread takes at most twice its window",
        arguments: lengths.map { [$0] } + [[0, 128], [127, 128], lengths]
    )
    func memory(lengths: [Int]) {
        let window = 512 * 1024
        let (queue, count) = unread(lengths, window: window)
        #expect(count > window - 20_000, "the window has been used")
        #expect(queue.memory <= 2 * count + 32 * 1024, "\(queue.memory) bytes for \(count)")
        // Each array for itself would take more, where messages are short.
        let plain = queue.count * (HeapArray.overhead + MemoryLayout<ReceivedMessage>.stride)
        if lengths.max() ?? 0 <= 20 { #expect(plain > 2 * count) }
    }

    @Test("A queue that has been read takes nothing for messages that are gone")
    func afterwards() {
        var (queue, _) = unread([0, 1, 200], window: 512 * 1024)
        let before = queue.memory
        while queue.count > 65 { _ = queue.popFirst() }
        #expect(queue.memory < 32 * 1024 && before > 512 * 1024)
        // A message that comes again and again behind others that wait leaves nothing behind either.
        for _ in 0..<10_000 {
            queue.append(ReceivedMessage(bytes: [UInt8](repeating: 1, count: 300), isCompressed: false))
            _ = queue.popFirst()
        }
        #expect(queue.memory < 64 * 1024)
        while queue.popFirst() != nil {}
        #expect(queue.memory < 8 * 1024)
    }
}

/// What an array takes on the heap.
private enum HeapArray {
    /// The head of a Swift array (32), that of the allocator (8), and what is rounded up to 16.
    static let overhead = 48

    static func memory<Element>(_ array: [Element]) -> Int {
        array.capacity == 0 ? 0 : overhead + array.capacity * MemoryLayout<Element>.stride
    }
}

extension FIFO {
    fileprivate var places: Int {
        capacity == 0 ? 0 : HeapArray.overhead + capacity * MemoryLayout<Element?>.stride
    }

    fileprivate var elements: [Element] {
        var (rest, elements) = (self, [Element]())
        while let element = rest.popFirst() { elements.append(element) }
        return elements
    }
}

extension MessageQueue {
    /// What the queue holds of the heap, in bytes.
    fileprivate var memory: Int {
        whole.places + whole.elements.reduce(0) { $0 + HeapArray.memory($1.bytes) } + packed.memory
    }
}

extension PackedMessages {
    fileprivate var memory: Int {
        HeapArray.memory(reading) + HeapArray.memory(filling) + full.places + long.places
            + (full.elements + long.elements).reduce(0) { $0 + HeapArray.memory($1) }
    }
}

@testable import HTTP2Engine

/// Memory in which one engine leaves messages for another, and which knows what became of each.
final class TestMemory {
    static let size = PlacedMemory(blockCount: 1 << 20, blockLength: 1 << 20)

    /// Messages that the other side has not taken yet, by their block.
    private(set) var handedOver: [UInt32: [UInt8]] = [:]
    /// How many messages were made and neither handed over nor let go.
    private(set) var kept = 0
    private var next: UInt32 = 0

    /// A message to send.
    func place(_ bytes: [UInt8]) -> any PlacedMessage {
        next += 1
        kept += 1
        return Block(memory: self, place: MessagePlace(block: next, count: UInt32(bytes.count)), bytes: bytes)
    }

    /// Takes a message out; nil when it is not there.
    func take(_ place: MessagePlace) -> [UInt8]? {
        handedOver.removeValue(forKey: place.block)
    }

    private final class Block: PlacedMessage, @unchecked Sendable {
        // Of the one thread that a test has.
        let place: MessagePlace
        private let memory: TestMemory
        private let bytes: [UInt8]

        init(memory: TestMemory, place: MessagePlace, bytes: [UInt8]) {
            self.memory = memory
            self.place = place
            self.bytes = bytes
        }

        deinit {
            memory.kept -= 1
        }

        func handOver() {
            memory.handedOver[place.block] = bytes
        }
    }
}

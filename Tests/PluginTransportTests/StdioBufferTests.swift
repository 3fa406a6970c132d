import Dispatch
import PluginTransport
import Synchronization
import Testing

/// The output of a plugin between the thread that reads it and the host that takes it.
@Suite struct StdioBufferTests {
    private final class Overflow: Sendable {
        let bytes = Mutex<[UInt8]>([])
        var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
    }

    private func piece(_ text: String) -> StdioPiece {
        StdioPiece(channel: .standardOutput, bytes: Array(text.utf8))
    }

    @Test func withoutAReaderEverythingReachesTheOverflowInOrder() {
        let overflow = Overflow()
        let buffer = StdioBuffer { piece in overflow.bytes.withLock { $0 += piece.bytes } }
        buffer.write(piece("a"))
        #expect(overflow.text == "")
        buffer.stopWaitingForReader()
        #expect(overflow.text == "a")
        buffer.write(piece("b"))
        #expect(overflow.text == "ab")
        buffer.finish()
        buffer.write(piece("c"))
        #expect(overflow.text == "abc")
    }

    @Test func fullBufferWithoutAReaderNeverBlocks() {
        let overflow = Overflow()
        let buffer = StdioBuffer { piece in overflow.bytes.withLock { $0 += piece.bytes } }
        let line = String(repeating: "x", count: StdioBuffer.maximumPieceLength)
        let count = 3 * StdioBuffer.capacity / StdioBuffer.maximumPieceLength
        for _ in 0..<count { buffer.write(piece(line)) }
        buffer.finish()
        #expect(overflow.bytes.withLock { $0.count } == count * StdioBuffer.maximumPieceLength)
    }
}

import Testing

@testable import PluginTestKit

/// Frames as checks write and read them.
@Suite struct RawFrameTests {
    @Test func whatIsWrittenIsRead() {
        let frame = RawFrame(type: RawFrame.data, flags: 1, stream: 5, payload: Array(repeating: 7, count: 300))
        #expect(frame.bytes.prefix(9) == [0, 1, 44, 0, 1, 0, 0, 0, 5])
        let (read, length) = RawFrame.first(in: (frame.bytes + [1, 2, 3])[...]) ?? (frame, 0)
        #expect(read == frame && length == 309)
        for cut in [0, 8, 9, 308] { #expect(RawFrame.first(in: frame.bytes[..<cut]) == nil) }
    }

    @Test func paddingAndPriorityAreNoContent() {
        let padded = RawFrame(
            type: RawFrame.headers,
            flags: 0x28,
            stream: 1,
            payload: [2, 0, 0, 0, 0, 9, 1, 2, 3, 0, 0]
        )
        #expect(Array(padded.content) == [1, 2, 3])
        #expect(RawFrame(type: RawFrame.data, flags: 8, stream: 1, payload: [200, 1]).content.isEmpty)
        #expect(RawFrame(type: RawFrame.data, flags: 8, stream: 1).content.isEmpty)
    }
}

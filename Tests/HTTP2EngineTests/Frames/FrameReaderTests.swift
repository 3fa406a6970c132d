import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 frames: cuts")
struct FrameReaderTests {
    @Test("A frame is whole wherever it was cut", arguments: 1...20)
    func cuts(size: Int) {
        let frames = [WireFrame.ping(1), .data(1, [1, 2, 3]), .settings(), .data(3, [UInt8](repeating: 7, count: 50))]
        var reader = FrameReader()
        var found: [WireFrame] = []
        let bytes = frames.flatMap(\.bytes)
        for start in stride(from: 0, to: bytes.count, by: size) {
            Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { piece in
                var input = piece
                while !input.isEmpty, let frame = reader.complete(from: &input, maximumPayload: 100) {
                    found += WireFrame.all(in: frame)
                    reader.recycle(frame)
                }
            }
        }
        #expect(found == frames)
        #expect(!reader.isInsideFrame)
    }

    @Test("Of a frame that is too long only the header is taken")
    func tooLong() {
        var reader = FrameReader()
        let bytes = WireFrame.data(1, [UInt8](repeating: 0, count: 101)).bytes
        bytes.withUnsafeBytes { bytes in
            var input = bytes
            #expect(reader.complete(from: &input, maximumPayload: 100)?.count == 9)
            #expect(input.count == 101)
        }
    }

    @Test("A header of a frame that is too long ends the connection before its payload comes")
    func tooLongEarly() {
        var peer = ScriptedPeer.server()
        peer.say(bytes: [0xff, 0xff, 0xff, 0, 0, 0, 0, 0])
        #expect(!peer.engine.isClosed)
        peer.say(bytes: [1])
        #expect(peer.reaction(in: peer.hear()) == .connectionError(Reaction.frameSize))
    }
}

import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 frames: writing")
struct FrameWritingTests {
    @Test("Frames are written as RFC 9113 lays them out")
    func frames() {
        #expect(written { $0.appendResetStream(3, .cancel) } == .reset(3, 8))
        #expect(
            written { $0.appendWindowUpdate(0x7fff_ffff, increment: 0x7fff_ffff) }
                == .windowUpdate(0x7fff_ffff, 0x7fff_ffff)
        )
        #expect(written { $0.appendPing(0x0102_0304_0506_0708) } == .ping(0x0102_0304_0506_0708))
        #expect(written { $0.appendPing(.max, flags: .acknowledgement) } == .ping(.max, answer: true))
        #expect(written { $0.appendGoAway(lastStream: 9, .calm, reason: "é") } == .goAway(9, 11, "é"))
        #expect(
            written { $0.appendSettings([(.initialWindowSize, 7), (.enablePush, 0)]) } == .settings([(4, 7), (2, 0)])
        )
    }

    @Test("A length takes three bytes", arguments: [0, 1, 255, 256, 65_535, 65_536, 16_777_215])
    func lengths(length: Int) {
        var bytes: [UInt8] = []
        bytes.appendFrameHeader(payload: length, type: 9, flags: .endHeaders, stream: 5)
        let header = bytes.withUnsafeBytes { FrameHeader($0) }
        #expect(header.payloadLength == length && header.frameLength == length + 9)
        #expect(header.type == 9 && header.flags == .endHeaders && header.stream == 5)
        #expect(FrameHeader.maximumPayload == 16_777_215)
    }

    private func written(_ write: (inout [UInt8]) -> Void) -> WireFrame? {
        var bytes: [UInt8] = []
        write(&bytes)
        let frames = WireFrame.all(in: bytes)
        return frames.count == 1 && frames[0].bytes == bytes ? frames[0] : nil
    }

    @Test("An error code has its name, or its number")
    func names() {
        #expect((0...13).map { HTTP2ErrorCode(rawValue: $0).description }.allSatisfy { !$0.hasPrefix("error") })
        #expect(HTTP2ErrorCode.enhanceYourCalm.description == "ENHANCE_YOUR_CALM")
        #expect(HTTP2ErrorCode(rawValue: 14).description == "error 14")
    }
}

extension HTTP2ErrorCode {
    fileprivate static let calm = HTTP2ErrorCode.enhanceYourCalm
}

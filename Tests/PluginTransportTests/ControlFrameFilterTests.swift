import NIOCore
import NIOEmbedded
import PluginTransport
import Testing

/// Frames in, frames out: what the filter takes, and that it touches nothing else.
@Suite struct ControlFrameFilterTests {
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8]) -> [UInt8] {
        let length = UInt32(payload.count)
        var bytes: [UInt8] = [UInt8(length >> 16 & 0xff), UInt8(length >> 8 & 0xff), UInt8(length & 0xff), type, flags]
        withUnsafeBytes(of: stream.bigEndian) { bytes += $0 }
        return bytes + payload
    }

    private func ping(_ byte: UInt8, flags: UInt8 = 0) -> [UInt8] {
        frame(6, flags: flags, [UInt8](repeating: byte, count: 8))
    }

    /// Sends bytes through a filter in pieces of a given size.
    private func run(
        _ input: [UInt8],
        role: ControlFrameFilter.Role,
        pieces: Int
    ) throws -> (passed: [UInt8], answered: [UInt8]) {
        let channel = EmbeddedChannel(handler: ControlFrameFilter(role: role))
        for start in stride(from: 0, to: input.count, by: pieces) {
            try channel.writeInbound(ByteBuffer(bytes: input[start..<min(start + pieces, input.count)]))
        }
        var passed: [UInt8] = []
        var answered: [UInt8] = []
        while let buffer = try channel.readInbound(as: ByteBuffer.self) { passed += buffer.readableBytesView }
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { answered += buffer.readableBytesView }
        _ = try? channel.finish()
        return (passed, answered)
    }

    @Test(arguments: [1, 2, 3, 5, 8, 9, 10, 13, 17, 64, 4096])
    func clientTakesPingsAndHarmlessResets(pieces: Int) throws {
        let settings = frame(4, [0, 3, 0, 0, 0, 100])
        let data = frame(0, stream: 1, Array(0..<200))
        let cancel = frame(3, stream: 3, [0, 0, 0, 8])
        let input =
            settings + ping(1) + data + frame(3, stream: 1, [0, 0, 0, 0]) + ping(2) + ping(3) + cancel
            + ping(4, flags: 1) + data
        let (passed, answered) = try run(input, role: .client, pieces: pieces)
        #expect(passed == settings + data + cancel + ping(4, flags: 1) + data)
        #expect(answered == ping(1, flags: 1) + ping(2, flags: 1) + ping(3, flags: 1))
    }

    @Test(arguments: [1, 7, 24, 25, 4096])
    func serverLetsThePrefaceAndResetsPass(pieces: Int) throws {
        let reset = frame(3, stream: 1, [0, 0, 0, 0])
        let input = Self.preface + frame(4, []) + ping(9) + reset
        let (passed, answered) = try run(input, role: .server, pieces: pieces)
        #expect(passed == Self.preface + frame(4, []) + reset)
        #expect(answered == ping(9, flags: 1))
    }

    @Test func malformedFramesAreLeftToTheHandlerAbove() throws {
        let input = frame(6, [1, 2, 3]) + frame(3, stream: 1, [0, 0, 0, 0, 0])
        let (passed, answered) = try run(input, role: .client, pieces: 4096)
        #expect(passed == input)
        #expect(answered.isEmpty)
    }

    @Test func burstOfPingsIsAnswered() throws {
        let count = 10 * ControlFrameFilter.maximumUnsentAnswers
        let input = (0..<count).flatMap { ping(UInt8(truncatingIfNeeded: $0)) }
        let (passed, answered) = try run(input, role: .client, pieces: 65536)
        #expect(passed.isEmpty)
        #expect(answered.count == input.count)
    }

    @Test func peerThatNeverReadsIsCutOff() throws {
        let hold = HoldWrites()
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers(hold, ControlFrameFilter(role: .client))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        let input = (0...ControlFrameFilter.maximumUnsentAnswers).flatMap { _ in ping(0) }
        try channel.writeInbound(ByteBuffer(bytes: input))
        #expect(!channel.isActive)
        _ = try? channel.finish()
    }

    /// Accepts writes and never completes them.
    private final class HoldWrites: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            context.channel.closeFuture.cascadeFailure(to: promise)
            context.channel.closeFuture.whenSuccess { promise?.succeed() }
        }
    }
}

import NIOCore
import NIOWebSocket
import Testing

@testable import EngineServer

@Suite struct MessageAssemblerTests {
    private static let key: WebSocketMaskingKey = [1, 2, 3, 4]

    private func frame(
        _ opcode: WebSocketOpcode,
        _ payload: [UInt8],
        fin: Bool = true,
        isMasked: Bool = true
    ) -> WebSocketFrame {
        var data = ByteBuffer(bytes: payload)
        if isMasked { data.webSocketMask(Self.key) }
        return WebSocketFrame(fin: fin, opcode: opcode, maskKey: isMasked ? Self.key : nil, data: data)
    }

    private func messages(
        _ frames: [WebSocketFrame],
        _ limits: WindowLimits = WindowLimits()
    ) throws(SocketClose) -> [SocketMessage] {
        var assembler = MessageAssembler(limits: limits)
        var messages: [SocketMessage] = []
        for frame in frames {
            if let message = try assembler.take(frame) { messages.append(message) }
        }
        return messages
    }

    private func code(_ frames: [WebSocketFrame], _ limits: WindowLimits = WindowLimits()) -> UInt16? {
        do throws(SocketClose) {
            _ = try messages(frames, limits)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func putsMessagesTogether() throws {
        let euro = Array("€".utf8)
        let frames = [
            frame(.text, [], fin: false), frame(.continuation, [euro[0]], fin: false), frame(.ping, [7]),
            frame(.continuation, Array(euro.dropFirst())), frame(.binary, [1, 2], fin: false),
            frame(.continuation, [], fin: false), frame(.continuation, [3]), frame(.pong, []), frame(.text, []),
        ]
        let expected: [SocketMessage] = [.ping([7]), .text(euro), .binary([1, 2, 3]), .pong, .text([])]
        #expect(try messages(frames) == expected)
    }

    @Test func refusesWhatIsNoSequenceOfFrames() {
        #expect(code([frame(.continuation, [1])]) == 1002)
        #expect(code([frame(.text, [], fin: false), frame(.text, [])]) == 1002)
        #expect(code([frame(.binary, [], fin: false), frame(.text, [])]) == 1002)
        #expect(code([frame(.text, [65], isMasked: false)]) == 1002)
        #expect(code([frame(.ping, [], fin: false)]) == 1002)
        #expect(code([frame(.pong, [UInt8](repeating: 0, count: 126))]) == 1002)
        for bits in 3...15 where ![8, 9, 10].contains(bits) {
            let opcode = WebSocketOpcode(encodedWebSocketOpcode: UInt8(bits))
            #expect(opcode.map { code([frame($0, [])]) } == 1002, "\(bits)")
        }
        var reserved = frame(.text, [])
        reserved.rsv1 = true
        #expect(code([reserved]) == 1002)
    }

    @Test func textIsUTF8() {
        for bytes: [UInt8] in [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]] {
            #expect(code([frame(.text, bytes)]) == 1007)
            #expect(code([frame(.text, [65], fin: false), frame(.continuation, bytes)]) == 1007)
            #expect(code([frame(.binary, bytes)]) == nil)
        }
    }

    @Test func hasLimits() {
        var limits = WindowLimits()
        limits.maxTextBytes = 10
        limits.maxValueBytes = 5
        limits.maxMessageBytes = 20
        limits.maxFragments = 3
        func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 65, count: count) }
        #expect(code([frame(.text, bytes(15))], limits) == nil)
        #expect(code([frame(.text, bytes(16))], limits) == 1009)
        #expect(code([frame(.binary, bytes(24))], limits) == nil)
        #expect(code([frame(.binary, bytes(25))], limits) == 1009)
        #expect(code([frame(.text, bytes(15), fin: false), frame(.continuation, bytes(1))], limits) == 1009)
        let empty = frame(.continuation, [], fin: false)
        #expect(code([frame(.text, [], fin: false), empty, frame(.continuation, [])], limits) == nil)
        #expect(code([frame(.text, [], fin: false), empty, empty, empty], limits) == 1008)
        #expect(MessageAssembler.maxFrameBytes(limits) == 125)
        #expect(MessageAssembler.maxFrameBytes(WindowLimits()) == 4 << 20 | 4)
    }

    @Test(
        arguments: [
            ([], 1000, ""), ([3, 232], 1000, ""), ([3, 233, 104, 105], 1001, "hi"), ([0x0b, 0xb8], 3000, ""),
            ([0x13, 0x87], 4999, ""),
        ] as [([UInt8], UInt16, String)]
    )
    func readsAClose(_ payload: [UInt8], _ code: UInt16, _ reason: String) throws {
        #expect(try SocketClose(payload: payload) == SocketClose(code: code, reason: reason))
    }

    @Test(
        arguments: [
            ([3], 1002), ([0, 0], 1002), ([3, 231], 1002), ([0x03, 0xec], 1002), ([0x03, 0xed], 1002),
            ([0x03, 0xee], 1002), ([0x03, 0xf7], 1002), ([0x0b, 0xb7], 1002), ([0x13, 0x88], 1002),
            ([3, 232, 0xff], 1007),
        ] as [([UInt8], UInt16)]
    )
    func refusesABadClose(_ payload: [UInt8], _ code: UInt16) {
        let error = #expect(throws: SocketClose.self) { try SocketClose(payload: payload) }
        #expect(error?.code == code)
    }

    @Test func aBinaryMessageBeginsWithItsNumber() throws {
        let message = try BinaryMessage([0, 0, 1, 2, 9, 8])
        #expect(message == BinaryMessage(id: 258, payload: [9, 8]))
        #expect(Array(buffer: message.buffer) == [0, 0, 1, 2, 9, 8])
        let error = #expect(throws: SocketClose.self) { try BinaryMessage([0, 0, 1]) }
        #expect(error?.code == 1003)
    }
}

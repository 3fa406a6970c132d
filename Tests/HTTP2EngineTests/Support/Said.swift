@testable import HTTP2Engine

/// What an engine has said to its peer, as its peer understands it.
enum Said: Hashable {
    case settings([UInt16: UInt32])
    case settingsAnswer
    case ping(UInt64)
    case pong(UInt64)
    case goAway(last: UInt32, code: UInt32)
    case windowUpdate(UInt32, UInt32)
    case reset(UInt32, UInt32)
    /// A whole block, wherever it was cut.
    case headers(UInt32, [HeaderField], end: Bool)
    case data(UInt32, [UInt8], end: Bool)
    case placed(UInt32, MessagePlace, end: Bool)
    /// What no engine should say.
    case unknown(WireFrame)

    /// The stream that it is about.
    var stream: UInt32 {
        switch self {
        case .settings, .settingsAnswer, .ping, .pong, .goAway: 0
        case .windowUpdate(let stream, _), .reset(let stream, _): stream
        case .headers(let stream, _, _), .data(let stream, _, _), .placed(let stream, _, _): stream
        case .unknown(let frame): frame.stream
        }
    }
}

/// Understands the output of one engine, and notes where it breaks the rules.
struct Listener {
    private var decoder = HPACKDecoder(maximumListSize: 1 << 24)
    private var rest: [UInt8] = []
    private var preface: Int
    private var block: (frame: WireFrame, bytes: [UInt8])?
    /// The longest payload that the engine may write.
    var maximumFrameSize = 16_384
    /// What was wrong in the output.
    private(set) var faults: [String] = []

    init(to role: HTTP2Connection.Role) {
        preface = role == .client ? 24 : 0
    }

    mutating func understand(_ output: [UInt8]) -> [Said] {
        rest += output
        if preface > 0 {
            guard rest.count >= preface else { return [] }
            if rest.prefix(preface) != Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)[...] { faults.append("preface") }
            rest.removeFirst(preface)
            preface = 0
        }
        let frames = WireFrame.all(in: rest)
        rest.removeFirst(frames.reduce(0) { $0 + 9 + $1.payload.count })
        return frames.compactMap { understand($0) }
    }

    private mutating func understand(_ frame: WireFrame) -> Said? {
        if frame.payload.count > maximumFrameSize { faults.append("a frame of \(frame.payload.count) bytes") }
        if let open = block, frame.type != 9 || frame.stream != open.frame.stream {
            faults.append("a block on stream \(open.frame.stream) is interrupted")
        }
        let isFlagged = frame.flags & 1 != 0
        switch frame.type {
        case 0: return .data(frame.stream, frame.payload, end: isFlagged)
        case 1, 9: return understandBlock(frame)
        case 3: return .reset(frame.stream, frame.number(at: 0))
        case 4 where isFlagged: return .settingsAnswer
        case 4:
            let pairs = stride(from: 0, to: frame.payload.count, by: 6).map { offset in
                (UInt16(frame.number(at: offset) >> 16), frame.number(at: offset + 2))
            }
            return .settings(Dictionary(pairs) { $1 })
        case 6:
            let content = UInt64(frame.number(at: 0)) << 32 | UInt64(frame.number(at: 4))
            return isFlagged ? .pong(content) : .ping(content)
        case 7: return .goAway(last: frame.number(at: 0), code: frame.number(at: 4))
        case 8: return .windowUpdate(frame.stream, frame.number(at: 0))
        case 0xf0 where frame.payload.count == 8:
            let place = MessagePlace(block: frame.number(at: 0), count: frame.number(at: 4))
            return .placed(frame.stream, place, end: isFlagged)
        default: return .unknown(frame)
        }
    }

    private mutating func understandBlock(_ frame: WireFrame) -> Said? {
        var (first, bytes) = block ?? (frame, [])
        bytes += frame.payload
        guard frame.flags & 0x4 != 0 else {
            block = (first, bytes)
            return nil
        }
        block = nil
        first.payload = []
        do {
            let fields = try decoder.fields(bytes)
            return .headers(first.stream, fields, end: first.flags & 1 != 0)
        } catch {
            faults.append("a block that cannot be decoded: \(error)")
            return nil
        }
    }
}

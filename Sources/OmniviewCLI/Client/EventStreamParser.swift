/// Reads Server-Sent Events, as the HTML standard defines them, from bytes that may be split anywhere.
struct EventStreamParser {
    /// One event, complete.
    struct Frame: Hashable, Sendable {
        /// The last id that the stream has set; nil before the first.
        var id: String?
        /// The event's name; `message` when it has none.
        var name: String
        /// The lines of its data.
        var data: String
    }

    /// The stream passed a limit; it cannot be read on.
    struct TooLong: Error {}

    /// The most bytes of one event.
    static let maxFrameBytes = 16 << 20

    private let limit: Int
    private var line: [UInt8] = []
    /// A line feed behind a carriage return belongs to the same end of a line.
    private var skipsLineFeed = false
    /// Only at the very beginning of a stream.
    private var mayHaveMark = true

    /// The last id that a complete block has set, also one without data; nil before the first.
    private(set) var lastID: String?
    private var id: String?
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false

    /// - Parameter limit: the most bytes of one event, without which a hostile stream would fill the memory.
    init(limit: Int = maxFrameBytes) {
        self.limit = limit
    }

    /// Takes a piece, and returns the events that it completes. What is not complete at the end of a stream is no event.
    mutating func push(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [Frame] {
        var frames: [Frame] = []
        for byte in bytes {
            if skipsLineFeed {
                skipsLineFeed = false
                if byte == UInt8(ascii: "\n") { continue }
            }
            switch byte {
            case UInt8(ascii: "\n"): endLine(&frames)
            case UInt8(ascii: "\r"):
                skipsLineFeed = true
                endLine(&frames)
            default:
                guard line.count + data.count < limit else { throw TooLong() }
                line.append(byte)
            }
        }
        return frames
    }

    private mutating func endLine(_ frames: inout [Frame]) {
        defer { line.removeAll(keepingCapacity: true) }
        if mayHaveMark {
            mayHaveMark = false
            if line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else {
            if let frame = endFrame() { frames.append(frame) }
            return
        }
        let colon = line.firstIndex(of: UInt8(ascii: ":"))
        // A line that begins with a colon is a comment.
        guard colon != 0 else { return }
        var value = line[(colon.map { $0 + 1 } ?? line.endIndex)...]
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<(colon ?? line.endIndex)], as: UTF8.self) {
        case "id": if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
        case "event": name = String(decoding: value, as: UTF8.self)
        case "data":
            if hasData { data.append(UInt8(ascii: "\n")) }
            data += value
            hasData = true
        default: break
        }
    }

    private mutating func endFrame() -> Frame? {
        lastID = id
        defer {
            name = ""
            data.removeAll()
            hasData = false
        }
        guard hasData else { return nil }
        return Frame(id: id, name: name.isEmpty ? "message" : name, data: String(decoding: data, as: UTF8.self))
    }
}

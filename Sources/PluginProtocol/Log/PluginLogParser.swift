/// Turns what a plugin writes to stderr into log entries.
///
/// The rules are go-plugin's, so that a plugin reads the same under every host. A JSON object with a known `@level` is
/// an hclog entry. Every other line is taken as it is: at the level of its `[WARN]`-like prefix, at error when it tells
/// of a crash, and after a crash every plain line without prefix is at error too, since those are its stack. All else
/// is at debug. Empty lines are dropped. Any bytes can be fed in any portions with the same result.
public struct PluginLogParser: Sendable {
    /// How many bytes a line may have to be read as a whole. Default: 64 KiB.
    public static let defaultLineLimit = 65_536

    /// How many bytes a line may have; a longer one comes in pieces of this length, at debug.
    public let lineLimit: Int
    private var buffer: [UInt8] = []
    private var isContinuation = false
    private var hasCrashed = false

    /// Creates a parser for one run of one plugin.
    ///
    /// - Parameter lineLimit: How many bytes a line may have, at least 1.
    public init(lineLimit: Int = Self.defaultLineLimit) {
        self.lineLimit = max(lineLimit, 1)
    }

    /// Takes the next bytes and returns the entries that are complete.
    public mutating func append(_ bytes: some Collection<UInt8>) -> [PluginLogEntry] {
        lines(bytes).map { entry($0) }
    }

    /// Says that stderr ended, and returns what came without a line end.
    public mutating func finish() -> [PluginLogEntry] {
        lastLine().map { [entry($0)] } ?? []
    }

    // MARK: Step by step, for whoever does not want every line read

    /// Takes the next bytes and returns the lines that are complete; each is then read or skipped, in this order.
    package mutating func lines(_ bytes: some Collection<UInt8>) -> [PluginLogLine] {
        var lines: [PluginLogLine] = []
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            fill(from: rest[..<(end ?? rest.endIndex)], into: &lines)
            guard let end else { break }
            if let line = lastLine() { lines.append(line) }
            rest = rest[(end + 1)...]
        }
        return lines
    }

    /// Says that stderr, or a line, ended, and returns what came before that.
    package mutating func lastLine() -> PluginLogLine? {
        if buffer.last == UInt8(ascii: "\r") { buffer.removeLast() }
        defer {
            buffer.removeAll(keepingCapacity: true)
            isContinuation = false
        }
        return buffer.isEmpty ? nil : PluginLogLine(bytes: buffer, isPiece: isContinuation)
    }

    /// Reads a line as an entry.
    package mutating func entry(_ line: PluginLogLine) -> PluginLogEntry {
        let text = { String(decoding: line.bytes, as: UTF8.self) }
        guard !line.isPiece else { return PluginLogEntry(level: .debug, message: text(), raw: true) }
        if let object = HCLogObject(line.bytes) {
            return object.entry ?? PluginLogEntry(level: .debug, message: text(), raw: true)
        }
        let plain = PlainLogLine(line.bytes)
        hasCrashed = hasCrashed || plain.isCrash
        let level = plain.level ?? (hasCrashed ? .error : .debug)
        return PluginLogEntry(level: level, message: text(), raw: true)
    }

    /// Takes note of a line that nobody wants to read: all that matters is whether it begins a crash.
    package mutating func skip(_ line: PluginLogLine) {
        guard !hasCrashed, !line.isPiece, line.bytes.first != UInt8(ascii: "{") else { return }
        hasCrashed = PlainLogLine(line.bytes).isCrash
    }

    /// Adds a part of one line to the buffer and gives out a piece each time that the buffer overflows.
    private mutating func fill(from part: ArraySlice<UInt8>, into lines: inout [PluginLogLine]) {
        var part = part
        while !part.isEmpty {
            if buffer.count == lineLimit {
                lines.append(PluginLogLine(bytes: buffer, isPiece: true))
                buffer.removeAll(keepingCapacity: true)
                isContinuation = true
            }
            let taken = part.prefix(lineLimit - buffer.count)
            buffer += taken
            part = part.dropFirst(taken.count)
        }
    }
}

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
        var entries: [PluginLogEntry] = []
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            fill(from: rest[..<(end ?? rest.endIndex)], into: &entries)
            guard let end else { break }
            endLine(into: &entries)
            rest = rest[(end + 1)...]
        }
        return entries
    }

    /// Says that stderr ended, and returns what came without a line end.
    public mutating func finish() -> [PluginLogEntry] {
        var entries: [PluginLogEntry] = []
        endLine(into: &entries)
        return entries
    }

    /// Adds a part of one line to the buffer and gives out a piece each time that the buffer overflows.
    private mutating func fill(from part: ArraySlice<UInt8>, into entries: inout [PluginLogEntry]) {
        var part = part
        while !part.isEmpty {
            if buffer.count == lineLimit {
                entries.append(piece())
                isContinuation = true
            }
            let taken = part.prefix(lineLimit - buffer.count)
            buffer += taken
            part = part.dropFirst(taken.count)
        }
    }

    private mutating func endLine(into entries: inout [PluginLogEntry]) {
        if buffer.last == UInt8(ascii: "\r") { buffer.removeLast() }
        if !buffer.isEmpty { entries.append(isContinuation ? piece() : entry()) }
        buffer.removeAll(keepingCapacity: true)
        isContinuation = false
    }

    private mutating func piece() -> PluginLogEntry {
        defer { buffer.removeAll(keepingCapacity: true) }
        return PluginLogEntry(level: .debug, message: String(decoding: buffer, as: UTF8.self), raw: true)
    }

    private mutating func entry() -> PluginLogEntry {
        if let object = HCLogObject(buffer) {
            return object.entry ?? PluginLogEntry(level: .debug, message: text, raw: true)
        }
        let line = PlainLogLine(buffer)
        hasCrashed = hasCrashed || line.isCrash
        let level = line.level ?? (hasCrashed ? .error : .debug)
        return PluginLogEntry(level: level, message: text, raw: true)
    }

    private var text: String { String(decoding: buffer, as: UTF8.self) }
}

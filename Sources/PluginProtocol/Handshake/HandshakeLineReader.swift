/// Finds the first line in what a plugin writes to stdout.
///
/// Only the first line counts, whatever stands in it: a banner before the handshake line is an error that the parser
/// reports with the banner in it. What follows the line is the caller's to drain and throw away.
public struct HandshakeLineReader: Sendable {
    /// How many bytes the first line may have, its line end not counted. Default: 64 KiB.
    public static let defaultLimit = 65_536

    /// How many bytes the first line may have.
    public let limit: Int
    /// What came so far and is not yet a line; at most ``limit`` bytes and one carriage return.
    public private(set) var partial: [UInt8] = []
    /// Whether the line was found, or given up as too long; every byte after that is ignored.
    public private(set) var isFinished = false

    /// Creates a reader.
    ///
    /// - Parameter limit: How many bytes the first line may have, at least 1.
    public init(limit: Int = Self.defaultLimit) {
        self.limit = max(limit, 1)
    }

    /// Takes the next bytes of stdout.
    ///
    /// - Returns: The line when it is complete, once, without leading spaces and without its line end; nil before and
    ///   after.
    /// - Throws: ``PluginProtocolError/Code/lineTooLong``, once.
    public mutating func append(_ bytes: some Collection<UInt8>) throws(PluginProtocolError) -> [UInt8]? {
        guard !isFinished else { return nil }
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        let more = bytes[..<(end ?? bytes.endIndex)]
        let length = partial.count + more.count
        partial += more.prefix(limit + 1 - partial.count)
        guard length <= limit || (length == limit + 1 && partial.last == UInt8(ascii: "\r")) else {
            isFinished = true
            partial.removeLast(partial.count - limit)
            throw .lineTooLong(limit: limit, start: partial)
        }
        return end == nil ? nil : complete()
    }

    /// Says that stdout ended.
    ///
    /// - Returns: What came without a line end, as the line that it then is; nil when there is nothing or the line was
    ///   already found.
    public mutating func finish() -> [UInt8]? {
        guard !isFinished else { return nil }
        return partial.isEmpty ? nil : complete()
    }

    private mutating func complete() -> [UInt8] {
        isFinished = true
        var line = partial[...]
        partial = []
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return Array(line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a plugin's log files hold, read from the newest record back.
public struct LogHistory: Sendable, Hashable {
    /// The records, newest first.
    public var records: [LogRecord] = []
    /// Whether nothing older is left that was asked for; false when a limit was reached first.
    public var isComplete = true
    /// How many lines were passed over because they are no records: cut off by a crash, or written by others.
    public var unreadable = 0
}

/// Reads log files backwards, in pieces, whatever is in them.
struct LogHistoryReader {
    /// How many bytes are read in all, at most.
    static let maximumBytes = 128 << 20
    /// How many records are handed out, at most.
    static let maximumRecords = 100_000
    /// How far the machine's clock may have been set back between two records, in milliseconds.
    static let clockTolerance: Int64 = 60_000
    private static let pieceBytes = 64 << 10

    private let files: LogFiles
    private let since: Int64
    private let limit: Int
    private var history = LogHistory()
    private var budget = Self.maximumBytes

    init(files: LogFiles, since: Int64, limit: Int) {
        self.files = files
        self.since = since
        self.limit = min(max(limit, 0), Self.maximumRecords)
    }

    mutating func read(_ plugin: String) -> LogHistory {
        // All are opened before any is read: a new file begun meanwhile moves names, not what is open.
        var descriptors: [Int32] = []
        defer { for descriptor in descriptors { close(descriptor) } }
        var seen: Set<UInt64> = []
        for index in 0..<max(files.limits.files, 1) {
            let descriptor = open(files.path(of: plugin, index), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                seen.insert(UInt64(status.st_ino)).inserted
            {
                descriptors.append(descriptor)
            } else {
                close(descriptor)
            }
        }
        for descriptor in descriptors where !readFile(descriptor) { break }
        return history
    }

    /// - Returns: whether older files are wanted.
    private mutating func readFile(_ descriptor: Int32) -> Bool {
        var end = lseek(descriptor, 0, SEEK_END)
        // The beginning of the line that the piece after this one began with; nil while such a line is too long.
        var rest: [UInt8]? = []
        while end > 0 {
            let size = min(Int(end), Self.pieceBytes)
            guard budget >= size else {
                history.isComplete = false
                return false
            }
            budget -= size
            end -= off_t(size)
            var piece = [UInt8](repeating: 0, count: size)
            guard pread(descriptor, &piece, size, end) == size else {
                history.isComplete = false
                return false
            }
            let lines = piece.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated().reversed() {
                let whole = index == lines.count - 1 ? rest.map { line + $0 } : Array(line)
                if index == 0, end > 0 {
                    rest = whole.flatMap { $0.count <= files.limits.lineBytes ? $0 : nil }
                } else if !take(whole) {
                    return false
                }
            }
        }
        return true
    }

    /// - Returns: whether older lines are wanted.
    private mutating func take(_ line: [UInt8]?) -> Bool {
        if line?.isEmpty == true { return true }
        guard let line, line.count <= files.limits.lineBytes, let record = LogLine.record(line) else {
            history.unreadable += 1
            return true
        }
        if record.time < since { return record.time >= since - Self.clockTolerance }
        if history.records.count == limit {
            history.isComplete = false
            return false
        }
        history.records.append(record)
        return true
    }
}

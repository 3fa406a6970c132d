/// The last records of one plugin, limited in number and memory, each with its number.
struct LogRing {
    /// What follows a record.
    enum Next: Hashable {
        /// The record after it.
        case entry(LogEntry)
        /// So many records after it are gone; the oldest that is still there has the number `first`.
        case gap(UInt64, first: UInt64)
        /// Nothing yet.
        case none
    }

    private let maximumRecords: Int
    private let maximumBytes: Int
    /// A circle once it is full: the oldest record is at `head`.
    private var storage: [LogRecord] = []
    private var head = 0
    private var count = 0
    private(set) var bytes = 0
    /// The number of the newest record; 0 before the first.
    private(set) var last: UInt64 = 0

    init(records: Int, bytes: Int) {
        maximumRecords = max(records, 1)
        maximumBytes = bytes
    }

    /// The number of the oldest record that is still there; one more than `last` when there is none.
    var first: UInt64 { last + 1 - UInt64(count) }

    mutating func append(_ record: LogRecord) {
        let cost = record.cost
        while count > 0, count == maximumRecords || bytes + cost > maximumBytes { removeOldest() }
        let place = (head + count) % maximumRecords
        if place == storage.count { storage.append(record) } else { storage[place] = record }
        count += 1
        bytes += cost
        last += 1
    }

    /// The newest records, oldest first.
    func tail(_ wanted: Int) -> [LogEntry] {
        let wanted = min(max(wanted, 0), count)
        return (count - wanted..<count).map { entry(at: $0) }
    }

    /// What follows the record with a number; a number that no record has yet had counts as 0.
    func next(after number: UInt64) -> Next {
        let number = number > last ? 0 : number
        if number == last { return .none }
        if number + 1 < first { return .gap(first - number - 1, first: first) }
        return .entry(entry(at: Int(number + 1 - first)))
    }

    private func entry(at index: Int) -> LogEntry {
        LogEntry(number: first + UInt64(index), record: storage[(head + index) % maximumRecords])
    }

    private mutating func removeOldest() {
        bytes -= storage[head].cost
        // The text goes now, not when its place is used again.
        storage[head].message = ""
        storage[head].metadata = [:]
        head = (head + 1) % maximumRecords
        count -= 1
    }
}

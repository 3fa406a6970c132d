/// What somebody sees of the process table.
struct ProcessAnswer: Sendable {
    /// How many there are to see, without a filter.
    var total: Int
    /// How many fit the filter.
    var matching: Int
    var first: [MeasuredProcess]
}

/// Which processes somebody wants to see, and in which order.
struct ProcessQuery: Sendable {
    enum Key: Sendable {
        case cpu, memory, pid, user, started, threads, command
    }

    static let usualLimit = 200
    static let highestLimit = 5000
    /// In bytes.
    static let longestFilter = 200

    var key = Key.cpu
    var isAscending = false
    var limit = Self.usualLimit
    /// In small letters, as bytes; empty for all.
    private(set) var filter: [UInt8] = []

    init(key: Key = .cpu, isAscending: Bool = false, limit: Int = Self.usualLimit, filter: String = "") {
        self.key = key
        self.isAscending = isAscending
        self.limit = limit
        self.filter = filter.utf8.map(Self.small)
    }

    /// The first of those that fit, and how many fit. Those that are equal stay in the order of their numbers.
    func answer(from sample: ProcessSample, withKernelThreads: Bool) -> ProcessAnswer {
        var shown = sample.processes
        if !withKernelThreads { shown.removeAll { $0.process.isKernelThread } }
        let total = shown.count
        if !filter.isEmpty { shown.removeAll { !fits($0.process) } }
        let matching = shown.count
        shown.sort(by: comesBefore)
        return ProcessAnswer(total: total, matching: matching, first: Array(shown.prefix(limit)))
    }

    private func comesBefore(_ a: MeasuredProcess, _ b: MeasuredProcess) -> Bool {
        switch key {
        case .cpu: ordered(a, b, a.cpu, b.cpu)
        case .memory: ordered(a, b, a.process.residentBytes, b.process.residentBytes)
        case .pid: ordered(a, b, a.process.pid, b.process.pid)
        case .user: ordered(a, b, a.process.user, b.process.user)
        case .started: ordered(a, b, a.process.started, b.process.started)
        case .threads: ordered(a, b, a.process.threads, b.process.threads)
        case .command: ordered(a, b, a.process.command, b.process.command)
        }
    }

    private func ordered<Value: Comparable>(
        _ a: MeasuredProcess,
        _ b: MeasuredProcess,
        _ left: Value,
        _ right: Value
    ) -> Bool {
        if left == right { return a.process.pid < b.process.pid }
        return isAscending ? left < right : left > right
    }

    private func fits(_ process: MachineProcess) -> Bool {
        contains(process.command) || contains(process.user) || contains(process.name) || contains("\(process.pid)")
    }

    /// Whether a text has the filter somewhere, by bytes; only ASCII letters are the same in capitals.
    private func contains(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count >= filter.count else { return false }
            return (0...(bytes.count - filter.count)).contains { start in
                filter.indices.allSatisfy { Self.small(bytes[start + $0]) == filter[$0] }
            }
        }
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

/// Everything that the benchmark measures, in the order of the report.
enum RowTable {
    /// The measurements in groups: what is compared with each other is measured by turns.
    static let groups: [[Measurement]] = calls + messages + typedMessages + streams + starts + memory + fleets

    static let rows: [Row] = groups.joined().flatMap(\.rows)

    /// The size of a chunk in the streams.
    static let chunk = 32 << 10
    /// How long both sides wait actively in the row that does, in microseconds.
    static let spin = 50

    /// What the pairs are meant to reach: Swift host with Go plugin, Go host with Swift plugin, Swift on both sides.
    private typealias Goals = (swiftHost: Double?, swiftPlugin: Double?, both: Double?)

    /// How much worse a call may be with AutoMTLS.
    private static let plainLimit = 1.15

    private static let calls = [
        plainAndProtected(call("c1.typed", "1 caller, typed call", .typed, 1, (0.65, 0.6, 0.7))),
        plainAndProtected(call("c1.stubs", "1 caller, generated stubs", .stubs, 1, (1.0, 0.9, 0.9))),
        plainAndProtected(call("c64.typed", "64 callers, typed calls", .typed, 64, (1.5, 1.7, 3))),
        plainAndProtected(call("c64.stubs", "64 callers, generated stubs", .stubs, 64, (1.0, 1.2, 0.9))),
        plainAndProtected(call("c1000.typed", "1,000 callers, typed calls", .typed, 1000)),
        plainAndProtected(call("c1000.stubs", "1,000 callers, generated stubs", .stubs, 1000)),
        plainAndShared(
            spinning(call("c1.spin", "1 caller, typed call, both sides spinning", .typed, 1, (nil, nil, 0.1)))
        ),
    ]

    private static let messages = [
        ("0B", "0 B", 0), ("1KiB", "1 KiB", 1 << 10), ("32KiB", "32 KiB", 32 << 10),
        ("1MiB", "1 MiB", 1 << 20), ("64MiB", "64 MiB", 64 << 20),
    ].map { id, title, size in
        let row = row("echo.\(id)", "message of \(title) there and back", .latency)
        return plainAndProtected(Measurement(kind: .echo, size: size, rows: [row]))
    }

    private static let streams = [
        (Measurement.Kind.streamToHost, row("stream.to-host", "stream from plugin to host", .byteRate, (1.5, 1.5, 2))),
        (.streamToPlugin, row("stream.to-plugin", "stream from host to plugin", .byteRate, (1.5, 1.5, 2))),
    ].map { kind, row in
        let plain = Measurement(kind: kind, size: chunk, rows: [row])
        return plainAndProtected(plain) + plainAndShared(plain).dropFirst()
    }

    /// Large messages as shared memory is meant to carry them.
    private static let typedMessages = [
        typedMessage("32KiB", "32 KiB", 32 << 10), typedMessage("1MiB", "1 MiB", 1 << 20),
    ]

    private static func typedMessage(_ id: String, _ title: String, _ size: Int) -> [Measurement] {
        let row = row("echo.\(id).typed", "message of \(title) there and back, typed call", .latency)
        return plainAndShared(Measurement(kind: .echo, interface: .typed, size: size, rows: [row]))
    }

    private static let starts = [
        [
            Measurement(kind: .start, rows: [row("start", "start to first answer", .startTime, (1.0, 0.9, 0.65))]),
            Measurement(
                kind: .start,
                isProtected: true,
                rows: [row("start.tls", "start to first answer, AutoMTLS", .startTime, (0.6, 0.6, 0.3))]
            ),
        ],
        [
            Measurement(
                kind: .restart,
                rows: [row("restart", "killed to next answer", .startTime), loss("restart.lost")]
            ),
            Measurement(
                kind: .restart,
                isProtected: true,
                rows: [row("restart.tls", "killed to next answer, AutoMTLS", .startTime), loss("restart.lost.tls")]
            ),
        ],
        [Measurement(kind: .command, rows: [row("command", "a host's whole run with one call", .startTime)])],
    ]

    /// What a host tells that has calls of its own under way; one that only restarts has none.
    private static func loss(_ id: String) -> Row {
        var row = row(id, "killed to the error of the call under way, the slowest", .lossTime)
        row.isOptional = true
        return row
    }

    private static let memory = [
        plainAndProtected(
            Measurement(
                kind: .memory,
                rows: [row("memory", "memory of an idle plugin", .pluginMemory, (nil, 0.9, 0.9))]
            )
        )
    ]

    private static let fleets = [1, 10, 100].map { count in
        let title = count == 1 ? "1 plugin" : "\(count) plugins"
        let rows = [
            row("plugins.\(count).calls", "\(title), a caller each", .callRate),
            row("plugins.\(count).memory", "\(title): memory of the host", .hostMemory),
            row("plugins.\(count).threads", "\(title): threads of the host", .hostThreads),
            row("plugins.\(count).descriptors", "\(title): descriptors of the host", .hostDescriptors),
        ]
        return [Measurement(kind: .fleet, plugins: count, rows: rows)]
    }

    private static func call(
        _ id: String,
        _ title: String,
        _ interface: Measurement.Interface,
        _ callers: Int,
        _ goals: Goals = (nil, nil, nil)
    ) -> Measurement {
        // One caller waits for each answer; what many callers notice is how much gets through.
        let row = row(id, title, callers == 1 ? .latency : .callRate, goals)
        return Measurement(kind: .calls, interface: interface, callers: callers, rows: [row])
    }

    private static func row(
        _ id: String,
        _ title: String,
        _ value: Row.Value,
        _ goals: Goals = (nil, nil, nil)
    ) -> Row {
        var row = Row(id: id, title: title, value: value)
        row.targets["Swift-Go"] = goals.swiftHost
        row.targets["Go-Swift"] = goals.swiftPlugin
        row.targets["Swift-Swift"] = goals.both
        return row
    }

    /// The measurement with both sides waiting actively. It is a choice that a host and a plugin need not offer.
    private static func spinning(_ measurement: Measurement) -> Measurement {
        var measurement = measurement
        measurement.spin = spin
        for index in measurement.rows.indices { measurement.rows[index].isOptional = true }
        return measurement
    }

    /// The measurement, and the same through memory that both sides share, which is a choice too.
    private static func plainAndShared(_ plain: Measurement) -> [Measurement] {
        var shared = plain
        shared.sharesMemory = true
        shared.rows = plain.rows.map { row in
            var copy = Row(id: "\(row.id).shm", title: "\(row.title), shared memory", value: row.value)
            copy.isOptional = true
            return copy
        }
        return [plain, shared]
    }

    /// The measurement, and the same under AutoMTLS, whose rows are also compared with the plain ones.
    private static func plainAndProtected(_ plain: Measurement) -> [Measurement] {
        var protected = plain
        protected.isProtected = true
        protected.rows = plain.rows.map { row in
            var copy = Row(id: "\(row.id).tls", title: "\(row.title), AutoMTLS", value: row.value)
            copy.plainRow = row.id
            switch plain.kind {
            case .calls, .streamToHost, .streamToPlugin: copy.plainLimit = plainLimit
            case .echo, .start, .restart, .memory, .fleet, .command: break
            }
            return copy
        }
        return [plain, protected]
    }
}

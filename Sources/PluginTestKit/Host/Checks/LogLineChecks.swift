import PluginProtocol

extension HostConformance {
    /// A line on standard error, and the entry that it must become.
    private struct LogLine {
        var statements: (Int, Int)
        var line: String
        var level: HostReport.Level
        /// Nil for the line itself.
        var message: String?
        var fields: [String: String] = [:]
    }

    private static let lines: [LogLine] = [
        LogLine(
            statements: (80, 80),
            line:
                #"{"@level":"warn","@message":"hello","@timestamp":"2026-11-24T10:00:00.000000Z","name":"x","count":42}"#,
            level: .warn,
            message: "hello",
            fields: ["name": "x", "count": "42"]
        ),
        LogLine(statements: (80, 80), line: #"{"@level":"error","@message":"bad"}"#, level: .error, message: "bad"),
        LogLine(statements: (81, 81), line: #"["HELLO"]"#, level: .debug),
        LogLine(statements: (81, 81), line: "12345", level: .debug),
        LogLine(statements: (81, 81), line: #"{"a":1}"#, level: .debug),
        LogLine(statements: (81, 82), line: #"{"@level":5}"#, level: .debug),
        LogLine(statements: (83, 83), line: "[TRACE] line 1", level: .trace),
        LogLine(statements: (83, 83), line: "[DEBUG] line 2", level: .debug),
        LogLine(statements: (83, 83), line: "[INFO] line 3", level: .info),
        LogLine(statements: (83, 83), line: "[WARN] line 4", level: .warn),
        LogLine(statements: (83, 83), line: "[ERROR] line 5", level: .error),
    ]

    /// What a host makes of what a plugin writes to standard error.
    static let logLineChecks: [ConformanceCheck<HostTrial>] =
        [80, 81, 83].map { statement in
            let rows = lines.filter { $0.statements.0 == statement }
            let names = [
                80: "reads hclog's JSON", 81: "shows other JSON as it stands", 83: "reads a level in brackets",
            ]
            return ConformanceCheck(statement, named: names[statement] ?? "") { trial in
                for row in rows {
                    let log = try await log(of: [row.line], trial)
                    let expected = HostReport.LogEntry(level: row.level, message: row.message ?? row.line)
                    guard let entry = log.first(where: { $0.message == expected.message }) else {
                        throw CheckFinding("\(row.line) is not in the log: \(log.map(\.message))")
                    }
                    try require(entry.level == expected.level, "\(row.line) is shown at \(entry.level)")
                    for (key, value) in row.fields {
                        try require(entry.fields[key] == value, "\(key) is \(entry.fields[key] ?? "missing")")
                    }
                }
            }
        } + [
            ConformanceCheck(82, named: "lives on after hclog's keys with values of another kind") { trial in
                let odd = [
                    #"{"@level":5}"#, #"{"@level":"info","@message":{}}"#,
                    #"{"@level":"info","@message":"m","@timestamp":1}"#,
                ]
                let log = try await log(of: odd + ["[INFO] after"], trial)
                try require(log.contains { $0.message == "[INFO] after" }, "nothing behind such a line is shown")
            },
            ConformanceCheck(84, named: "shows a panic and what follows it as errors") { trial in
                let stack = ["panic: boom", "", "goroutine 1 [running]:", "main.main()"]
                let log = try await log(of: stack, trial)
                for line in stack where !line.isEmpty {
                    let level = log.first { $0.message == line }?.level
                    try require(level == .error, "'\(line)' is shown at \(level.map { "\($0)" } ?? "no level")")
                }
            },
        ]

    /// Starts a plugin that writes these lines first, and returns its log.
    private static func log(of lines: [String], _ trial: HostTrial) async throws -> [HostReport.LogEntry] {
        let words = lines.map { "printf '%s\\n' '\($0)' >&2" }.joined(separator: "\n")
        let (report, _) = try await trial.run("\(words)\nexec \"$GOOD\"")
        try report.requireService()
        return report.log
    }
}

import PluginProtocol

extension PluginConformance {
    /// What a plugin does that was not started by its host.
    static let cookieChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(115, named: "explains itself without its cookie") { trial in
            try await requireExplanation(cookie: nil, trial)
        },
        ConformanceCheck(115, named: "explains itself with an empty cookie") { trial in
            try await requireExplanation(cookie: "", trial)
        },
        ConformanceCheck(115, named: "explains itself with another cookie") { trial in
            try await requireExplanation(cookie: trial.subject.cookie.value + "x", trial)
        },
    ]

    private static func requireExplanation(cookie: String?, _ trial: PluginTrial) async throws {
        let process = try await trial.start([trial.subject.cookie.key: cookie])
        let content = try await process.output.wait(within: trial.patience.start) {
            $0.isEnded || $0.bytes.contains(UInt8(ascii: "\n"))
        }
        if cookie?.isEmpty == false, let content, content.bytes.starts(with: Array("1|".utf8)) {
            throw CheckNotApplicable("the plugin takes any value of \(trial.subject.cookie.key)")
        }
        try require(content != nil, "it neither prints a line nor ends")
        try require(content?.bytes.isEmpty == true, "it printed \(SafeText.quoting(content?.bytes ?? []))")
        let status = try await process.waitForExit(within: trial.patience.exit)
        guard let status else { throw CheckFinding("it closed its output and did not end") }
        try require(status == .exited(1), "it \(status), and not with code 1")
        let said = try await process.error.wait(within: trial.patience.exit) { $0.isEnded }
        try require(said?.bytes.isEmpty == false, "it says nothing on standard error")
    }
}

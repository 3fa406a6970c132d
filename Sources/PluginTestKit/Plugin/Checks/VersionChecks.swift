import PluginProtocol

extension PluginConformance {
    /// Which version of its contract a plugin chooses.
    static let versionChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(44, 46, 47, named: "chooses the highest version that its host offers") { trial in
            let subject = trial.subject
            for version in subject.appProtocols {
                let (lower, unknown) = (subject.appProtocols.filter { $0 < version }, subject.unknownVersion)
                // Hosts send them in any order.
                for offered in [lower + [unknown, version], [version, unknown] + lower] {
                    try await requireVersion(version, offered: offered.map(String.init).joined(separator: ","), trial)
                }
            }
        },
        ConformanceCheck(44, named: "chooses its lowest version when none is in common") { trial in
            try await requireVersion(trial.subject.lowestVersion, offered: String(trial.subject.unknownVersion), trial)
        },
        ConformanceCheck(45, named: "chooses its lowest version when its host offers no list") { trial in
            try await requireVersion(trial.subject.lowestVersion, offered: nil, trial)
        },
        ConformanceCheck(48, named: "skips an item of the list that is no number, with a word about it") { trial in
            let version = trial.subject.highestVersion
            let offered = "\(trial.subject.unknownVersion),x,\(version)"
            let plugin = try await requireVersion(version, offered: offered, trial)
            let said = try await plugin.process.error.wait(within: trial.patience.absence) {
                $0.text.contains("invalid plugin version")
            }
            try require(said != nil, "it says nothing about the item on standard error")
        },
    ]

    @discardableResult
    private static func requireVersion(
        _ version: Int,
        offered: String?,
        _ trial: PluginTrial
    ) async throws -> ServingPlugin {
        let plugin = try await trial.serve([EnvironmentName.protocolVersions: offered])
        let list = offered.map { "when it is offered \($0)" } ?? "without a list"
        try require(plugin.line.appProtocol == version, "it chose \(plugin.line.appProtocol) \(list), not \(version)")
        return plugin
    }
}

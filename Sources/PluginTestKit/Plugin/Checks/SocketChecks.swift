import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension PluginConformance {
    /// Where a plugin makes its socket, and who may use it.
    static let socketChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(126, named: "makes its socket in the folder that its host names") { trial in
            let folder = try trial.makeFolder("sockets")
            let plugin = try await trial.serve([EnvironmentName.unixSocketDirectory: folder])
            let path = try unixPath(plugin)
            try require(path.hasPrefix(folder + "/"), "its socket is \(path), and not in \(folder)")
            try await plugin.requireHealth("in a folder that its host named,")
        },
        ConformanceCheck(127, named: "gives its socket to a group by number") { trial in
            let group = UsableGroup()
            try await requireGroup(String(group.number), group, trial)
        },
        ConformanceCheck(127, named: "gives its socket to a group by name") { trial in
            let group = UsableGroup()
            guard let name = group.name else {
                throw CheckNotApplicable("the group \(group.number) has no name on this system")
            }
            try await requireGroup(name, group, trial)
        },
        ConformanceCheck(127, named: "does not serve for a group that does not exist") { trial in
            let process = try await trial.start([EnvironmentName.unixSocketGroup: "no-such-group-here"])
            try await requireNoService(process, "for a group that does not exist", trial)
        },
        ConformanceCheck(128, named: "explains a socket path that is too long") { trial in
            let folder = try trial.makeFolder(String(repeating: "d", count: PluginAddress.unixPathLimit))
            let process = try await trial.start([EnvironmentName.unixSocketDirectory: folder, "TMPDIR": folder])
            try await requireNoService(process, "in a folder whose path is too long", trial)
        },
        ConformanceCheck(129, named: "keeps its socket to its owner") { trial in
            let plugin = try await trial.serve()
            let path = try unixPath(plugin)
            guard let facts = FileFacts(path) else { throw CheckFinding("there is no file \(path)") }
            try require(facts.mode & 0o077 == 0, "the mode of its socket is \(facts.modeText), open to others")
        },
    ]

    private static func unixPath(_ plugin: ServingPlugin) throws -> String {
        guard let path = plugin.socketPath else { throw CheckNotApplicable("the plugin listens on TCP") }
        return path
    }

    private static func requireGroup(_ text: String, _ group: UsableGroup, _ trial: PluginTrial) async throws {
        let plugin = try await trial.serve([EnvironmentName.unixSocketGroup: text])
        let path = try unixPath(plugin)
        guard let facts = FileFacts(path) else { throw CheckFinding("there is no file \(path)") }
        try require(facts.group == group.number, "the group of its socket is \(facts.group), not \(text)")
        try require(facts.mode == 0o660, "the mode of its socket is \(facts.modeText), not 0660")
    }

    private static func requireNoService(_ process: TrialProcess, _ what: String, _ trial: PluginTrial) async throws {
        let content = try await process.output.wait(within: trial.patience.start) {
            $0.isEnded || $0.bytes.contains(UInt8(ascii: "\n"))
        }
        guard let content else { throw CheckFinding("\(what) it neither serves nor ends") }
        try require(content.bytes.isEmpty, "\(what) it printed \(SafeText.quoting(content.bytes))")
        let status = try await process.waitForExit(within: trial.patience.exit)
        try require(status != nil, "\(what) it neither serves nor ends")
        let said = try await process.error.wait(within: trial.patience.exit) { $0.isEnded }
        try require(said?.bytes.isEmpty == false, "\(what) it says nothing on standard error")
    }
}

import PluginHost
import PluginProtocol
import PluginTransport

extension PluginConformance {
    /// The end that a host asks for.
    static let stopChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(102, 106, named: "ends when its host asks, with exit code 0") { trial in
            let plugin = try await trial.serve()
            try await requireStop(plugin, trial)
        },
        ConformanceCheck(102, 106, named: "ends when its host asks over TLS") { trial in
            let plugin = try await trial.serve(host: .generate())
            _ = try plugin.certificate()
            try await requireStop(plugin, trial)
        },
        ConformanceCheck(63, 113, named: "leaves no socket behind when its host has ended it") { trial in
            let plugin = try await trial.serve()
            try await requireStop(plugin, trial)
            if let path = plugin.socketPath { try require(!FileFacts.exists(path), "its socket file is still there") }
            let isAnswered = (try? RawConnection(to: plugin.line.address)) != nil
            try require(!isAnswered, "somebody still answers at its address")
        },
        ConformanceCheck(112, named: "ends when its host is gone") { trial in
            let environment = try trial.environment()
            let program = try trial.program()
            // A shell is the host: it starts the plugin, and is killed.
            let host = try await trial.start(
                TrialProcess.Command(
                    program: "/bin/sh",
                    arguments: ["-c", #""$@" & wait"#, "host", program] + trial.subject.command.arguments,
                    environment: environment,
                    directory: trial.subject.command.workingDirectory
                )
            )
            let line = try await trial.firstLine(of: host)
            let plugin = try ServingPlugin(process: host, line: line, host: nil)
            try await plugin.requireHealth("with a host that is alive")
            host.signal(9)
            try require(try await host.waitForExit(within: trial.patience.start) != nil, "the shell cannot be killed")
            // The plugin is the last one that can write there.
            let ended = try await host.output.wait(within: trial.patience.exit) { $0.isEnded }
            try require(ended != nil, "it still ran \(trial.patience.exit) after its host was killed")
        },
    ]

    private static func requireStop(_ plugin: ServingPlugin, _ trial: PluginTrial) async throws {
        try await StopCalls.shutDown(plugin)
        guard let status = try await plugin.process.waitForExit(within: trial.patience.exit) else {
            throw CheckFinding("it still ran \(trial.patience.exit) after Shutdown")
        }
        try require(status == .exited(0), "after Shutdown it \(status)")
    }
}

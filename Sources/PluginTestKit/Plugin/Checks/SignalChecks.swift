import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension PluginConformance {
    /// What signals do to a plugin.
    static let signalChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(110, named: "goes on after SIGINT") { trial in
            let plugin = try await trial.serve()
            // It prints its line before it may have had the time to ignore signals.
            try await plugin.requireHealth("before SIGINT")
            plugin.process.signal(SIGINT)
            let status = try await plugin.process.waitForExit(within: trial.patience.absence)
            try require(status == nil, "after SIGINT it \(status?.description ?? "")")
            try await plugin.requireHealth("after SIGINT")
        },
        ConformanceCheck(111, named: "ends on SIGTERM, and removes its socket") { trial in
            let plugin = try await trial.serve()
            try await plugin.requireHealth("before SIGTERM")
            plugin.process.signal(SIGTERM)
            let status = try await plugin.process.waitForExit(within: trial.patience.exit)
            try require(status != nil, "it still ran \(trial.patience.exit) after SIGTERM")
            if let path = plugin.socketPath {
                try require(!FileFacts.exists(path), "its socket file is still there after SIGTERM")
            }
        },
    ]
}

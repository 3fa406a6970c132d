#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension PluginConformance {
    /// What a plugin writes to standard error.
    static let logChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(88, named: "writes its log as hclog's JSON") { trial in
            let plugin = try await trial.serve()
            try await plugin.requireHealth("once it serves,")
            try await StopCalls.shutDown(plugin)
            let said = try await plugin.process.error.wait(within: trial.patience.exit) { $0.isEnded }
            let lines = (said ?? plugin.process.error.content).text.split(separator: "\n").filter { $0.hasPrefix("{") }
            guard !lines.isEmpty else { throw CheckNotApplicable("the plugin logs no JSON") }
            for line in lines {
                let entry: LogLine
                do {
                    entry = try JSONDecoder().decode(LogLine.self, from: Data(line.utf8))
                } catch {
                    throw CheckFinding("this is no log line of hclog: \(line.prefix(200))")
                }
                try require(levels.contains(entry.level), "the level '\(entry.level)' is none of hclog's")
                try require(isTimestamp(entry.timestamp), "the time '\(entry.timestamp)' is not of hclog's form")
            }
        }
    ]

    private static let levels = ["trace", "debug", "info", "warn", "error"]

    private struct LogLine: Decodable {
        var level: String
        var message: String
        var timestamp: String

        enum CodingKeys: String, CodingKey {
            case level = "@level"
            case message = "@message"
            case timestamp = "@timestamp"
        }
    }

    /// Whether a text is like 2006-01-02T15:04:05.000000Z, or has +01:00 in place of the Z.
    static func isTimestamp(_ text: String) -> Bool {
        let shape = String(text.map { $0.isASCII && $0.isNumber ? "0" : $0 })
        let time = "0000-00-00T00:00:00.000000"
        return [time + "Z", time + "+00:00", time + "-00:00"].contains(shape)
    }
}

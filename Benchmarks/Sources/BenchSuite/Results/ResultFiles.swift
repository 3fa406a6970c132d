#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The files that a run leaves: the latest results, the history, the chart.
struct ResultFiles {
    /// The folder, without a slash at its end.
    var folder: String

    private var latestPath: String { "\(folder)/latest.json" }
    private var historyPath: String { "\(folder)/history.jsonl" }
    private var chartPath: String { "\(folder)/chart.svg" }

    /// Writes the results, adds them to the history and draws the chart.
    func save(_ record: RunRecord) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(Self.latest(record), to: latestPath)
        var brief = record
        brief.rows = record.rows.map(\.brief)
        let line = try Self.line(brief) + "\n"
        let past = FileManager.default.contents(atPath: historyPath) ?? Data()
        try write(String(decoding: past, as: UTF8.self) + line, to: historyPath)
        try drawChart()
    }

    /// Draws the chart of the results that are there.
    func drawChart() throws {
        guard let content = FileManager.default.contents(atPath: latestPath) else {
            throw BenchError("\(latestPath) is missing; run the benchmark first")
        }
        let latest = try JSONDecoder().decode(RunRecord.self, from: content)
        let history = try readHistory()
        try write(Chart(latest: latest, history: history).svg, to: chartPath)
    }

    private func readHistory() throws -> [RunRecord] {
        guard let content = FileManager.default.contents(atPath: historyPath) else { return [] }
        return try content.split(separator: UInt8(ascii: "\n")).map { line in
            try JSONDecoder().decode(RunRecord.self, from: Data(line))
        }
    }

    /// The results with a line for each entry, so that two runs can be compared line by line.
    static func latest(_ record: RunRecord) throws -> String {
        let rows = try record.rows.map { "    " + (try line($0)) }.joined(separator: ",\n")
        return """
            {
              "date": \(try line(record.date)),
              "commit": \(try line(record.commit)),
              "machine": \(try line(record.machine)),
              "rounds": \(record.rounds),
              "rows": [
            \(rows)
              ]
            }

            """
    }

    private static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}

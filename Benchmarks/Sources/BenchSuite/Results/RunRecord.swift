#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One run of the benchmark, as `latest.json` and each line of `history.jsonl` hold it.
struct RunRecord: Codable, Sendable {
    /// When it ended, in UTC, as ISO 8601.
    var date: String
    /// The commit that was measured.
    var commit: String
    /// What it ran on, and with which versions.
    var machine: [String: String]
    var rounds: Int
    var rows: [Entry]

    /// One pair's value in one row. A pair without a value has no entry.
    struct Entry: Codable, Sendable {
        var row: String
        var pair: String
        var value: Double
        var unit: String
        /// Nil in a row in which Go-Go has no value.
        var ratioToGo: Double?
        var ratioToNewerGo: Double?
        var ratioToPlain: Double?
        var minimum: Double?
        var maximum: Double?
        var p99: Double?
        var hostProcessor: Double?
        var pluginProcessor: Double?

        enum CodingKeys: String, CodingKey {
            case row
            case pair
            case value
            case unit
            case ratioToGo = "ratio_to_go"
            case ratioToNewerGo = "ratio_to_newer_go"
            case ratioToPlain = "ratio_to_plain"
            case minimum = "min"
            case maximum = "max"
            case p99
            case hostProcessor = "cpu_host_us"
            case pluginProcessor = "cpu_plugin_us"
        }
    }
}

extension RunRecord.Entry {
    init(row: Row, cell: RowResult.Cell) {
        func short(_ value: Double?) -> Double? { value?.rounded(digits: 4) }
        self.init(
            row: row.id,
            pair: cell.pair,
            value: cell.value.rounded(digits: 4),
            unit: row.value.unit,
            ratioToGo: short(cell.ratioToGo),
            ratioToNewerGo: short(cell.ratioToNewerGo),
            ratioToPlain: short(cell.ratioToPlain),
            minimum: short(cell.minimum),
            maximum: short(cell.maximum),
            p99: short(cell.p99),
            hostProcessor: short(cell.hostProcessor),
            pluginProcessor: short(cell.pluginProcessor)
        )
    }

    /// What the history keeps.
    var brief: Self { Self(row: row, pair: pair, value: value, unit: unit, ratioToGo: ratioToGo) }
}

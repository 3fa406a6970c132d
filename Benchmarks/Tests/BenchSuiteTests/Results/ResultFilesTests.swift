import Testing

@testable import BenchSuite

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct ResultFilesTests {
    static func record(date: String = "2030-01-02T03:04:05Z", value: Double = 80) -> RunRecord {
        RunRecord(
            date: date,
            commit: "abc",
            machine: ["cpu": "a \"quoted\" processor"],
            rounds: 5,
            rows: [
                RunRecord.Entry(row: "c1.typed", pair: "Go-Go", value: value, unit: "us", ratioToGo: 1, p99: 200),
                RunRecord.Entry(row: "c1.typed", pair: "Swift-Go", value: value / 2, unit: "us", ratioToGo: 0.5),
            ]
        )
    }

    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/results-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func latestIsJSONWithTheAgreedNames() throws {
        let text = try ResultFiles.latest(Self.record())
        let object = try JSONDecoder().decode([String: Value].self, from: Data(text.utf8))
        #expect(object["machine"] == .object(["cpu": .text("a \"quoted\" processor")]))
        guard case .list(let rows) = object["rows"], case .object(let first) = rows.first else {
            Issue.record("rows is no list of objects")
            return
        }
        #expect(first["row"] == .text("c1.typed"))
        #expect(first["pair"] == .text("Go-Go"))
        #expect(first["value"] == .number(80))
        #expect(first["unit"] == .text("us"))
        #expect(first["ratio_to_go"] == .number(1))
        // A line for each entry.
        #expect(text.split(separator: "\n").count { $0.contains("\"row\":") } == 2)
    }

    @Test func eachRunAddsALineToTheHistory() throws {
        try inFolder { folder in
            let files = ResultFiles(folder: folder)
            try files.save(Self.record(date: "2030-01-01T00:00:00Z"))
            try files.save(Self.record(date: "2030-01-02T00:00:00Z", value: 90))
            let history = try String(contentsOfFile: "\(folder)/history.jsonl", encoding: .utf8)
            let runs = try history.split(separator: "\n").map {
                try JSONDecoder().decode(RunRecord.self, from: Data($0.utf8))
            }
            #expect(runs.map(\.date) == ["2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z"])
            #expect(runs.allSatisfy { $0.rows.allSatisfy { $0.p99 == nil } })
            let latest = try #require(FileManager.default.contents(atPath: "\(folder)/latest.json"))
            #expect(try JSONDecoder().decode(RunRecord.self, from: latest).rows.first?.value == 90)
            #expect(FileManager.default.fileExists(atPath: "\(folder)/chart.svg"))
        }
    }

    @Test func aChartNeedsResults() throws {
        try inFolder { folder in
            #expect(throws: BenchError.self) { try ResultFiles(folder: folder).drawChart() }
        }
    }

    /// Any JSON.
    private enum Value: Decodable, Equatable {
        case text(String)
        case number(Double)
        case list([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }
    }
}

import Testing

@testable import BenchSuite

@Suite struct TextTableTests {
    private let result = RowResult(
        row: Row(id: "c1", title: "1 caller", value: .latency, targets: ["Swift-Go": 0.65]),
        answers: [
            "Go-Go": [["p50_us": 80, "p99_us": 200, "cpu_host_us": 41.5, "cpu_plugin_us": 52.25]],
            "Swift-Go": [["p50_us": 60]],
        ],
        pairs: RowResultTests.pairs
    )

    @Test func everyPairHasALineWithAllColumns() throws {
        let lines = TextTable.text(result, pairs: RowResultTests.pairs).split(separator: "\n")
        try #require(lines.count == 5)
        #expect(lines[0] == "c1: 1 caller [us, less is better]")
        func words(_ index: Int) -> [String] { lines[index].split(separator: " ").map(String.init) }
        #expect(words(2) == ["Go-Go", "80", "80", "80", "200", "41.5", "52.3", "1.00", "-"])
        #expect(words(3) == ["Swift-Go", "60", "60", "60", "-", "-", "-", "0.75", "<=", "0.65", "missed"])
        #expect(words(4) == ["Swift-C++", "-", "-", "-", "-", "-", "-", "-", "-"])
        #expect(Set(lines.dropFirst().map(\.count)).count == 1)
    }

    @Test func summaryCountsAndNamesWhatIsMissed() {
        #expect(Targets.summary([]) == "no targets in these rows")
        let summary = Targets.summary([result])
        #expect(summary.hasPrefix("targets met: 0 of 1; missed:\n"))
        #expect(summary.contains("c1"))
        #expect(summary.contains("Swift-Go"))
        #expect(summary.contains("0.75, target <= 0.65 missed"))
    }

    @Test(arguments: [(Row.Value.latency, 46.0, "<= 1.15 met"), (.latency, 46.1, "<= 1.15 missed")])
    func limitOfTLS(value: Row.Value, protected: Double, expected: String) throws {
        let row = Row(id: "c1.tls", title: "1 caller", value: value, plainRow: "c1", plainLimit: 1.15)
        let plain = RowResult(
            row: Row(id: "c1", title: "1 caller", value: value),
            answers: ["Swift-Go": [["p50_us": 40]], "Go-Go": [["p50_us": 40]]],
            pairs: RowResultTests.pairs
        )
        let answers = ["Swift-Go": [["p50_us": protected]], "Go-Go": [["p50_us": 80.0]]]
        let result = RowResult(row: row, answers: answers, pairs: RowResultTests.pairs, plain: plain)
        #expect(result.cells.map { Targets.plainText(row, $0) } == [nil, expected])
    }
}

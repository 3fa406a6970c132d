import Testing

@testable import BenchSuite

@Suite struct RowResultTests {
    static let pairs = [("Go", "Go"), ("Swift", "Go"), ("Swift", "C++")].map { host, plugin in
        Pair(host: Program(name: host, path: "/h"), plugin: Program(name: plugin, path: "/p"))
    }

    @Test func figuresAreMediansOverTheRounds() throws {
        let result = RowResult(
            row: Row(id: "c64", title: "64 callers", value: .callRate),
            answers: [
                "Go-Go": [
                    ["per_second": 100, "p99_us": 7, "cpu_host_us": 3, "cpu_plugin_us": 4],
                    ["per_second": 300, "p99_us": 9, "cpu_host_us": 5, "cpu_plugin_us": 6],
                    ["per_second": 200, "p99_us": 8, "cpu_host_us": 4, "cpu_plugin_us": 5],
                ],
                "Swift-Go": [["per_second": 500]],
            ],
            pairs: Self.pairs
        )
        #expect(result.cells.map(\.pair) == ["Go-Go", "Swift-Go"])
        let go = try #require(result.cells.first)
        #expect(go.value == 200)
        #expect(go.minimum == 100)
        #expect(go.maximum == 300)
        #expect(go.p99 == 8)
        #expect(go.hostProcessor == 4)
        #expect(go.pluginProcessor == 5)
        #expect(go.ratioToGo == 1)
        let swift = try #require(result.cells.last)
        #expect(swift.ratioToGo == 2.5)
        #expect(swift.p99 == nil)
        #expect(swift.hostProcessor == nil)
        #expect(swift.ratioToNewerGo == nil)
    }

    @Test(
        arguments: [
            (Row.Value.startTime, ["p50_us": 4200, "p99_us": 9000], 4.2, 9.0),
            (.byteRate, ["bytes_per_second": 8e8], 800, nil),
            (.pluginMemory, ["plugin_rss_bytes": 1_048_576], 1, nil),
            (.hostThreads, ["host_threads": 8], 8, nil),
        ] as [(Row.Value, [String: Double], Double, Double?)]
    )
    func units(value: Row.Value, metrics: [String: Double], expected: Double, tail: Double?) throws {
        let row = Row(id: "row", title: "row", value: value)
        let cell = try #require(RowResult(row: row, answers: ["Go-Go": [metrics]], pairs: Self.pairs).cells.first)
        #expect(abs(cell.value - expected) < 1e-9)
        #expect(cell.p99 == tail)
    }

    @Test func aRowWithTLSIsComparedWithThePlainOne() throws {
        let plain = RowResult(
            row: Row(id: "c1", title: "1 caller", value: .latency),
            answers: ["Go-Go": [["p50_us": 80]], "Swift-Go": [["p50_us": 40]]],
            pairs: Self.pairs
        )
        let protected = RowResult(
            row: Row(id: "c1.tls", title: "1 caller, AutoMTLS", value: .latency, plainRow: "c1"),
            answers: ["Go-Go": [["p50_us": 100]], "Swift-Go": [["p50_us": 44]], "Swift-C++": [["p50_us": 90]]],
            pairs: Self.pairs,
            plain: plain
        )
        #expect(protected.cells.map(\.ratioToPlain) == [1.25, 1.1, nil])
    }

    @Test func withoutGoThereIsNoRatio() {
        let result = RowResult(
            row: Row(id: "c1", title: "1 caller", value: .latency),
            answers: ["Swift-Go": [["p50_us": 40]]],
            pairs: Self.pairs
        )
        #expect(result.cells.map(\.ratioToGo) == [nil])
    }
}

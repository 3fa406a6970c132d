import Testing

@testable import PluginTestKit

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What people and programs get to see.
@Suite struct ReportTests {
    private static let report = ConformanceReport(
        subject: "./plugin",
        results: [
            CheckResult(
                statements: [20, 34],
                name: "prints a line",
                outcome: .passed,
                duration: .microseconds(12_345)
            ),
            CheckResult(
                statements: [102, 103, 104, 105],
                name: String(repeating: "word ", count: 40),
                outcome: .failed(String(repeating: "x", count: 300) + "\nand more"),
                duration: .seconds(3600)
            ),
            CheckResult(statements: [1], name: "n", outcome: .notApplicable("why"), duration: .zero),
        ]
    )

    @Test func tableFitsAndEndsWithTheSummary() {
        let lines = Self.report.table.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= ReportTable.width })
        #expect(lines.contains("20,34      ok        12.3 ms  prints a line"))
        #expect(lines.contains { $0.hasPrefix("102,103,104,105 FAILED") })
        #expect(lines.contains { $0.hasSuffix("    and more") })
        #expect(lines.suffix(2) == ["1 passed, 1 failed, 1 not applicable", ""])
    }

    @Test func programsGetStableKeys() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(Self.report), as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"{"checks":[{"duration_ms":12.3,"name":"prints a line","reason":null,"result":"passed","statements":[20,34]},"#
            )
        )
        #expect(text.hasSuffix(#""failed":1,"not_applicable":1,"passed":1,"subject":".\/plugin"}"#))
        #expect(text.contains(#""reason":"why","result":"not-applicable""#))
    }

    @Test(arguments: [
        ("2026-11-24T10:00:00.000000Z", true), ("2026-11-24T10:00:00.123456+01:00", true),
        ("2026-11-24T10:00:00.123456-11:30", true), ("2026-11-24T10:00:00Z", false),
        ("2026-11-24T10:00:00.123Z", false),
        ("2026-11-24 10:00:00.000000Z", false), ("2026-11-24T10:00:00.000000", false), ("", false), ("now", false),
    ])
    func timestampsOfHclog(text: String, isOne: Bool) {
        #expect(PluginConformance.isTimestamp(text) == isOne)
    }
}

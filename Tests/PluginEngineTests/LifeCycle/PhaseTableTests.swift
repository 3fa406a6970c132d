import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite
struct PhaseTableTests {
    /// The whole table once more, written by hand: the adopted edges, then the engine's own after the bar.
    static let rows: [(from: String, to: String)] = [
        ("uninstalled", "installing |"),
        ("installing", "installed failed |"),
        ("installed", "building validating uninstalling stopped |"),
        ("building", "validating build-failed failed |"),
        ("build-failed", "building failed uninstalling |"),
        ("validating", "starting failed installed |"),
        ("starting", "running failed degraded | stopping recovering"),
        ("running", "stopping degraded failed recovering validating |"),
        ("degraded", "recovering stopping failed | running"),
        ("recovering", "validating failed | stopped"),
        ("stopping", "stopped failed |"),
        ("stopped", "validating starting uninstalling installed |"),
        ("failed", "validating building uninstalling installed |"),
        ("uninstalling", "uninstalled failed |"),
    ]

    @Test(arguments: rows)
    func allowsTheEdgesOfTheTableAndNoOthers(from: String, to: String) throws {
        let phase = try #require(PluginPhase(rawValue: from))
        let allowed = Set(to.split(separator: " ").map(String.init)).subtracting(["|"])
        for next in PluginPhase.allCases {
            #expect(PhaseTable.allows(phase, next) == allowed.contains(next.rawValue), "\(from) -> \(next.rawValue)")
        }
        let own = to.split(separator: "|").dropFirst().joined().split(separator: " ").map(String.init)
        #expect(PhaseTable.additions.filter { $0.from == phase }.map(\.to.rawValue) == own)
    }

    @Test func hasARowForEachPhase() {
        #expect(Self.rows.map(\.from).sorted() == PluginPhase.allCases.map(\.rawValue).sorted())
        #expect(PluginPhase.allCases.count == 14)
    }

    @Test func isWhatTheDocumentShows() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: root.appending(path: "docs/life-cycle.md"), encoding: .utf8)
        #expect(document.contains(PhaseTable.markdown))
        for addition in PhaseTable.additions {
            let words = "`\(addition.from.rawValue)` to `\(addition.to.rawValue)`: \(addition.why)"
            #expect(document.contains(words), "\(words)")
        }
    }
}

import Subprocess
import TestSupport
import Testing

/// `plugin conformance`.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct ConformanceCommandTests {
    private static let words = ["plugin", "conformance"]

    @Test func aGoodPluginPassesAndPeopleSeeATable() async throws {
        let run = try await Omniview.run(Self.words + ["--only", "20,62-63"] + Programs.swift())
        #expect(run.code == 0, "\(run.error)\(run.text)")
        let lines = run.text.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("statements result") == true)
        #expect(
            lines.contains {
                $0.hasPrefix("20,49      ok") && $0.hasSuffix("  prints one line of six fields, and nothing else")
            }
        )
        #expect(lines.last == "3 passed, 0 failed, 0 not applicable")
        #expect(!run.text.contains("\u{1b}"), "no colour where there is no terminal")
    }

    @Test func whatAPluginDoesNotDoIsSaidAndIsAFailure() async throws {
        let run = try await Omniview.run(Self.words + ["--json", "--only", "20,129"] + Programs.go())
        #expect(run.code == 69)
        let object = try run.object()
        #expect(object.keys.sorted() == ["checks", "failed", "not_applicable", "passed", "subject"])
        #expect(object["failed"] == .number(1) && object["passed"] == .number(1))
        let checks = try #require(object["checks"]?.array).compactMap(\.object)
        let failed = try #require(checks.first { $0["result"]?.string == "failed" })
        #expect(failed.keys.sorted() == ["duration_ms", "name", "reason", "result", "statements"])
        #expect(failed["statements"] == .array([.number(129)]))
        #expect(failed["reason"]?.string?.contains("0755") == true)
        #expect(checks.first { $0["result"]?.string == "passed" }?["reason"] == .null)
    }

    @Test func versionsAndVariablesReachThePlugin() async throws {
        let run = try await Omniview.run(
            Self.words + ["--only", "44-47", "--app-protocol", "1,2", "--env", "KV_VERSIONS=1,2"] + Programs.go()
        )
        #expect(run.code == 0, "\(run.text)")
        let other = try await Omniview.run(Self.words + ["--only", "44", "--app-protocol", "1,2"] + Programs.go())
        #expect(other.code == 69)
        #expect(other.text.contains("not 2"))
    }

    @Test func whatAPluginPrintsDoesNotSteerTheTerminal() async throws {
        let (words, rest) = Programs.shell(#"printf 'a\033[2Jb\n'; printf 'c\033[2Jd\n' >&2; exec sleep 600"#)
        let run = try await Omniview.run(Self.words + ["--only", "20"] + words + rest)
        #expect(run.code == 69)
        #expect(run.text.contains("FAILED"))
        #expect(!run.text.contains("\u{1b}"))
    }

    @Test func everyStatementIsListed() async throws {
        let run = try await Omniview.run(Self.words + ["--list"])
        #expect(run.code == 0)
        let lines = run.text.split(separator: "\n")
        #expect(lines.count == 129)
        #expect(lines.first?.hasPrefix("1\thost\t") == true)
        let statements = try #require(
            try await Omniview.run(Self.words + ["--list", "--json"]).object()["statements"]?.array
        )
        #expect(statements.count == 129)
        #expect(
            statements[5].object?.keys.sorted() == ["better_than_go", "deviation", "number", "section", "side", "text"]
        )
    }

    @Test func aSignalEndsEveryPluginToo() async throws {
        let (words, rest) = Programs.shell("exec sleep 600")
        // The first row comes only after a check is over, so the heading is what there is to wait for.
        let run = try await Omniview.run(Self.words + words + rest, until: "statements") { _, send in
            try send(.interrupt)
        }
        #expect(run.code == 69, "\(run.error)")
    }

    @Test(arguments: [
        ([], "--exec PROGRAM"), (["--exec", "program"], "--cookie KEY=VALUE"),
        (["--only", "0", "--exec", "p", "--cookie", "A=b"], "30-43,115"),
        (["--only", "130", "--exec", "p", "--cookie", "A=b"], "30-43,115"),
        (["--only", "5-4", "--exec", "p", "--cookie", "A=b"], "30-43,115"),
        (["--only", "1-", "--exec", "p", "--cookie", "A=b"], "30-43,115"),
        (["--only", "x", "--exec", "p", "--cookie", "A=b"], "30-43,115"),
        (["--list", "--exec", "p", "--cookie", "A=b"], "--list starts nothing"),
    ])
    func wrongUsageSaysWhatIsRight(words: [String], says: String) async throws {
        let run = try await Omniview.run(Self.words + words)
        #expect(run.code == 64)
        #expect(run.error.contains(says), "\(run.error)")
    }
}

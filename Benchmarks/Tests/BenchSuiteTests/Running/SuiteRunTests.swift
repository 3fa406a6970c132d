import Testing

@testable import BenchSuite

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Runs of the suite with hosts that are shell scripts.
@Suite struct SuiteRunTests {
    /// A folder with two hosts: `good` notes its plugin in the file `order` and answers, `bad` fails.
    private func withHosts(_ body: (_ folder: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/suite-run-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try script(
            #"""
            for word in "$@"; do last=$word; done
            echo "$last" >>order
            case $last in
                */lacks) echo '{"kind":"calls","missing":"no such service"}' ;;
                *) echo '{"kind":"calls","metrics":{"p50_us":50,"p99_us":90}}' ;;
            esac
            """#,
            at: "\(folder)/good"
        )
        try script("echo 'it broke' >&2; exit 1", at: "\(folder)/bad")
        try await body(folder)
    }

    private func script(_ text: String, at path: String) throws {
        try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private func run(
        _ folder: String,
        hosts: [String],
        plugins: [String],
        rounds: Int
    ) async -> (results: [RowResult], failures: [SuiteRun.Failure]) {
        let row = Row(id: "c1", title: "1 caller", value: .latency)
        let pairs = hosts.flatMap { host in
            plugins.map {
                Pair(host: Program(name: host, path: "\(folder)/\(host)"), plugin: Program(name: $0, path: "/\($0)"))
            }
        }
        let suite = SuiteRun(
            pairs: pairs,
            groups: [[Measurement(kind: .calls, rows: [row])]],
            effort: Effort(rounds: rounds, seconds: 0, warmUp: 0),
            process: HostProcess(workingDirectory: folder)
        )
        var results: [RowResult] = []
        let failures = await suite.run { results += $0 }
        return (results, failures)
    }

    @Test func pairsTakeTurnsAndAnotherBeginsEachRound() async throws {
        try await withHosts { folder in
            let (results, failures) = await run(folder, hosts: ["good"], plugins: ["a", "b", "c"], rounds: 3)
            #expect(failures.isEmpty)
            #expect(results.map { $0.cells.map(\.value) } == [[50, 50, 50]])
            let order = try String(contentsOfFile: "\(folder)/order", encoding: .utf8).split(separator: "\n")
            #expect(order == ["/a", "/b", "/c", "/b", "/c", "/a", "/c", "/a", "/b"])
        }
    }

    @Test func aFailureIsToldOnceWithItsReasonAndNotTriedAgain() async throws {
        try await withHosts { folder in
            let (results, failures) = await run(folder, hosts: ["bad", "good"], plugins: ["a"], rounds: 3)
            #expect(failures.map(\.pair.name) == ["bad-a"])
            #expect(failures.map(\.row) == ["c1"])
            #expect(failures.allSatisfy { $0.reason.contains("it broke") })
            #expect(results.map { $0.cells.map(\.pair) } == [["good-a"]])
        }
    }

    @Test func whatAPluginLacksIsNoFailure() async throws {
        try await withHosts { folder in
            let (results, failures) = await run(folder, hosts: ["good"], plugins: ["lacks", "a"], rounds: 2)
            #expect(failures.isEmpty)
            #expect(results.map { $0.cells.map(\.pair) } == [["good-a"]])
        }
    }

    @Test func aHostThatOnlyKnowsGetAndPutIsFoundOut() async throws {
        try await withHosts { folder in
            try script("[ $1 = put ]", at: "\(folder)/bad")
            let pairs = ["bad", "good"].map { host in
                Pair(
                    host: Program(name: host, path: "\(folder)/\(host)"),
                    plugin: Program(name: "a", path: "/a")
                )
            }
            var suite = SuiteRun(
                pairs: pairs,
                groups: RowTable.groups.filter { ["c1.stubs", "command"].contains($0[0].rows[0].id) },
                effort: .smoke,
                process: HostProcess(workingDirectory: folder)
            )
            await suite.findSimpleHosts()
            #expect(suite.simpleHosts == ["bad"])
            var rows: [String: [String]] = [:]
            let failures = await suite.run { results in
                for result in results { rows[result.row.id] = result.cells.map(\.pair) }
            }
            #expect(failures.isEmpty)
            #expect(rows == ["c1.stubs": ["good-a"], "c1.stubs.tls": ["good-a"], "command": ["bad-a", "good-a"]])
        }
    }

    @Test func aHostThatIsNotThereIsAFailure() async throws {
        try await withHosts { folder in
            let (_, failures) = await run(folder, hosts: ["absent"], plugins: ["a"], rounds: 1)
            #expect(failures.map(\.pair.name) == ["absent-a"])
        }
    }

    @Test func aCommandIsMeasuredFromOutside() async throws {
        try await withHosts { folder in
            let pair = Pair(
                host: Program(name: "good", path: "\(folder)/good"),
                plugin: Program(name: "quoted", path: "/it's")
            )
            let process = HostProcess(workingDirectory: folder)
            try script(#"echo "$1 $2 $3 $KV_PLUGIN" >words"#, at: "\(folder)/good")
            let took = try await process.command(Measurement(kind: .command, rows: []), pair: pair)
            #expect(took > 0)
            let words = try String(contentsOfFile: "\(folder)/words", encoding: .utf8)
            #expect(words == #"put key value '/it'\''s'"# + "\n")
        }
    }

    @Test func aHostThatHangsIsEnded() async throws {
        try await withHosts { folder in
            // Reads what never comes: ended by SIGTERM, well before the end of this test's own patience.
            try script("exec sleep 600", at: "\(folder)/good")
            let pair = Pair(host: Program(name: "good", path: "\(folder)/good"), plugin: Program(name: "a", path: "/a"))
            let process = HostProcess(workingDirectory: folder, limit: .milliseconds(50))
            let error = await #expect(throws: BenchError.self) {
                try await process.measure(Measurement(kind: .calls, rows: []), pair: pair, effort: .smoke)
            }
            #expect(error?.message.contains("longer than") == true)
        }
    }
}

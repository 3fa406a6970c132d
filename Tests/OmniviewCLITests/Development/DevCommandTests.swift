import EngineAPI
import Subprocess
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `plugin dev` with an engine, and a build that takes no time.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct DevCommandTests {
    /// A project whose build copies `program` to `bin/plugin`, and fails when there is a file `broken`.
    private struct Project: Sendable {
        let folder: TemporaryFolder
        var path: String { folder.path }

        static let build = "mkdir -p bin && cp -f program bin/plugin && test ! -e broken"

        init() throws {
            folder = try TemporaryFolder()
            let peer = try Products.peer("cpp/bin/cpp-plugin")
            let log = #"{"@level":"warn","@message":"this one lives","@module":"sample"}"#
            try folder.write("#!/bin/sh\nprintf '%s\\n' '\(log)' >&2\nexec \(peer)\n", to: "program", mode: 0o755)
            try define("1.0.0")
        }

        func define(_ version: String, cookie: String = "hello") throws {
            try folder.write(
                "schema_version: 2\nid: sample\nversion: \(version)\nname: Sample\n"
                    + "backend:\n  start_timeout: 60s\n  cookie: {key: INTEROP_PLUGIN, value: \(cookie)}\n",
                to: "plugin.yaml"
            )
        }

        func words(_ state: String, build: String = Project.build) -> [String] {
            ["plugin", "dev", path, "--state", state, "--build", build]
        }
    }

    private static func summary(_ state: String) async throws -> PluginSummary {
        try await Omniview.run(["plugin", "info", "sample", "--state", state, "--json"]).value(PluginDetail.self)
            .summary
    }

    @Test func eachVersionTakesThePlaceOfTheLastUnlessItDoesNotWork() async throws {
        try await withServingEngine { state in
            let project = try Project()
            let run = try await Omniview.run(
                project.words(state),
                steps: [
                    Omniview.Step("installed sample 1.0.0 in ") { _, _ in try project.define("2.0.0") },
                    Omniview.Step("swapped sample 1.0.0 for 2.0.0 in ") { _, _ in
                        try project.folder.write("", to: "broken")
                    },
                    Omniview.Step("; sample 2.0.0 runs on") { line, _ in
                        #expect(line.hasPrefix("build failed (exit code 1, "))
                        try project.define("3.0.0", cookie: "another")
                        try FileManager.default.removeItem(atPath: "\(project.path)/broken")
                    },
                    Omniview.Step("refused: the plugin sample stays as it is: ") { _, _ in },
                    Omniview.Step("sample 2.0.0 runs on") { _, _ in
                        try project.folder.write("schema_version: [", to: "plugin.yaml")
                    },
                    Omniview.Step("refused: \(project.path)/plugin.yaml:") { _, _ in },
                    Omniview.Step("sample 2.0.0 runs on") { _, _ in try project.define("2.0.0") },
                    Omniview.Step("unchanged sample 2.0.0, build ") { _, send in try send(.interrupt) },
                ]
            )
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text.hasPrefix("watching \(project.path); Ctrl-C "), "\(run.text)")
            #expect(run.text.hasSuffix("\nno longer watching; sample stays in the engine\n"), "\(run.text)")
            let summary = try await Self.summary(state)
            #expect(summary.version == "2.0.0")
            #expect(summary.phase == .running)
            let process = try #require(summary.processID.flatMap { Int32(exactly: $0) })
            #expect(ProcessFacts.isRunning(process))
        }
    }

    /// Of a plugin that has views only nothing ever runs, and what it has stays all the same.
    @Test func whatStaysOfViewsAloneIsSaid() async throws {
        try await withServingEngine { state in
            let folder = try TemporaryFolder()
            let define = { @Sendable (rest: String) in
                _ = try folder.write(
                    "schema_version: 2\nid: sample\nversion: 1.0.0\nname: Sample\ncapabilities: [ui]\n\(rest)",
                    to: "plugin.yaml"
                )
            }
            try define("")
            try folder.write("export {}\n", to: "assets/entry.js")
            let run = try await Omniview.run(
                ["plugin", "dev", folder.path, "--state", state],
                steps: [
                    Omniview.Step("installed sample 1.0.0 in ") { _, _ in try define("no: such key\n") },
                    Omniview.Step("refused: ") { _, _ in },
                    Omniview.Step("the views of sample 1.0.0 stay in the engine") { _, send in try send(.interrupt) },
                ]
            )
            #expect(run.code == 0, "\(run.error)")
            #expect(!run.text.contains("run"), "\(run.text)")
        }
    }

    @Test(arguments: [Signal.interrupt, .terminate]) func theLogIsShown(signal: Signal) async throws {
        try await withServingEngine { state in
            let project = try Project()
            let run = try await Omniview.run(
                project.words(state),
                steps: [Omniview.Step(" WARN  plugin: this one lives") { _, send in try send(signal) }]
            )
            #expect(run.code == 0, "\(run.error)")
        }
    }

    @Test func whatChangesDuringABuildLeadsToOneMore() async throws {
        try await withServingEngine { state in
            let project = try Project()
            let gate = "\(project.path)/.gate"
            try #require(mkfifo(gate, 0o600) == 0)
            // The build waits until the test has written, and leaves files that do not count. What it says is not in
            // the line that shows the command.
            let build =
                "printf 'be%s\\n' gun; cat .gate >/dev/null; echo x >.left; mkdir -p .build; echo x >.build/x; "
                + Project.build
            let open = { @Sendable () throws in
                let file = try #require(fopen(gate, "w"))
                fputs("x", file)
                fclose(file)
            }
            let run = try await Omniview.run(
                project.words(state, build: build),
                steps: [
                    Omniview.Step("begun") { _, _ in
                        try project.folder.write("b", to: "sources/b")
                        try project.folder.write("c", to: "sources/c")
                        try open()
                    },
                    Omniview.Step("begun") { _, _ in try open() },
                    Omniview.Step("unchanged sample 1.0.0") { _, _ in try project.define("2.0.0") },
                    Omniview.Step("begun") { _, _ in try open() },
                    Omniview.Step("swapped sample 1.0.0 for 2.0.0") { _, send in try send(.interrupt) },
                ]
            )
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text.split(separator: "\n").count { $0.hasPrefix("building sample: ") } == 3, "\(run.text)")
        }
    }

    @Test func ctrlCEndsABuildAndAllThatItStarted() async throws {
        try await withServingEngine { state in
            let project = try Project()
            let processes = Shared<[Int32]>()
            let build = "trap '' TERM; sleep 1000 & printf 'proc%s\\n' \"esses $$ $!\"; wait; sleep 1000"
            let run = try await Omniview.run(
                project.words(state, build: build),
                steps: [
                    Omniview.Step("processes ") { line, send in
                        processes.set(line.split(separator: " ").dropFirst().compactMap { Int32($0) })
                        try send(.interrupt)
                    }
                ]
            )
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text.hasSuffix("\nno longer watching\n"), "\(run.text)")
            let numbers = try #require(processes.value)
            #expect(numbers.count == 2)
            #expect(try await ProcessFacts.eventually { !numbers.contains(where: ProcessFacts.isRunning) })
        }
    }

    @Test func theJSONIsOneObjectALine() async throws {
        try await withServingEngine { state in
            let project = try Project()
            let run = try await Omniview.run(
                project.words(state) + ["--json"],
                steps: [Omniview.Step("\"installed\"") { _, send in try send(.interrupt) }]
            )
            #expect(run.code == 0, "\(run.error)")
            let events = try run.values([String: JSONValue].self).filter { $0["event"] != .string("log") }
            #expect(
                events.map { $0["event"] } == ["watching", "building", "installed", "ended"].map { .string($0) },
                "\(run.text)"
            )
            #expect(
                events[2].keys.sorted() == ["build_ms", "digest", "event", "plugin", "swap_ms", "version"],
                "\(run.text)"
            )
        }
    }

    /// The words behind the folder, and what they have `swift` build.
    static let products: [(words: [String], product: String)] = [
        ([], "sample"), (["--product", "tool"], "tool"), (["--product", "it's two"], "it's two"),
    ]

    @Test(arguments: products) func aSwiftPackageIsBuiltWithoutACommand(words: [String], product: String) async throws {
        try await withServingEngine { state in
            let (project, tools) = (try Project(), try TemporaryFolder())
            // In place of the compiler: takes the words, and leaves the program where that would.
            _ = try tools.script(
                "[ \"$1 $2\" = 'build --product' ] && mkdir -p .build/debug && cp -f program \".build/debug/$3\"",
                name: "swift"
            )
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            let run = try await Omniview.run(
                ["plugin", "dev", project.path, "--state", state] + words,
                steps: [Omniview.Step("installed sample 1.0.0 in ") { _, send in try send(.interrupt) }],
                environment: ["PATH": "\(tools.path):\(path)"]
            )
            #expect(run.code == 0, "\(run.error)")
            #expect(TemporaryFolder.entries(of: "\(project.path)/.build/debug") == [product])
        }
    }

    // MARK: - What does not begin

    @Test func withoutAnEngineNothingIsBuilt() async throws {
        let (project, folder) = (try Project(), try TemporaryFolder())
        let run = try await Omniview.run(project.words(folder.path) + ["--json"])
        #expect(run.code == 69)
        #expect(try run.failure().code == "no-engine")
        #expect(project.folder.entries == ["plugin.yaml", "program"])
    }

    @Test func thereMustBeADefinitionAndOneWayToBuild() async throws {
        let folder = try TemporaryFolder()
        let missing = try await Omniview.run(["plugin", "dev", folder.path, "--state", folder.path])
        #expect(missing.code == 65)
        #expect(missing.error.contains("plugin.yaml"), "\(missing.error)")
        let both = try await Omniview.run(["plugin", "dev", folder.path, "--build", "true", "--product", "x"])
        #expect(both.code == 64)
        #expect(both.error.contains("give one of them"))
    }

    @Test func aBuildWithoutAProgramIsRefused() async throws {
        try await withServingEngine { state in
            let project = try Project()
            let run = try await Omniview.run(
                project.words(state, build: "true"),
                steps: [
                    Omniview.Step("refused: the build has made no program \(project.path)/bin/plugin") { _, _ in },
                    Omniview.Step("nothing of it is in the engine yet") { _, send in try send(.interrupt) },
                ]
            )
            #expect(run.code == 0)
        }
    }
}

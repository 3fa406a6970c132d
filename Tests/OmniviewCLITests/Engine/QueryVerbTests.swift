import EngineAPI
import FakeEngineSupport
import Subprocess
import TestSupport
import Testing

@testable import OmniviewCLI

/// The verbs that only ask, each against an engine with plugins in several phases.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct QueryVerbTests {
    static var scenario: FakeScenario {
        var scenario = FakeScenario()
        var disabled = Samples.summary("off", in: .stopped, because: "It is disabled.")
        disabled.enabled = false
        scenario.plugins = [
            Samples.summary("broken", in: .failed, because: "It crashed 5 times; \u{1b}[31mreset it."),
            Samples.summary(),
            Samples.summary("idle", in: .installed, because: "Nothing needs it."),
            disabled,
        ]
        return scenario
    }

    /// The words, and what the text must hold.
    static let texts: [(words: [String], holds: [String])] = [
        (
            ["status"],
            ["running\n", "0.3.0, API 1", "process", "42", "/home/me/.omniview", "1 running", "2026-01-01 00:00:00"]
        ),
        (
            ["plugin", "list"],
            ["id      version  phase", "hello   1.0.0    running", "failed", "stopped, disabled", "Hello: Says hello."]
        ),
        (
            ["plugin", "status"],
            ["wanted by", "hello   running", " 77 ", "view", "A view needs it.", "Nothing needs it."]
        ),
        (
            ["plugin", "status", "hello"],
            [
                "hello is running\n", "A view needs it. [demanded]", "view", "77, for ", "8.6 MiB", "25.0 %",
                "1 that count of 5", "ended by SIGKILL after 500 ms", "[unsealed]",
            ]
        ),
        (
            ["plugin", "info", "hello"],
            [
                "Says hello.", "/plugins/hello", Samples.digest, "intact, 3 files compared 2026-01-01",
                "read and change its own data folder: To keep notes.\n",
                "connect to example.org, port 443: To look for news.\n", "run git with any arguments: To compare.\n",
                "see the engine's variable LANG", "get the secret token", "read the clipboard", "show notifications",
                "  may ask to   read and change the clipboard\n",
                "plugin.yaml:3:1: warning: There is no such key. [unknown-key]", "spawn 4 ms",
                "backend, views, resource",
            ]
        ),
        (["plugin", "versions", "hello"], ["*", "1.0.0", "2026-01-01 00:00:00", "folder", Samples.digest]),
        (
            ["plugin", "history", "hello"],
            ["2026-01-01 00:00:00.123", "starting", "running", "A view needs it. (none)"]
        ),
        (
            ["plugin", "crashes", "hello"],
            [
                "ended by SIGKILL after 500 ms\n  the backend exited with code 1\n", "crash 1 of 5", "boom",
                "starting -> running",
            ]
        ),
        (["plugin", "logs", "hello"], [#"2026-01-01 00:00:00.123 INFO  main: hello a=[1,true,"b"]"#]),
        (["plugin", "settings", "get", "hello"], ["shell", "sh", "select", "(set)", "password"]),
        (["plugin", "settings", "get", "hello", "shell"], ["sh\n"]),
        (["plugin", "settings", "get", "hello", "key"], ["(set)\n"]),
        (["plugin", "top", "--once"], ["memory", "25.0 %", "8.6 MiB"]),
        (["plugin", "top"], ["memory", "25.0 %", "8.6 MiB"]),
        (["plugin", "top", "hello"], ["threads", "4", "descriptors", "12", "a.B/C", "1.5"]),
        (
            ["audit"],
            [
                "2026-01-01 00:00:00  3  page    plugin.settings  hello   ok", #"keys=["key","shell"]"#,
                "2  socket  plugin.remove    old     omniview:plugin/conflict\n",
            ]
        ),
        (["doctor"], ["ok", "The state folder is private. [state-folder]", "1 ok, 0 warnings, 0 errors"]),
    ]

    @Test(arguments: texts) func theTextSaysWhatMatters(words: [String], holds: [String]) async throws {
        try await withEngine(Self.scenario) { engine in
            let run = try await Omniview.run(engine.words(words))
            #expect(run.code == 0, "\(run.error)")
            #expect(run.error == "")
            for text in holds { #expect(run.text.contains(text), "\(run.text)") }
            #expect(!run.output.contains { $0 < 0x20 && $0 != 0x0a }, "no colour and nothing that steers: \(run.text)")
            #expect(!run.text.contains("hunter"), "a secret")
            let ragged = run.text.split(separator: "\n").filter { $0.hasSuffix(" ") }
            #expect(ragged.isEmpty)
        }
    }

    @Test func theJSONIsTheAPIs() async throws {
        try await withEngine(Self.scenario) { engine in
            let info = try await engine.run("status", "--json").value(EngineInfo.self)
            #expect(info == Samples.info)
            let list = try await engine.run("plugin", "list", "--json").value([PluginSummary].self)
            #expect(list == Self.scenario.plugins)
            let all = try await engine.run("plugin", "status", "--json").value([PluginSummary].self)
            #expect(all == list)
            let one = try await engine.run("plugin", "status", "hello", "--json").value(PluginSummary.self)
            #expect(one == Samples.summary())
            let detail = try await engine.run("plugin", "info", "hello", "--json").value(PluginDetail.self)
            #expect(detail == Samples.detail())
            let versions = try await engine.run("plugin", "versions", "hello", "--json").value([InstalledVersion].self)
            #expect(versions == [Samples.version])
            let history = try await engine.run("plugin", "history", "hello", "--json").value([PhaseTransition].self)
            #expect(history == [Samples.transition])
            let crashes = try await engine.run("plugin", "crashes", "hello", "--json").value([CrashReport].self)
            #expect(crashes == [Samples.crash])
            let log = try await engine.run("plugin", "logs", "hello", "--json").values(LogRecord.self)
            #expect(log == [Samples.log])
            let doctor = try await engine.run("doctor", "--json").value(DoctorReport.self)
            #expect(doctor == Samples.doctor)
            let audit = try await engine.run("audit", "--json").value([AuditRecord].self)
            #expect(audit == Samples.audit)
        }
    }

    @Test func theAuditIsReadInPages() async throws {
        try await withEngine(Self.scenario) { engine in
            let newest = try await engine.run("audit", "-n", "1", "--json").value([AuditRecord].self)
            #expect(newest.map(\.sequence) == [3])
            let next = try await engine.run("audit", "--before", "3", "--json").value([AuditRecord].self)
            #expect(next.map(\.sequence) == [2])
            let old = try await engine.run("audit", "--plugin", "old", "--json").value([AuditRecord].self)
            #expect(old.map(\.plugin) == ["old"])
            let none = try await engine.run("audit", "--plugin", "none")
            #expect(none.text == "nothing is in the audit\n")
        }
    }

    @Test func theJSONOfTopAndSettingsHasItsKeys() async throws {
        try await withEngine(Self.scenario) { engine in
            let all = try await engine.run("plugin", "top", "--json").value([PluginSummary].self)
            #expect(all.count == 4)
            let top = try await engine.run("plugin", "top", "hello", "--json").object()
            #expect(top.keys.sorted() == ["methods", "plugin", "resources"])
            let settings = try await engine.run("plugin", "settings", "get", "hello", "--json").value(
                [SettingInfo].self
            )
            #expect(settings.map(\.id) == ["shell", "key"])
            #expect(settings.map(\.value) == ["sh", nil])
            let one = try await engine.run("plugin", "settings", "get", "hello", "shell", "--json").value(
                SettingInfo.self
            )
            #expect(one.id == "shell")
        }
    }

    @Test func withoutPluginsTheListSaysHowToGetOne() async throws {
        var scenario = FakeScenario()
        scenario.plugins = []
        try await withEngine(scenario) { engine in
            let run = try await engine.run("plugin", "list")
            #expect(run.text.contains("omniview plugin install"))
            for verb in ["status", "top"] { #expect(try await engine.run("plugin", verb).text == run.text) }
            let list = try await engine.run("plugin", "list", "--json").value([PluginSummary].self)
            #expect(list.isEmpty)
        }
    }

    @Test func aDoctorsErrorIsTheExitCode() async throws {
        var scenario = FakeScenario()
        scenario.doctor.checks.append(
            DoctorCheck(code: "old", status: .warning, what: "An old file is there.", advice: "Remove it.")
        )
        try await withEngine(scenario) { engine in
            let run = try await engine.run("doctor")
            #expect(run.code == 0)
            #expect(run.text.contains("warning  An old file is there. [old]\n         Remove it.\n"), "\(run.text)")
        }
        scenario.doctor.checks.append(DoctorCheck(code: "disk", status: .error, what: "The disk is full."))
        try await withEngine(scenario) { engine in
            let run = try await engine.run("doctor")
            #expect(run.code == 65)
            #expect(run.text.contains("error    The disk is full. [disk]\n"), "\(run.text)")
            #expect(run.text.hasSuffix("1 ok, 1 warning, 1 error\n"))
            let json = try await engine.run("doctor", "--json")
            #expect(json.code == 65)
            #expect(try json.value(DoctorReport.self).checks.count == 3)
        }
    }

    @Test func aFailedStartIsShownWithItsCause() async throws {
        var scenario = FakeScenario()
        var crash = Samples.crash
        (crash.signal, crash.exitCode) = (nil, nil)
        crash.reason = "the backend could not be started: it exited with code 3\nIts last words:\nset \u{1b}FOO"
        scenario.crashes = [crash]
        try await withEngine(scenario) { engine in
            let run = try await engine.run("plugin", "crashes", "hello")
            let causes =
                "  the backend could not be started: it exited with code 3\n  Its last words:\n  set \\u{1b}FOO\n"
            #expect(run.text.contains(" ended after 500 ms\n\(causes)"), "\(run.text)")
        }
        #expect(crash.endingAndCause == "ended after 500 ms: the backend could not be started: it exited with code 3")
        crash.exitCode = 3
        #expect(crash.endingAndCause == "exited with code 3 after 500 ms")
    }

    #if os(Linux)
    @Test(arguments: [
        ["status"], ["plugin", "list"], ["plugin", "list", "--json"], ["doctor"], ["plugin", "schema"],
        ["events", "-f", "--after", "0"], ["plugin", "logs", "hello"], ["plugin", "logs", "hello", "-f", "--json"],
    ])
    func whatCannotBeWrittenIsAFailure(words: [String]) async throws {
        let journal = FakeJournal()
        journal.append()
        try await withEngine(Self.scenario, journal: journal) { engine in
            let whole = words.contains("schema") ? words : engine.words(words)
            let run = try await Omniview.run(whole, into: "/dev/full")
            #expect(run.status == .exited(74))
            #expect(run.error == "error: the output cannot be written: No space left on device\n")
        }
    }
    #endif

    @Test func anOutputThatIsClosedIsNoOther() async throws {
        try await withEngine(Self.scenario) { engine in
            let omniview = try Products.executable("omniview")
            let script = "'\(omniview)' plugin list --state '\(engine.state)' >&-"
            let result = try await run("/bin/sh", ["-c", script])
            #expect(result.exitCode == 74)
            #expect(result.error.contains("the output cannot be written: "), "\(result.error)")
        }
    }

    @Test(arguments: [
        ["status"], ["plugin", "list"], ["plugin", "logs", "hello"], ["plugin", "logs", "hello", "-f"],
    ])
    func whoStopsReadingGetsNoComplaint(words: [String]) async throws {
        try await withEngine(Self.scenario) { engine in
            let run = try await Omniview.runWithoutReader(engine.words(words))
            #expect(run.status == .signaled(13) || run.status == .exited(0))
            #expect(run.error == "")
        }
    }

    @Test func theStateFolderMayBeInTheEnvironment() async throws {
        try await withEngine { engine in
            let run = try await Omniview.run(["status"], environment: ["OMNIVIEW_STATE_DIR": engine.state])
            #expect(run.code == 0)
            // The word on the command line goes before it.
            let other = try await Omniview.run(
                ["status", "--state", "/nowhere/at/all"],
                environment: ["OMNIVIEW_STATE_DIR": engine.state]
            )
            #expect(other.code == 69)
            #expect(other.error.contains("/nowhere/at/all/run/engine.sock"))
            let home = try await Omniview.run(["status"], environment: ["OMNIVIEW_STATE_DIR": "", "HOME": "/nowhere"])
            #expect(home.error.contains("/nowhere/.omniview/run/engine.sock"), "\(home.error)")
        }
    }
}

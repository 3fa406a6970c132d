import PluginEngine
import TestSupport
import Testing

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct OmniviewCommandTests {
    static let verbs = [
        "schema", "validate", "seal", "verify", "inspect", "call", "run", "conformance", "install", "upgrade",
        "rollback",
        "remove", "list", "info", "versions", "status", "start", "stop", "restart", "enable", "disable", "reset",
        "history",
        "crashes", "logs", "top", "trust", "distrust",
    ]

    @Test(arguments: verbs)
    func theHelpOfEveryVerbShowsAnExample(verb: String) async throws {
        let run = try await Omniview.run(["plugin", verb, "--help"])
        #expect(run.code == 0)
        #expect(run.error == "")
        #expect(run.text.contains("Example"))
        let example = run.text.split(separator: "\n").filter { $0.hasPrefix("  omniview plugin \(verb)") }
        #expect(!example.isEmpty, "the example must not be broken: \(run.text)")
        #expect(verb == "schema" || run.text.contains("--json"))
    }

    @Test(arguments: [
        ["status"], ["doctor"], ["events"], ["shutdown"], ["plugin", "settings", "get"], ["plugin", "settings", "set"],
    ])
    func theHelpOfEveryOtherVerbDoesToo(verb: [String]) async throws {
        let run = try await Omniview.run(verb + ["--help"])
        #expect(run.code == 0)
        let example = run.text.split(separator: "\n").filter {
            $0.hasPrefix("  omniview \(verb.joined(separator: " "))")
        }
        #expect(!example.isEmpty, "the example must not be broken: \(run.text)")
        #expect(run.text.contains("--json") && run.text.contains("--state"))
    }

    @Test(arguments: [[], ["plugin"]])
    func withoutAVerbTheHelpNamesThem(words: [String]) async throws {
        let run = try await Omniview.run(words)
        #expect(run.code == 0)
        for verb in words.isEmpty ? ["serve", "status", "doctor", "events", "shutdown", "plugin"] : Self.verbs {
            #expect(run.text.split(separator: "\n").contains { $0.hasPrefix("  \(verb) ") })
        }
    }

    @Test func theRootExplainsTheExitCodes() async throws {
        let run = try await Omniview.run(["--help"])
        for code in ["64", "65", "69", "70", "74", "77"] { #expect(run.text.contains(code)) }
        #expect(try await Omniview.run(["--version"]).text == "\(Engine.version)\n")
    }

    /// Words that cannot be understood, and what the message must say.
    static let wrong: [(words: [String], says: String)] = [
        (["frob"], "frob"),
        (["plugin", "frob"], "frob"),
        (["plugin", "instal", "x"], "there is no verb `plugin instal`; did you mean `plugin install`?"),
        (["list"], "there is no verb `list`; did you mean `plugin list`?"),
        (["lsit"], "did you mean `plugin list`?"),
        (["statsu"], "did you mean `status`?"),
        (["plugin", "doctor"], "did you mean `doctor`?"),
        (["plugin", "conformence"], "did you mean `plugin conformance`?"),
        (["plugin", "settings", "gett", "hello"], "did you mean `plugin settings get`?"),
        (["serve", "--idle-stop", "5"], "write a unit, such as 5m"),
        (["serve", "--idle-stop", "soon"], "90s, 5m or 2h, or `never`"),
        (["plugin", "seal"], "<directory>"),
        (["plugin", "validate"], "<directory>"),
        (["plugin", "verify"], "<directory>"),
        (["plugin", "seal", "one", "two"], "two"),
        (["plugin", "inspect"], "--exec PROGRAM --cookie KEY=VALUE"),
        (["plugin", "run"], "--exec PROGRAM --cookie KEY=VALUE"),
        (["plugin", "inspect", "dir", "--tlss", "off"], "Did you mean '--tls'?"),
        (["plugin", "inspect", "dir", "--tls", "never"], "required, optional or off"),
        (["plugin", "inspect", "dir", "--start-timeout", "5"], "60s"),
        (["plugin", "inspect", "dir", "--app-protocol", "5,x"], "5,6"),
        (["plugin", "inspect", "dir", "--app-protocol", "-1"], "--app-protocol"),
        (["plugin", "inspect", "dir", "--app-protocol", ""], "5,6"),
        (["plugin", "inspect", "dir", "--env", "NAME"], "KEY=VALUE"),
        (["plugin", "inspect", "dir", "--env", "=value"], "KEY=VALUE"),
        (["plugin", "inspect", "dir", "--cookie", "A=b"], "--cookie goes with --exec"),
        (["plugin", "inspect", "dir", "--", "word"], "--exec"),
        (["plugin", "inspect", "--exec", "program"], "--cookie KEY=VALUE"),
        (["plugin", "inspect", "--exec", "program", "--cookie", "A"], "KEY=VALUE"),
        (["plugin", "inspect", "dir", "--exec", "program", "--cookie", "A=b"], "not both"),
        (["plugin", "run", "dir", "--exec", "program", "--cookie", "A=b"], "not both"),
        (["plugin", "call"], "SERVICE/METHOD"),
        (["plugin", "call", "dir"], "SERVICE/METHOD"),
        (["plugin", "call", "plugins/hello"], "name the plugin and the method"),
        (["plugin", "call", "dir", "no-method"], "no-method is no method"),
        (["plugin", "call", "dir", "a.b/c", "more"], "more"),
        (["plugin", "call", "--exec", "program", "--cookie", "A=b"], "SERVICE/METHOD"),
        (["plugin", "call", "dir", "a.b/c", "--exec", "program", "--cookie", "A=b"], "not both"),
        (["plugin", "call", "dir", "a.b/c", "--repeat", "0"], "numbers from 1"),
        (["plugin", "call", "dir", "a.b/c", "--repeat", "many"], "many"),
        (["plugin", "call", "dir", "a.b/c", "--concurrency", "2"], "--concurrency goes with --repeat"),
        (["plugin", "call", "dir", "a.b/c", "--repeat", "2", "--concurrency", "0"], "numbers from 1"),
        (["plugin", "call", "dir", "a.b/c", "--repeat", "2", "--response", "file"], "not with --repeat"),
        (["plugin", "call", "dir", "a.b/c", "--timeout", "1.5s"], "10s"),
        (["plugin", "start"], "<id>"),
        (["plugin", "logs", "hello", "--tail", "10001"], "0 to 10000"),
        (["plugin", "logs", "hello", "--tail", "-1"], "--tail"),
        (["plugin", "logs", "hello", "--level", "loud"], "trace, debug, info, warning, error"),
        (["events", "--after", "x"], "--after"),
        (["plugin", "settings", "set", "hello"], "--unset KEY"),
        (["plugin", "settings", "set", "hello", "key"], "KEY=VALUE"),
        (["plugin", "settings", "set", "hello", "a=1", "--unset", "a"], "given twice"),
    ]

    @Test(arguments: wrong)
    func wrongUsageSaysWhatIsRight(words: [String], says: String) async throws {
        let run = try await Omniview.run(words)
        #expect(run.code == 64)
        #expect(run.text == "")
        #expect(run.error.hasPrefix("error: "), "\(run.error)")
        #expect(run.error.contains(says), "\(run.error)")
        #expect(run.error.lowercased().contains("usage: omniview"), "\(run.error)")
        #expect(run.error.contains("--help"), "\(run.error)")
    }

    @Test(arguments: [
        ["plugin", "inspect", "--json"], ["plugin", "call", "dir", "--json"],
        ["plugin", "inspect", "dir", "--json", "--tls", "never"], ["plugin", "seal", "--json"],
        ["plugin", "call", "dir", "a.b/c", "--json", "--response", "-"], ["plugin", "instal", "--json"],
    ])
    func wrongUsageIsJSONForWhoAskedForIt(words: [String]) async throws {
        let run = try await Omniview.run(words)
        #expect(run.code == 64)
        let failure = try run.failure()
        #expect(failure.code == "usage")
        #expect(run.error.contains(failure.message))
    }

    @Test func whatIsLikeNoVerbGetsNoGuess() async throws {
        let run = try await Omniview.run(["plugin", "frobnicate"])
        #expect(run.code == 64)
        #expect(!run.error.contains("did you mean"), "\(run.error)")
    }

    @Test func theJSONOfAnotherProgramIsNotMeant() async throws {
        let run = try await Omniview.run(["plugin", "inspect", "--exec", "program", "--", "--json"])
        #expect(run.code == 64)
        #expect(run.text == "")
    }
}

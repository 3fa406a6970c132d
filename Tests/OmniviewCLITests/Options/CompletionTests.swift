import FakeEngineSupport
import TestSupport
import Testing

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct CompletionTests {
    /// The words that the shells' scripts ask with.
    private static func question(_ verb: [String], typed: String, state: String) -> [String] {
        let words = ["omniview"] + verb + ["--state", state, typed]
        return ["---completion"] + verb + ["--", "positional@0", "\(words.count - 1)", "\(typed.count)"] + words
    }

    @Test(arguments: [("", "broken\nhello\nidle\noff\n"), ("h", "hello\n"), ("x", "")])
    func idsAreThoseOfTheEngine(typed: String, answer: String) async throws {
        try await withEngine(QueryVerbTests.scenario) { engine in
            let run = try await Omniview.run(Self.question(["plugin", "start"], typed: typed, state: engine.state))
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text.split(separator: "\n") == answer.split(separator: "\n"))
        }
    }

    @Test func withoutAnEngineThereIsNothingAndNoMessage() async throws {
        let folder = try TemporaryFolder()
        let run = try await Omniview.run(Self.question(["plugin", "info"], typed: "h", state: folder.path))
        #expect(run.code == 0)
        #expect(run.text.filter { $0 != "\n" } == "")
        #expect(run.error == "")
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func everyShellGetsItsScript(shell: String) async throws {
        let run = try await Omniview.run(["--generate-completion-script", shell])
        #expect(run.code == 0)
        #expect(run.text.contains("rollback"))
    }
}

import TestSupport
import Testing

/// What an error message repeats of a plugin's words must not steer the terminal.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct FailureTests {
    @Test func theLastWordsOfAPluginAreHarmless() async throws {
        let (words, rest) = Programs.shell(#"printf '\033[31mred\033]0;title\007\r\n\342\200\256back\n' >&2; exit 3"#)
        let run = try await Omniview.run(["plugin", "inspect"] + words + rest)
        #expect(run.code == 69)
        #expect(!run.error.utf8.contains { $0 < 0x20 && $0 != 0x0a }, "\(run.error)")
        #expect(run.error.contains(#"  \u{1b}[31mred\u{1b}]0;title\u{7}"# + "\n"), "\(run.error)")
        #expect(run.error.contains(#"  \u{202e}back"# + "\n"), "\(run.error)")
        #expect(run.error.contains("exited with code 3"))
    }

    @Test func theJSONAndTheMessageSayTheSame() async throws {
        let (words, rest) = Programs.shell("echo reason >&2; exit 3")
        let run = try await Omniview.run(["plugin", "inspect", "--json"] + words + rest)
        #expect(run.error == "error: \(try run.failure().message)\n")
    }
}

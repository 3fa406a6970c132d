import FakeEngineSupport
import Subprocess
import TestSupport
import Testing

/// What is different when a person looks at it.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct OnTerminalTests {
    @Test func linesEndWhereTheTerminalDoesAndHaveColour() async throws {
        try await withEngine(QueryVerbTests.scenario) { engine in
            let run = try await Omniview.runOnTerminal(engine.words(["plugin", "status"]), columns: 78)
            #expect(run.code == 0)
            #expect(run.text.contains("\u{1b}[31mfailed\u{1b}[0m"), "\(run.text)")
            #expect(run.text.contains("…"))
            for line in Self.plain(run.text).split(separator: "\r\n") { #expect(line.count <= 78, "\(line)") }
            let wide = try await Omniview.runOnTerminal(engine.words(["plugin", "status"]), columns: 400)
            #expect(!wide.text.contains("…"))
            #expect(wide.text.contains("It crashed 5 times; \\u{1b}[31mreset it."))
        }
    }

    @Test func noColourForWhoWantsNone() async throws {
        try await withEngine { engine in
            let words = engine.words(["plugin", "list"])
            let run = try await Omniview.runOnTerminal(words, columns: 78, environment: ["NO_COLOR": "1"])
            #expect(run.code == 0)
            #expect(!run.text.contains("\u{1b}"))
        }
    }

    @Test(arguments: [["plugin", "top"], ["plugin", "top", "hello"]])
    func topRefreshesUntilCtrlC(words: [String]) async throws {
        try await withEngine { engine in
            // The second picture begins at the same place as the first.
            let run = try await Omniview.runOnTerminal(
                engine.words(words),
                columns: 78,
                until: "\u{1b}[J\u{1b}[H"
            ) { send in try send(.interrupt) }
            #expect(run.code == 0)
            #expect(run.error == "")
            #expect(run.text.hasPrefix("\u{1b}[H"))
        }
    }

    @Test func topShowsOnePictureWhenAsked() async throws {
        try await withEngine { engine in
            let run = try await Omniview.runOnTerminal(engine.words(["plugin", "top", "--once"]), columns: 78)
            #expect(run.code == 0)
            #expect(!run.text.contains("\u{1b}[H"))
        }
    }

    /// The text without what steers the terminal.
    private static func plain(_ text: String) -> String {
        text.replacing(/\u{1b}\[[0-9;]*[A-Za-z]/, with: "")
    }
}

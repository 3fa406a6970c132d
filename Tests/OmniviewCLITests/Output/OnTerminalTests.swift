import EngineAPI
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
            #expect(run.text.hasPrefix("\u{1b}[H"))
            #expect(!run.text.contains("error:"))
        }
    }

    @Test func topShowsNoMoreThanFits() async throws {
        var scenario = FakeScenario()
        scenario.plugins = (10..<20).map { Samples.summary("p\($0)", in: .stopped, because: "Nothing needs it.") }
        try await withEngine(scenario) { engine in
            let run = try await Omniview.runOnTerminal(
                engine.words(["plugin", "top"]),
                columns: 78,
                rows: 8,
                until: "\u{1b}[J"
            ) { send in try send(.interrupt) }
            #expect(run.code == 0)
            let picture = try #require(run.text.split(separator: "\u{1b}[J").first)
            #expect(picture.contains("p14") && !picture.contains("p15"), "\(picture)")
            #expect(picture.contains("… 5 more"), "\(picture)")
            #expect(picture.count { $0.isNewline } == 7, "\(picture)")
        }
    }

    @Test func topShowsOnePictureWhenAsked() async throws {
        try await withEngine { engine in
            let run = try await Omniview.runOnTerminal(engine.words(["plugin", "top", "--once"]), columns: 78)
            #expect(run.code == 0)
            #expect(!run.text.contains("\u{1b}[H"))
        }
    }

    @Test func whoWaitsSeesWhatFor() async throws {
        let (gate, opening) = AsyncStream<Void>.makeStream()
        try await withEngine(gate: gate) { engine in
            let run = try await Omniview.runOnTerminal(
                engine.words(["doctor"]),
                columns: 78,
                until: "checking the installation (1 s)"
            ) { _ in opening.yield() }
            #expect(run.code == 0)
            // The line goes before the answer comes.
            let rest = run.text.split(separator: "checking the installation (1 s)").last ?? ""
            #expect(rest.contains("\r\u{1b}[K\u{1b}[32mok"), "\(rest)")
        }
    }

    @Test func whatIsQuickIsNotTalkedAbout() async throws {
        try await withEngine { engine in
            let run = try await Omniview.runOnTerminal(engine.words(["doctor"]), columns: 78)
            #expect(run.text.hasPrefix("\u{1b}[32mok"), "\(run.text)")
        }
    }

    /// The text without what steers the terminal.
    private static func plain(_ text: String) -> String {
        text.replacing(/\u{1b}\[[0-9;]*[A-Za-z]/, with: "")
    }
}

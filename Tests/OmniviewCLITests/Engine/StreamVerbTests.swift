import EngineAPI
import EngineServer
import FakeEngineSupport
import Subprocess
import TestSupport
import Testing

/// Logs and events that are followed.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct StreamVerbTests {
    private static var openLog: FakeScenario {
        var scenario = FakeScenario()
        scenario.logStaysOpen = true
        return scenario
    }

    private static func journal(_ events: Int, kept: Int = 10_000) -> FakeJournal {
        let journal = FakeJournal(kept: kept)
        journal.append(events)
        return journal
    }

    @Test(arguments: [Signal.interrupt, .terminate])
    func ctrlCEndsAFollowedLog(signal: Signal) async throws {
        try await withEngine(Self.openLog) { engine in
            let words = engine.words(["plugin", "logs", "hello", "-f"])
            let run = try await Omniview.run(words, until: " INFO  main: hello ") { _, send in try send(signal) }
            #expect(run.code == 0)
            #expect(run.error == "")
            #expect(run.text == "2026-01-01 00:00:00.123 INFO  main: hello a=[1,true,\"b\"]\n")
        }
    }

    @Test(arguments: [Signal.interrupt, .terminate])
    func ctrlCEndsFollowedEvents(signal: Signal) async throws {
        try await withEngine(journal: Self.journal(2)) { engine in
            let words = engine.words(["events", "-f", "--after", "0"])
            let run = try await Omniview.run(words, until: " #2 hello test") { _, send in try send(signal) }
            #expect(run.code == 0)
            #expect(run.error == "")
            #expect(run.text.split(separator: "\n").count == 2)
        }
    }

    @Test func anEventThatHappensMeanwhileIsShown() async throws {
        let journal = Self.journal(1)
        try await withEngine(journal: journal) { engine in
            let words = engine.words(["events", "-f", "--after", "0", "--json"])
            let run = try await Omniview.run(
                words,
                steps: [
                    Omniview.Step(#""sequence":1,"#) { _, _ in journal.append() },
                    Omniview.Step(#""sequence":2,"#) { _, _ in engine.server.stop() },
                ]
            )
            #expect(run.code == 69)
            #expect(run.error == "error: the engine stops, and the stream ends with it\n")
            let lines = run.text.split(separator: "\n")
            #expect(lines.count > 2, "two events and the failure")
            #expect(lines[0].contains(#""sequence":1"#))
            #expect(lines[1].contains(#""sequence":2"#))
        }
    }

    @Test func aLogThatEndsEndsTheCommand() async throws {
        try await withEngine { engine in
            let run = try await engine.run("plugin", "logs", "hello", "-f", "--json")
            #expect(run.code == 0)
            #expect(try run.values(LogRecord.self) == [Samples.log])
        }
    }

    @Test func withoutFollowingTheJournalIsReadToItsEnd() async throws {
        try await withEngine(journal: Self.journal(2000)) { engine in
            let all = try await engine.run("events", "--json").values(EngineEvent.self)
            let isWhole = all.map(\.sequence) == Array(1...2000)
            #expect(isWhole, "\(all.count) events")
            let last = try await engine.run("events", "--after", "1998", "--json").values(EngineEvent.self)
            #expect(last.map(\.sequence) == [1999, 2000])
            let none = try await engine.run("events", "--after", "2000")
            #expect(none.code == 0)
            #expect(none.text == "")
        }
    }

    @Test func theLastEventsAreShown() async throws {
        let journal = Self.journal(9)
        journal.append(plugin: "other")
        try await withEngine(journal: journal) { engine in
            let last = try await engine.run("events", "--tail", "3", "--json").values(EngineEvent.self)
            #expect(last.map(\.sequence) == [8, 9, 10])
            let own = try await engine.run("events", "-n", "2", "--plugin", "hello", "--json").values(EngineEvent.self)
            #expect(own.map(\.sequence) == [8, 9])
            #expect(try await engine.run("events", "-n", "0").text == "")
            #expect(try await engine.run("events", "-n", "1", "--after", "1").code == 64)
        }
    }

    @Test func aLineHasWhatFitsIntoIt() async throws {
        let journal = FakeJournal()
        journal.append(data: [
            "why": "it fell", "history": [["to": "running"]], "uses": ["cpu": 1], "words": ["a", "b"],
        ])
        try await withEngine(journal: journal) { engine in
            let run = try await engine.run("events")
            #expect(run.text == "2026-01-01 00:00:00.123 #1 hello test why=\"it fell\" words=[\"a\",\"b\"]\n")
        }
    }

    @Test func aChangeIsReadFromWhatWas() async throws {
        let journal = FakeJournal()
        journal.append(data: ["cause": "crash", "reason": "it \"fell\" down", "to": "running", "from": "starting"])
        try await withEngine(journal: journal) { engine in
            let run = try await engine.run("events")
            let values = #"from=starting to=running cause=crash reason="it \"fell\" down""#
            #expect(run.text.hasSuffix(" #1 hello test \(values)\n"), "\(run.text)")
        }
    }

    @Test func aLogWithoutLinesSaysSo() async throws {
        var scenario = FakeScenario()
        scenario.log = []
        try await withEngine(scenario) { engine in
            let run = try await engine.run("plugin", "logs", "hello")
            #expect(run.code == 0)
            #expect(run.text == "")
            #expect(run.error == "note: the log has no such lines\n")
            #expect(try await engine.run("plugin", "logs", "hello", "--json").error == "")
        }
    }

    @Test func eventsAreChosen() async throws {
        let journal = Self.journal(1)
        journal.append(plugin: "other", kind: "test")
        journal.append(plugin: "hello", kind: "odd kind&x=1")
        try await withEngine(journal: journal) { engine in
            let other = try await engine.run("events", "--plugin", "other", "--json").values(EngineEvent.self)
            #expect(other.map(\.sequence) == [2])
            let kind = try await engine.run("events", "--kind", "odd kind&x=1", "--json").values(EngineEvent.self)
            #expect(kind.map(\.sequence) == [3])
        }
    }

    @Test func eventsThatAreGoneAreMentioned() async throws {
        try await withEngine(journal: Self.journal(10, kept: 2)) { engine in
            let run = try await engine.run("events", "--after", "3", "--json")
            #expect(try run.values(EngineEvent.self).map(\.sequence) == [9, 10])
            #expect(run.error == "note: the events 4 to 8 are gone\n")
        }
    }

    @Test func whoStopsReadingEndsIt() async throws {
        try await withEngine(journal: Self.journal(3)) { engine in
            let run = try await Omniview.runWithoutReader(engine.words(["events", "-f", "--after", "0"]))
            #expect(run.status == .exited(0))
            #expect(run.error == "")
        }
    }

    // MARK: - Breaks

    private static func event(_ sequence: Int) -> String {
        "id: \(sequence)\nevent: event\n"
            + #"data: {"sequence":\#(sequence),"time":"2026-01-01T00:00:00Z","kind":"k","data":null}"# + "\n\n"
    }

    private static let end = "event: end\ndata: {\"reason\":\"finished\"}\n\n"

    /// What is said when followed events end, which they do with the engine alone.
    private static let stopped = "error: the engine stops, and the stream ends with it\n"

    /// The numbers of the events that came before the failure, which takes several lines.
    private static func sequences(_ run: Omniview.Run) throws -> [Int] {
        var shown = run
        let lines = run.text.split(separator: "\n").prefix { $0.hasPrefix("{\"") }
        shown.output = Array(lines.joined(separator: "\n").utf8)
        return try shown.values(EngineEvent.self).map(\.sequence)
    }

    @Test func eventsThatAreNotFollowedEnd() async throws {
        let engine = try ScriptedEngine()
        engine.answer([ScriptedEngine.stream(Self.event(1) + Self.end)])
        let run = try await Omniview.run(["events", "--state", engine.state])
        #expect(run.code == 0)
        #expect(run.error == "")
    }

    @Test func aStreamThatBreaksGoesOnWhereItWas() async throws {
        let engine = try ScriptedEngine()
        let half = String(Self.event(3).dropLast(20))
        engine.answer([
            ScriptedEngine.stream(Self.event(1) + Self.event(2) + half),
            "",
            ScriptedEngine.stream(": alive\n\n"),
            ScriptedEngine.stream(Self.event(3) + "event: later\ndata: x\n\n" + Self.end),
        ])
        let run = try await Omniview.run(["events", "-f", "--after", "0", "--json", "--state", engine.state])
        #expect(run.code == 69)
        #expect(run.error == Self.stopped)
        #expect(try Self.sequences(run) == [1, 2, 3])
        let heads = engine.heads
        #expect(heads.count == 4)
        #expect(heads.allSatisfy { $0.hasPrefix("GET /v1/events?after=0 HTTP/1.1\r\n") })
        #expect(!heads[0].contains("Last-Event-ID"))
        #expect(heads.dropFirst().allSatisfy { $0.contains("Last-Event-ID: 2\r\n") })
    }

    @Test func whoHasSeenNothingGetsWhatHappensInBetween() async throws {
        let engine = try ScriptedEngine()
        engine.answer([
            ScriptedEngine.stream("id: 7\n\n"),
            // Passes events that are not shown; the last block is not whole.
            ScriptedEngine.stream("id: 7\n\n: alive\n\nid: 9\n\n: alive\n\nid: 11\n"),
            ScriptedEngine.stream("id: 9\n\n" + Self.event(10) + Self.end),
        ])
        let run = try await Omniview.run(["events", "-f", "--kind", "k", "--json", "--state", engine.state])
        #expect(run.code == 69)
        #expect(run.error == Self.stopped)
        #expect(try Self.sequences(run) == [10])
        let heads = engine.heads
        #expect(heads.count == 3)
        #expect(!heads[0].contains("Last-Event-ID"))
        #expect(heads[1].contains("Last-Event-ID: 7\r\n"))
        #expect(heads[2].contains("Last-Event-ID: 9\r\n"))
    }

    @Test func whoKnowsOfAGapDoesNotComeBackToIt() async throws {
        let engine = try ScriptedEngine()
        engine.answer([
            ScriptedEngine.stream("id: 500\n\nid: 0\nevent: gap\ndata: {\"after\":500,\"next\":1}\n\n"),
            ScriptedEngine.stream("id: 0\n\n" + Self.event(1) + Self.end),
        ])
        let run = try await Omniview.run(["events", "-f", "--after", "500", "--json", "--state", engine.state])
        #expect(run.code == 69)
        #expect(try Self.sequences(run) == [1])
        #expect(run.error == Self.numbersBeganAnew + Self.stopped)
        #expect(engine.heads.last?.contains("Last-Event-ID: 0\r\n") == true)
    }

    private static let numbersBeganAnew =
        "note: the journal has no event 500: its numbers began anew, and it goes on with 1\n"

    @Test func aNumberThatTheJournalDoesNotKnowIsMentioned() async throws {
        try await withServingEngine { state in
            let words = ["events", "-f", "--after", "500", "--json", "--state", state]
            let run = try await Omniview.run(words, until: #""sequence":1,"#) { _, send in try send(.interrupt) }
            #expect(run.code == 0)
            #expect(run.error == Self.numbersBeganAnew)
        }
    }

    @Test func anEngineThatDoesNotComeBackEndsIt() async throws {
        var engine: ScriptedEngine? = try ScriptedEngine()
        let folder = try #require(engine?.folder)
        engine?.answer([ScriptedEngine.stream(Self.event(1))])
        let words = ["events", "-f", "--after", "0", "--state", folder.path]
        engine = nil
        let run = try await Omniview.run(words)
        #expect(run.code == 69)
        #expect(run.text.contains(" #1 k\n"))
        #expect(run.error.contains("no engine answers at"), "\(run.error)")
    }

    @Test func aProblemWhenItComesBackEndsIt() async throws {
        let engine = try ScriptedEngine()
        let problem = #"{"type":"omniview:plugin/not-found","title":"t","status":404,"detail":"it is gone"}"#
        engine.answer([
            ScriptedEngine.stream(
                "id: 1\nevent: log\ndata: {\"sequence\":1,\"time\":\"2026-01-01T00:00:00Z\",\"level\":\"fatal\",\"message\":\"m\"}\n\n"
            ),
            ScriptedEngine.reply(problem, status: "404 Not Found", type: "application/problem+json"),
        ])
        let run = try await Omniview.run(["plugin", "logs", "hello", "-f", "--state", engine.state])
        #expect(run.code == 65)
        #expect(run.text == "2026-01-01 00:00:00.000 FATAL m\n")
        #expect(run.error == "error: it is gone\n")
        #expect(engine.heads.last?.contains("Last-Event-ID: 1\r\n") == true)
    }

    @Test func anEventThatIsNoneIsAFailure() async throws {
        let engine = try ScriptedEngine()
        engine.answer([ScriptedEngine.stream("event: event\ndata: {}\n\n")])
        let run = try await Omniview.run(["events", "--json", "--state", engine.state])
        #expect(run.code == 70)
        #expect(try run.failure().code == "bad-answer")
    }
}

import EngineAPI
import TestSupport
import Testing

@testable import PluginEngine

/// What plugins say, as the API shows it.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineObservationTests {
    /// Says something on both ways before it serves. Its standard output is the handshake's until that is done.
    private static let talkative = EngineFixture.Program.script(
        "echo 'plain words' >&2; echo '[WARN] be careful' >&2; echo '[ERROR] all is lost' >&2"
    )

    @Test func linesHaveTheirSource() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", Self.talkative)
        try await fixture.run { engine in
            try await engine.call("one")
            let plain = try #require(try await engine.line("plain words", of: "one"))
            let careful = try #require(try await engine.line("be careful", of: "one"))
            #expect(careful.level == .warning)
            #expect([plain.source, careful.source].allSatisfy { ["plugin", "stderr"].contains($0) })
            #expect(plain.sequence > 0 && plain.sequence < careful.sequence)
        }
    }

    @Test func levelLeavesOutWhatIsBelow() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", Self.talkative)
        try await fixture.run { engine in
            try await engine.call("one")
            _ = try await engine.line("all is lost", of: "one")
            let reader = try await engine.followLog(of: "one", tail: 99, level: .warning, after: nil)
            #expect(await reader.next()?.message.hasSuffix("be careful") == true)
            #expect(await reader.next()?.message.hasSuffix("all is lost") == true)
            let lines = try await engine.logLines(of: "one", tail: 1, level: .warning)
            #expect(lines.map(\.level) == [.error])
        }
    }

    @Test func followerGoesOnWithWhatComes() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", Self.talkative)
        try await fixture.run { engine in
            // Nothing has been said yet.
            let reader = try await engine.followLog(of: "one", tail: 5, level: .error, after: nil)
            try await engine.call("one")
            let first = try #require(await reader.next())
            #expect(first.message.hasSuffix("all is lost"))
            try await engine.restart("one")
            let second = try #require(await reader.next())
            #expect(second.message == first.message && second.sequence > first.sequence)
            // Whoever comes back with the number of the last line misses none.
            let again = try await engine.followLog(of: "one", tail: 0, level: .error, after: first.sequence)
            #expect(await again.next() == second)
        }
    }

    @Test func logOfARemovedPluginEndsAndIsInItsFile() async throws {
        let fixture = try EngineFixture()
        try fixture.install("one", Self.talkative)
        try await fixture.run { engine in
            try await engine.call("one")
            let said = try #require(try await engine.line("all is lost", of: "one"))
            let reader = try await engine.followLog(of: "one", tail: 0, level: .error, after: said.sequence)
            try await engine.remove("one")
            #expect(await reader.next() == nil)
            // It is another log when it comes back, which begins with what the file has.
            let end = try await engine.events("plugin.removed", of: "one").event().sequence
            try fixture.install("one", Self.talkative)
            _ = try await engine.events("plugin.added", of: "one", after: end).event()
            let lines = try await engine.logLines(of: "one", tail: 1, level: .error)
            #expect(lines.map(\.message) == [said.message])
            #expect(lines.allSatisfy { $0.sequence < 1 })
        }
    }

    @Test func linesOfEarlierEnginesHaveNumbersBelowOne() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", Self.talkative)
        try await fixture.run { engine in
            try await engine.call("one")
            _ = try await engine.line("all is lost", of: "one")
        }
        try await fixture.run { engine in
            let old = try await engine.logLines(of: "one", tail: 2, level: .warning)
            #expect(old.map(\.sequence).allSatisfy { $0 < 1 })
            #expect(old.last?.message.hasSuffix("all is lost") == true)
            try await engine.call("one")
            let last = try #require(try await engine.line("all is lost", of: "one"))
            let both = try await engine.logLines(of: "one", tail: 4, level: .warning)
            #expect(both.count == 4)
            #expect(both.last == last)
            #expect(both.map(\.sequence) == both.map(\.sequence).sorted())
            #expect(both.filter { $0.sequence < 1 }.count == 2)
            #expect(try await engine.logLines(of: "one", tail: 0, level: nil).isEmpty)
        }
    }

    @Test func unknownPluginHasNoLog() async throws {
        try await EngineFixture().run { engine in
            try await expectProblem(.pluginNotFound) { _ = try await engine.logLines(of: "none", tail: 1, level: nil) }
            try await expectProblem(.pluginNotFound) {
                _ = try await engine.followLog(of: "none", tail: 1, level: nil, after: nil)
            }
        }
    }
}

extension Engine {
    /// Waits for a line of a plugin's log that ends so.
    func line(
        _ end: String,
        of name: String,
        _ isWanted: (EngineAPI.LogRecord) -> Bool = { _ in true }
    ) async throws -> EngineAPI.LogRecord? {
        let reader = try followLog(of: name, tail: .max, level: nil, after: nil)
        while let line = await reader.next() {
            if line.message.hasSuffix(end), isWanted(line) { return line }
        }
        return nil
    }
}

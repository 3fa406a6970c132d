import EngineAPI
import Logging
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

@Suite(.timeLimit(.minutes(10))) struct JournalTests {
    @Test func numbersRiseInTheOrderOfTelling() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        // More than two transactions take.
        let count = Journal.batch * 2 + 10
        for index in 0..<count { journal.tell("test", .integer(Int64(index))) }
        try await fixture.run(journal)
        let follower = try await fixture.follow(journal, after: 0)
        for index in 0..<count {
            let event = try await follower.event()
            #expect(event.sequence == index + 1)
            #expect(event.data == .integer(Int64(index)))
        }
    }

    @Test func manyTellersLoseNothing() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        let lost = try await fixture.run(journal) {
            await withTaskGroup(of: Void.self) { group in
                for teller in 0..<8 {
                    group.addTask {
                        for index in 0..<100 { journal.tell("test", plugin: "p\(teller)", .integer(Int64(index))) }
                    }
                }
            }
        }
        #expect(lost == 0)
        let events = try await fixture.store.events(after: 0, limit: 1_000).events
        #expect(events.map(\.id) == Array(1...800))
        // Of one teller the order stays.
        let ofOne = events.filter { $0.event.plugin == "p3" }.map(\.event.payload)
        #expect(ofOne == (0..<100).map { "\($0)" })
    }

    @Test func whatWaitsIsWrittenAtTheEnd() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        journal.tell("before", [:])
        journal.finish()
        journal.tell("after", [:])
        #expect(await journal.run() == 0)
        #expect(fixture.log.entries.isEmpty)
        #expect(try await fixture.store.events(after: 0, limit: 9).events.map(\.event.kind) == ["before", "after"])
        #expect(journal.waitingCount == 0)
    }

    @Test func whatIsTooMuchForTheDiskIsCounted() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal(maximumWaiting: 5)
        for index in 0..<8 { journal.tell("test", .integer(Int64(index))) }
        #expect(journal.waitingCount == 5)
        try await fixture.run(journal)
        let events = try await fixture.store.events(after: 0, limit: 9).events
        #expect(events.map(\.event.kind) == ["test", "test", "test", "test", "test", "journal.gap"])
        #expect(events.last?.event.payload == #"{"dropped":3}"#)
    }

    @Test func diskThatRefusesIsWaitedFor() async throws {
        let fixture = try await JournalFixture(maxFileBytes: 400_000)
        let journal = fixture.journal()
        let ballast = StoredSetting(key: "ballast", json: String(repeating: "x", count: 200_000))
        try await fixture.store.setSettings([ballast], of: "other")
        try await fixture.run(journal) {
            let follower = try await fixture.follow(journal, after: 0)
            journal.tell("large", .string(String(repeating: "x", count: 200_000)))
            journal.tell("small", [:])
            #expect(try await ProcessFacts.eventually { fixture.log.has("The journal cannot be written") })
            #expect(journal.waitingCount == 2)
            try await fixture.store.deleteSettings(["ballast"], of: "other")
            #expect(try await follower.event().kind == "large")
            #expect(try await follower.event().kind == "small")
        }
        // Once each, however often it was tried.
        #expect(fixture.log.count("The journal cannot be written") == 1)
        #expect(fixture.log.count("The journal is written again") == 1)
    }

    @Test func endDoesNotWaitForABetterDisk() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal(maximumWaiting: 2)
        for _ in 0..<3 { journal.tell("test", [:]) }
        try fixture.store.close()
        let lost = try await fixture.run(journal)
        #expect(lost == 3)
        let message = "Events are lost that the disk did not take to the end"
        let entries = fixture.log.entries.filter { $0.message == message }
        #expect(entries.map(\.level) == [.error])
        #expect(entries.first?.metadata["count"] == "3")
    }

    /// An event that the store never takes would keep all that come after it waiting for ever.
    @Test func eventThatIsTooLargeIsNotedWithoutItsContents() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        let limit = fixture.store.limits.maxPayloadBytes
        journal.tell("fits", .string(String(repeating: "x", count: limit - 2)))
        journal.tell("large", .string(String(repeating: "x", count: limit - 1)))
        #expect(try await fixture.run(journal) == 0)
        let events = try await fixture.store.events(after: 0, limit: 9).events
        #expect(events.map(\.event.payload.utf8.count).first == limit)
        #expect(events.last?.event.payload == "{\"left_out\":\(limit + 1)}")
    }
}

extension RecordingLog {
    func count(_ message: String) -> Int { entries.count { $0.message == message } }
    func has(_ message: String) -> Bool { count(message) > 0 }
}

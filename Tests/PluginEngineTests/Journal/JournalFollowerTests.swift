import EngineAPI
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

@Suite(.timeLimit(.minutes(10))) struct JournalFollowerTests {
    @Test func beginsWhereItIsTold() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        try await fixture.run(journal) {
            let all = try await fixture.follow(journal, after: 0)
            for _ in 0..<5 { journal.tell("test", [:]) }
            for number in 1...5 { #expect(try await all.event().sequence == number) }
            let some = try await fixture.follow(journal, after: 3)
            let new = try await fixture.follow(journal, after: nil)
            journal.tell("test", [:])
            for number in 4...6 { #expect(try await some.event().sequence == number) }
            #expect(try await new.event().sequence == 6)
        }
    }

    @Test func comesToAnEndWithTheJournal() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        let follower = try await fixture.follow(journal, after: 0)
        try await fixture.run(journal) { journal.tell("last", [:]) }
        #expect(try await follower.event().kind == "last")
        #expect(await follower.rest().isEmpty)
        // One that comes after the end reads what there is.
        #expect(try await fixture.follow(journal, after: 0).rest().numbers == [1])
    }

    @Test func showsOnlyWhatIsAskedFor() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        for plugin in ["a", "b"] {
            journal.tell("plugin.added", plugin: plugin, [:])
            journal.tell("plugin.added-more", plugin: plugin, [:])
            journal.tell("other", plugin: plugin, [:])
        }
        journal.tell("plugin.added", [:])
        try await fixture.run(journal)
        #expect(try await fixture.follow(journal, after: 0, plugin: "b").rest().numbers == [4, 5, 6])
        // A kind is the whole name, not its beginning.
        #expect(try await fixture.follow(journal, after: 0, kind: "plugin.added").rest().numbers == [1, 4, 7])
        #expect(try await fixture.follow(journal, after: 1, plugin: "a", kind: "other").rest().numbers == [3])
    }

    @Test func beginsWithTheLastThatAreAskedFor() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        for index in 1...9 { journal.tell(index % 3 == 0 ? "third" : "third-not", plugin: index < 5 ? "a" : "b", [:]) }
        try await fixture.run(journal)
        #expect(try await fixture.follow(journal, after: nil, tail: 2).rest().numbers == [8, 9])
        #expect(try await fixture.follow(journal, after: nil, tail: 2, kind: "third").rest().numbers == [6, 9])
        #expect(try await fixture.follow(journal, after: nil, tail: 1, plugin: "a").rest().numbers == [4])
        #expect(try await fixture.follow(journal, after: nil, tail: 50).rest().numbers == Array(1...9))
        #expect(try await fixture.follow(journal, after: nil, tail: 3, kind: "none").rest().numbers.isEmpty)
        // A place goes before a number of events.
        #expect(try await fixture.follow(journal, after: 8, tail: 5).rest().numbers == [9])
    }

    @Test func findsTheRareAmongMany() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        // Between them are more events than one page holds.
        for index in 1...1_500 { journal.tell(index % 700 == 0 ? "rare" : "rare-not", [:]) }
        try await fixture.run(journal)
        #expect(try await fixture.follow(journal, after: 0, kind: "rare").rest().numbers == [700, 1_400])
    }

    @Test(arguments: [nil, "a"]) func saysWhatIsGone(plugin: String?) async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        for _ in 1...100 { journal.tell("test", plugin: "a", [:]) }
        try await fixture.run(journal)
        let follower = try await fixture.follow(journal, after: 50, plugin: plugin)
        let retention = Retention(maxCount: 10, maxAge: .seconds(1_000_000), maxBytes: .max)
        try await fixture.store.pruneEvents(retention, now: WallClock.now)
        let elements = await follower.rest()
        guard case .gap(let gap)? = elements.first else {
            Issue.record("no gap: \(elements)")
            return
        }
        #expect(gap == EventGap(after: 50, next: 91))
        #expect(elements.count == 11)
        #expect(elements.numbers == Array(91...100))
    }

    @Test func gapAtTheEndIsSaidOnce() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        try await fixture.run(journal) {
            let follower = try await fixture.follow(journal, after: 0)
            for _ in 1...3 { journal.tell("test", [:]) }
            let written = try await fixture.follow(journal, after: 0)
            for _ in 1...3 { _ = try await written.event() }
            let retention = Retention(maxCount: 0, maxAge: .seconds(1_000_000), maxBytes: .max)
            try await fixture.store.pruneEvents(retention, now: WallClock.now)
            guard case .gap(let gap)? = await follower.next() else {
                Issue.record("no gap")
                return
            }
            #expect(gap == EventGap(after: 0, next: 4))
            journal.tell("test", [:])
            #expect(try await follower.event().sequence == 4)
        }
    }

    @Test func tellsHowFarItHasGot() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        try await fixture.run(journal) {
            let all = try await fixture.follow(journal, after: 0)
            for _ in 1...3 { journal.tell("common", [:]) }
            for number in 1...3 { #expect(try await all.event().sequence == number) }
            let follower = try await fixture.follow(journal, after: nil, kind: "rare")
            #expect(await follower.nextStep() == .position(3), "before anything happens")
            journal.tell("common", [:])
            #expect(try await all.event().sequence == 4)
            #expect(await follower.nextStep() == .position(4), "what was not asked for")
            journal.tell("rare", [:])
            let step = await follower.nextStep()
            guard case .element(.event(let event))? = step else {
                Issue.record("no event: \(String(describing: step))")
                return
            }
            #expect(event.sequence == 5)
        }
    }

    /// One that gets every event knows by these where it is.
    @Test func tellsItOnceWhereEventsTellIt() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        for _ in 1...450 { journal.tell("test", [:]) }
        try await fixture.run(journal)
        let follower = try await fixture.follow(journal, after: 7)
        var positions: [Int] = []
        while let step = await follower.nextStep() {
            if case .position(let number) = step { positions.append(number) }
        }
        #expect(positions == [7])
    }

    @Test(arguments: [100, 10], [true, false])
    func goesOnFromTheBeginningBehindANumberThatNoEventHas(kept: Int, isEndless: Bool) async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        for _ in 1...100 { journal.tell("test", [:]) }
        try await fixture.run(journal)
        let retention = Retention(maxCount: kept, maxAge: .seconds(1_000_000), maxBytes: .max)
        try await fixture.store.pruneEvents(retention, now: WallClock.now)
        let follower = try await journal.follow(after: 101, plugin: nil, kind: nil, isEndless: isEndless)
        let elements = await follower.rest()
        #expect(elements.first == .gap(EventGap(after: 101, next: 101 - kept)))
        #expect(elements.count == kept + 1)
        #expect(elements.numbers == Array((101 - kept)...100))
        // The newest number is no unknown one.
        let newest = try await journal.follow(after: 100, plugin: nil, kind: nil, isEndless: isEndless)
        #expect(await newest.rest().isEmpty)
    }

    @Test func anUnknownNumberIsSaidBeforeAnythingHappens() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        try await fixture.run(journal) {
            let follower = try await fixture.follow(journal, after: 500)
            #expect(await follower.next() == .gap(EventGap(after: 500, next: 1)))
            journal.tell("test", [:])
            #expect(try await follower.event().sequence == 1)
        }
    }

    @Test func slowOneCostsNothing() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal(maximumWaiting: 3_000)
        let slow = try await fixture.follow(journal, after: 0)
        for _ in 0..<3_000 { journal.tell("test", [:]) }
        // Nobody has read anything when all is written.
        #expect(try await fixture.run(journal) == 0)
        #expect(await slow.rest().numbers == Array(1...3_000))
    }

    @Test func cancelledOneLeaves() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        try await fixture.run(journal) {
            let follower = try await fixture.follow(journal, after: 0)
            let reading = Task { await follower.next() }
            reading.cancel()
            let element = await reading.value
            #expect(element == nil)
        }
    }

    /// The stream of a follower has a lock of its own, which its end takes before that of the journal.
    @Test func manyThatAreCancelledHoldUpNobody() async throws {
        let fixture = try await JournalFixture()
        let journal = fixture.journal()
        let count = 2_000
        try await fixture.run(journal) {
            let steady = try await fixture.follow(journal, after: 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<count {
                        journal.tell("test", [:])
                        await Task.yield()
                    }
                }
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<50 {
                            let follower = try await fixture.follow(journal, after: nil)
                            let reading = Task { while await follower.next() != nil {} }
                            await Task.yield()
                            reading.cancel()
                            await reading.value
                        }
                    }
                }
                for number in 1...count { #expect(try await steady.event().sequence == number) }
                try await group.waitForAll()
            }
        }
    }
}

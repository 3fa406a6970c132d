import Testing

@testable import PluginEngine

@Suite struct ProcStatTests {
    static let rest = "S 10 20 30 0 -1 4194560 1 2 3 4 100 50 7 3 20 0 6 0 12345 1000000 256 184467 1 2"

    @Test(arguments: ["cat", "a b", "a) R 1 (", ")))", "", "é\n"])
    func readsAnyName(name: String) throws {
        let stat = try #require(ProcStat("42 (\(name)) \(Self.rest)"))
        #expect(
            stat.processID == 42 && stat.state == "S" && stat.parent == 10 && stat.group == 20 && stat.session == 30
        )
        #expect(stat.ownTicks == 150 && stat.waitedTicks == 10 && stat.threads == 6)
        #expect(stat.startTime == 12_345 && stat.residentPages == 256)
    }

    @Test(
        arguments: [
            "", "42", "42 (", ")(", "42 (cat)", "42 (cat) S 1", "x (cat) \(rest)", "-1 (cat) \(rest)",
            "0 (cat) \(rest)",
            "42 (cat) \(rest.replacing("12345", with: "-5"))",
            "42 (cat) \(rest.replacing("100 50", with: "18446744073709551615 1"))",
            "42 (cat) \(rest.replacing("7 3", with: "9223372036854775807 1"))",
            "42 (cat) \(rest.replacing("S 10", with: "SS 10"))",
        ]
    )
    func refusesWhatIsNotWhole(text: String) {
        #expect(ProcStat(text) == nil)
    }

    @Test func refusesEveryTextThatIsCutBeforeItsLastField() {
        let text = "42 (cat) S 10 20 30 0 -1 4194560 1 2 3 4 100 50 7 3 20 0 6 0 12345 1000000 "
        for length in 0...text.count { #expect(ProcStat(text.prefix(length)) == nil) }
    }

    @Test func readsMemory() {
        let text =
            "5566-7788 ---p 00000000 00:00 0 [rollup]\nRss: 100 kB\nPrivate_Clean: 10 kB\nPrivate_Dirty:   20 kB\n"
        #expect(ProcMemory(text)?.residentBytes == 102_400)
        #expect(ProcMemory(text)?.privateBytes == 30_720)
        for hostile in [
            "", "Rss: 1 kB", "Rss: -1 kB\nPrivate_Dirty: 1 kB", "Rss: 99999999999999999 kB\nPrivate_Dirty: 1 kB",
        ] {
            #expect(ProcMemory(hostile) == nil)
        }
    }

    private static func process(_ number: Int32, parent: Int32, group: Int32 = 0, session: Int32 = 0, start: UInt64 = 9)
        throws
        -> ProcStat
    {
        let text = "\(number) (x) S \(parent) \(group) \(session) 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 \(start) 0 0 0"
        return try #require(ProcStat(text))
    }

    @Test func findsDescendantsAndTheLeadersSession() throws {
        let root = try Self.process(5, parent: 1, group: 5, session: 5)
        let others = [
            try Self.process(6, parent: 5), try Self.process(7, parent: 6, group: 7, session: 7),
            try Self.process(8, parent: 1, group: 8, session: 5),
            try Self.process(9, parent: 1, group: 5, session: 5, start: 1),
            try Self.process(10, parent: 1), try Self.process(1, parent: 0), root,
        ]
        #expect(ProcessTree.members(of: root, in: others).map(\.processID) == [5, 6, 7, 8])
    }

    @Test func isDoneWithParentsInACircle() throws {
        let root = try Self.process(5, parent: 7)
        let others = [root, try Self.process(6, parent: 5), try Self.process(7, parent: 6)]
        #expect(ProcessTree.members(of: root, in: others).map(\.processID) == [5, 6, 7])
    }
}

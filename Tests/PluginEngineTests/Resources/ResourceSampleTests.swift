import Testing

@testable import PluginEngine

@Suite struct ResourceSampleTests {
    /// A sample of processes by number: when each started, what it used, and its ended children, in seconds.
    static func sample(at uptime: Int, _ processes: [Int32: (started: Int, own: Int, waited: Int)]) -> ResourceSample {
        var usages: [ProcessIdentity: ResourceSample.Usage] = [:]
        for (number, process) in processes {
            usages[ProcessIdentity(processID: number, startTime: UInt64(process.started))] = ResourceSample.Usage(
                started: .seconds(process.started),
                own: .seconds(process.own),
                waited: .seconds(process.waited)
            )
        }
        return ResourceSample(
            time: Int64(uptime) * 1_000,
            uptime: .seconds(uptime),
            startedAt: 0,
            processes: usages,
            residentBytes: UInt64(uptime),
            threads: 1
        )
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let before: [Int32: (started: Int, own: Int, waited: Int)]
        let after: [Int32: (started: Int, own: Int, waited: Int)]
        let share: Double?
    }

    static let cases = [
        Case(testDescription: "one process", before: [1: (0, 10, 5)], after: [1: (0, 15, 5)], share: 0.5),
        Case(
            testDescription: "a new child",
            before: [1: (0, 10, 0)],
            after: [1: (0, 10, 0), 2: (103, 4, 0)],
            share: 0.4
        ),
        Case(
            testDescription: "an old one that joins",
            before: [1: (0, 0, 0)],
            after: [1: (0, 0, 0), 2: (9, 99, 0)],
            share: 0
        ),
        Case(
            testDescription: "a child that ended",
            before: [1: (0, 0, 0), 2: (9, 50, 0)],
            after: [1: (0, 0, 53)],
            share: 0.3
        ),
        Case(
            testDescription: "an orphan that ended",
            before: [1: (0, 0, 0), 2: (9, 50, 0)],
            after: [1: (0, 0, 0)],
            share: 0
        ),
        Case(testDescription: "a number used again", before: [1: (0, 10, 0)], after: [1: (105, 9, 0)], share: nil),
    ]

    @Test(arguments: cases)
    func comparesTwoSamples(_ sampled: Case) {
        let share = Self.sample(at: 110, sampled.after).cpuShare(since: Self.sample(at: 100, sampled.before))
        #expect(share == sampled.share)
    }

    @Test func hasNoShareOfNoTime() {
        let sample = Self.sample(at: 100, [1: (0, 1, 0)])
        #expect(sample.cpuShare(since: sample) == nil)
    }

    @Test func keepsAFixedNumberOfPoints() {
        var history = ResourceHistory(capacity: 3)
        #expect(history.summary { Double($0.residentBytes) } == nil)
        for second in 1...5 { history.append(Self.sample(at: second, [1: (0, second * 2, 0)])) }
        #expect(history.points.map(\.time) == [3_000, 4_000, 5_000])
        let summary = history.summary { Double($0.residentBytes) }
        #expect(summary == ResourceHistory.Summary(minimum: 3, maximum: 5, average: 4))
        #expect(history.points.last?.cpuShare == 2)
        history.end()
        history.append(Self.sample(at: 6, [1: (0, 99, 0)]))
        #expect(history.points.last?.cpuShare == nil)
    }
}

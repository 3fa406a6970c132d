import SwiftProtobuf
import Testing

@testable import machine

@Suite struct ProcessQueryTests {
    private let sample = ProcessSample(
        processes: [
            MeasuredProcess(process: .sample(1, user: "root", command: "/sbin/init", memory: 30), cpu: 0.1),
            MeasuredProcess(process: .sample(12, user: "ann", command: "Postgres: Writer", memory: 10), cpu: 0.5),
            MeasuredProcess(process: .sample(30, user: "ann", command: "sh", memory: 20), cpu: 0.1),
        ]
    )

    private func pids(_ query: ProcessQuery, kernel: Bool = false) -> [Int32] {
        query.answer(from: sample, withKernelThreads: kernel).first.map(\.process.pid)
    }

    @Test func sorts() {
        #expect(pids(ProcessQuery()) == [12, 1, 30])
        #expect(pids(ProcessQuery(isAscending: true)) == [1, 30, 12])
        #expect(pids(ProcessQuery(key: .memory)) == [1, 30, 12])
        #expect(pids(ProcessQuery(key: .pid)) == [30, 12, 1])
        #expect(pids(ProcessQuery(key: .user, isAscending: true)) == [12, 30, 1])
        #expect(pids(ProcessQuery(key: .command, isAscending: true)) == [1, 12, 30])
    }

    @Test(arguments: [
        ("", [12, 1, 30]), ("POSTGRES", [12]), ("ann", [12, 30]), ("init", [1]), ("30", [30]), ("nothing", []),
        ("a filter that is longer than any of these texts", []),
    ])
    func filters(filter: String, expected: [Int32]) {
        #expect(pids(ProcessQuery(filter: filter)) == expected)
    }

    @Test func limitsAndCounts() {
        let answer = ProcessQuery(limit: 1, filter: "ann").answer(from: sample, withKernelThreads: false)
        #expect(answer.total == 3)
        #expect(answer.matching == 2)
        #expect(answer.first.map(\.process.pid) == [12])
    }

    @Test func leavesOutKernelThreads() {
        var thread = MachineProcess.sample(2)
        thread.isKernelThread = true
        let sample = ProcessSample(processes: [MeasuredProcess(process: thread, cpu: 0)])
        #expect(ProcessQuery().answer(from: sample, withKernelThreads: false).total == 0)
        #expect(ProcessQuery().answer(from: sample, withKernelThreads: true).total == 1)
    }

    @Test func refusesWhatIsTooLarge() throws {
        let query = try ProcessQuery(.with { $0.sort = .memory })
        #expect(query.limit == 200)
        #expect(throws: (any Error).self) { try ProcessQuery(.with { $0.limit = 5001 }) }
        #expect(throws: (any Error).self) { try ProcessQuery(.with { $0.filter = String(repeating: "a", count: 201) }) }
        #expect(throws: (any Error).self) { try ProcessQuery(.with { $0.sort = .UNRECOGNIZED(99) }) }
    }
}

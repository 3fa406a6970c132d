import Testing

@testable import machine

/// Two readings, and what happened between them.
@Suite struct SampleTests {
    private let start = ContinuousClock.now

    @Test func sharesAddUp() {
        let before = ProcessorTimes(user: 100, system: 100, idle: 1000, waiting: 10, stolen: 0)
        let now = ProcessorTimes(user: 130, system: 120, idle: 1040, waiting: 15, stolen: 5)
        let shares = now.shares(since: before)
        #expect(shares == ProcessorShares(busy: 0.55, user: 0.3, system: 0.2, waiting: 0.05, stolen: 0.05))
    }

    @Test func whatGoesBackCountsAsNothing() {
        let before = ProcessorTimes(user: 100, system: 100, idle: 1000, waiting: 20)
        let now = ProcessorTimes(user: 110, system: 100, idle: 1010, waiting: 19)
        #expect(now.shares(since: before).busy == 0.5)
        #expect(before.shares(since: before) == ProcessorShares())
        #expect(growth(of: 0, since: .max) == 0)
    }

    @Test func ratesArePerSecond() {
        var before = SystemReading(time: start)
        before.networks = [reading("eth0", 1000, 10), reading("gone", 5, 5)]
        before.disks = [disk("/dev/a", DiskCounters(readBytes: 0, writtenBytes: 100, busyMilliseconds: 500))]
        before.cores = [CoreTimes(number: 1, times: ProcessorTimes(user: 1, idle: 1))]
        var now = SystemReading(time: start + .seconds(2))
        now.networks = [reading("new", 1 << 40, 1), reading("eth0", 3000, 14)]
        now.disks = [
            disk("/dev/a", DiskCounters(readBytes: 4096, writtenBytes: 50, busyMilliseconds: 1500)), disk("tank", nil),
        ]
        now.cores = [
            CoreTimes(number: 0, times: ProcessorTimes(user: 900)),
            CoreTimes(number: 1, times: ProcessorTimes(user: 2, idle: 2)),
        ]
        let sample = now.sample(since: before)
        #expect(sample.networks.map(\.name) == ["new", "eth0"])
        #expect(sample.networks.map(\.receivedBytes) == [0, 1000])
        #expect(sample.networks.map(\.receivedPackets) == [0, 2])
        #expect(sample.disks.map(\.rates) == [DiskRates(read: 2048, written: 0, busy: 0.5), nil])
        #expect(sample.cores == [CoreShare(number: 0, busy: 0), CoreShare(number: 1, busy: 0.5)])
    }

    @Test func noTimeMakesNoRates() {
        var now = SystemReading(time: start)
        now.networks = [reading("eth0", 9, 9)]
        var before = now
        before.networks = [reading("eth0", 1, 1)]
        #expect(now.sample(since: before).networks.map(\.receivedBytes) == [0])
    }

    @Test func measuresProcesses() {
        let before = ProcessReading(
            time: start,
            processes: [process(1, 100), process(2, 0), process(4, 500), process(6, 0), process(7, nil)]
        )
        let now = ProcessReading(
            time: start + .seconds(1),
            // 3 is new, 4 another process with the number of one that has ended, and the others have run.
            processes: [
                process(1, 100), process(3, 900), process(4, 600, started: 9), process(6, 1500), process(7, nil),
            ]
        )
        let sample = now.sample(since: before)
        #expect(sample.processes.map(\.process.pid) == [1, 3, 4, 6, 7])
        #expect(sample.processes.map(\.cpu) == [0, 0, 0, 1.5, 0])
    }

    private func reading(_ name: String, _ bytes: UInt64, _ packets: UInt64) -> NetworkReading {
        NetworkReading(name: name, receivedBytes: bytes, receivedPackets: packets, sentBytes: 0, sentPackets: 0)
    }

    private func disk(_ device: String, _ counters: DiskCounters?) -> DiskReading {
        DiskReading(mount: "/", device: device, fileSystem: "ext4", counters: counters)
    }

    private func process(_ pid: Int32, _ milliseconds: UInt64?, started: Int64 = 0) -> MachineProcess {
        .sample(pid, processorTime: milliseconds.map { $0 * 1_000_000 }, started: started)
    }
}

extension MachineProcess {
    /// A process for a test.
    static func sample(
        _ pid: Int32,
        processorTime: UInt64? = 0,
        started: Int64 = 0,
        user: String = "root",
        command: String = "a",
        memory: UInt64 = 0
    ) -> MachineProcess {
        MachineProcess(
            pid: pid,
            parent: 1,
            user: user,
            state: .sleeping,
            processorTime: processorTime,
            residentBytes: memory,
            threads: 1,
            started: started,
            name: command,
            command: command
        )
    }
}

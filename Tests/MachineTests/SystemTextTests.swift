import Testing

@testable import machine

/// The files of `/proc` that are about the whole machine, whole and damaged.
@Suite struct SystemTextTests {
    static let stat = """
        cpu  100 20 30 400 50 6 7 8 90 0
        cpu0 60 10 20 200 30 3 4 5 50 0
        cpu2 40 10 10 200 20 3 3 3 40 0
        intr 4474781 0 0 0
        btime 1700000000
        processes 26442
        """

    @Test func readsProcessors() throws {
        let stat = try #require(ProcStat(TextCursor(Self.stat)))
        #expect(stat.all == ProcessorTimes(user: 120, system: 43, idle: 400, waiting: 50, stolen: 8))
        #expect(stat.cores.map(\.number) == [0, 2])
        #expect(stat.cores[1].times == ProcessorTimes(user: 50, system: 16, idle: 200, waiting: 20, stolen: 3))
        #expect(ProcStat.bootTime(TextCursor(Self.stat)) == 1_700_000_000)
    }

    @Test(arguments: [
        "", "\n", "cpu", "cpu  1 2 3", "cpu x y z w", "cpu -1 2 3 4", "intr 5\ncpu 1 2 3 4",
        "cpu  99999999999999999999 1 1 1",
    ])
    func refusesDamagedProcessors(text: String) {
        #expect(ProcStat(TextCursor(text)) == nil)
    }

    @Test func leavesOutDamagedCores() {
        let text = "cpu 1 2 3 4\ncpu0 1 2\ncpux 1 2 3 4\ncpu4294967296 1 2 3 4\ncpu7 1 2 3 4"
        #expect(ProcStat(TextCursor(text))?.cores.map(\.number) == [7])
        #expect(ProcStat.bootTime(TextCursor("btime\nbtime x\n")) == nil)
    }

    @Test func readsMemory() {
        let text = """
            MemTotal:       1000 kB
            MemFree:         100 kB
            MemAvailable:    600 kB
            Buffers:          50 kB
            Cached:          400 kB
            Shmem:           100 kB
            SReclaimable:     30 kB
            SwapTotal:       200 kB
            SwapFree:        150 kB
            HugePages_Total:       0
            """
        let memory = MemoryUse(memoryInfo: TextCursor(text))
        #expect(memory?.total == 1000 << 10)
        #expect(memory?.used == 400 << 10)
        #expect(memory?.cached == 380 << 10)
        #expect(memory?.swapTotal == 200 << 10)
        #expect(memory?.swapUsed == 50 << 10)
    }

    @Test func estimatesWhatOldKernelsDoNotSay() {
        let memory = MemoryUse(memoryInfo: TextCursor("MemTotal: 100 kB\nMemFree: 10 kB\nCached: 20 kB"))
        #expect(memory?.available == 30 << 10)
    }

    @Test(arguments: ["", "MemTotal: kB", "MemFree: 5 kB", "MemTotal: 18446744073709551615 kB"])
    func refusesMemoryWithoutATotal(text: String) {
        #expect(MemoryUse(memoryInfo: TextCursor(text)) == nil)
    }

    @Test func availableIsAtMostTheTotal() {
        let memory = MemoryUse(memoryInfo: TextCursor("MemTotal: 10 kB\nMemAvailable: 999 kB\nSwapFree: 5 kB"))
        #expect(memory?.used == 0)
        #expect(memory?.swapUsed == 0)
    }

    @Test func readsLoad() throws {
        let (load, running, threads) = try #require(LoadAverage.parse(TextCursor("8.34 6.46 0.33 4/529 24263\n")))
        #expect(load == LoadAverage(one: 8.34, five: 6.46, fifteen: 0.33))
        #expect(running == 4)
        #expect(threads == 529)
    }

    @Test(arguments: [
        "", "1 2", "1 2 3", "1 2 3 4", "a 2 3 4/5", "1 2 3 /5", "1 2 3 4/", "nan 1 2 3/4", "1.2.3 1 2 3/4",
    ])
    func refusesDamagedLoad(text: String) {
        #expect(LoadAverage.parse(TextCursor(text)) == nil)
    }

    @Test func readsNetworks() {
        let text = """
            Inter-|   Receive                    |  Transmit
             face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop
                lo: 800 9 0 0 0 0 0 0 801 10 0 0 0 0 0 0
              ifb0:   0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
            eth0:1:5960 70 0 0 0 0 0 0 1230 14 0 0 0 0 0 0
              bad0: 1 2 3
            """
        let networks = NetworkReading.parse(TextCursor(text))
        #expect(networks.map(\.name) == ["lo", "eth0:1"])
        #expect(networks.last?.receivedBytes == 5960)
        #expect(networks.last?.receivedPackets == 70)
        #expect(networks.last?.sentBytes == 1230)
        #expect(networks.last?.sentPackets == 14)
    }

    @Test func readsAtMostSoManyNetworks() {
        let line = "x: 1 1 0 0 0 0 0 0 1 1\n"
        #expect(NetworkReading.parse(TextCursor(String(repeating: line, count: 1000)), most: 5).count == 5)
    }

    @Test(arguments: [
        ("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)"),
        ("PRETTY_NAME='A \\$1'", "A $1"), ("PRETTY_NAME=", nil), ("PRETTY_NAME", nil), ("", nil),
    ])
    func readsTheOperatingSystem(text: String, name: String?) {
        #expect(SystemFacts.operatingSystem(TextCursor(text)) == name)
    }

    @Test(arguments: [
        ("processor\t: 0\nmodel name\t: Intel(R) Xeon(R)\n", "Intel(R) Xeon(R)"),
        ("processor\t: 0\nHardware\t: BCM2835\n", "BCM2835"), ("processor\t: 0\n", nil), ("", nil),
    ])
    func readsTheProcessor(text: String, name: String?) {
        #expect(SystemFacts.processor(TextCursor(text)) == name)
    }
}

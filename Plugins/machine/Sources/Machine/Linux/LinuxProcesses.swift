#if os(Linux)
import CMachine

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Reads the process table from `/proc`: for each process one file and the owner of its folder. Command lines are read
/// once and kept, since hardly any process changes its own.
struct ProcessSource: ReadingSource {
    private struct Known {
        var started: UInt64
        var name: String
        var command: String
    }

    private var file = KernelFile()
    private var known: [Int32: Known] = [:]
    private var users = UserTable()
    private var usersRead: ContinuousClock.Instant?
    private let pageBytes = UInt64(max(1, sysconf(Int32(_SC_PAGESIZE))))
    private let ticksPerSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    private var booted: UInt64?

    private static let failure = MachineError(description: "/proc cannot be read; is it mounted?")

    mutating func read() throws -> ProcessReading {
        let folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure }
        defer { close(folder) }
        guard let numbers = Self.numbers() else { throw Self.failure }
        let time = ContinuousClock.now
        refreshUsers(at: time)
        let booted = booted ?? file.read("/proc/stat").flatMap(ProcStat.bootTime) ?? 0
        self.booted = booted

        var processes: [MachineProcess] = []
        processes.reserveCapacity(numbers.count)
        var stillKnown = [Int32: Known](minimumCapacity: numbers.count)
        for pid in numbers {
            // Between being listed and being read, processes end.
            guard let line = file.read("\(pid)/stat", in: folder, most: 4096).flatMap(ProcessStat.init) else {
                continue
            }
            var user: UInt32 = 0
            guard cmachine_owner(folder, "\(pid)", &user) == 0 else { continue }
            let about = about(pid, line, in: folder)
            stillKnown[pid] = about
            processes.append(
                MachineProcess(
                    pid: pid,
                    parent: line.parent,
                    user: users.name(of: user),
                    state: line.state,
                    processorTime: line.ticks &* (1_000_000_000 / ticksPerSecond),
                    residentBytes: line.residentPages &* pageBytes,
                    threads: line.threads,
                    started: Int64(clamping: booted &* 1000 &+ line.started &* 1000 / ticksPerSecond),
                    name: about.name,
                    command: about.command,
                    isKernelThread: line.isKernelThread
                )
            )
        }
        known = stillKnown
        return ProcessReading(time: time, processes: processes)
    }

    /// Name and command line, from memory while the process has the name it had.
    private mutating func about(_ pid: Int32, _ line: ProcessStat, in folder: Int32) -> Known {
        if let known = known[pid], known.started == line.started, line.name.elementsEqual(known.name.utf8) {
            return known
        }
        let name = String(showing: line.name)
        // Kernel threads, and what has ended, have no arguments.
        let command = file.readBytes("\(pid)/cmdline", in: folder, most: 512).flatMap { SystemFacts.command($0) }
        return Known(started: line.started, name: name, command: command ?? "[\(name)]")
    }

    /// Users come and go seldom, so a minute is soon enough.
    private mutating func refreshUsers(at now: ContinuousClock.Instant) {
        if let usersRead, now - usersRead < .seconds(60) { return }
        usersRead = now
        users = file.read("/etc/passwd").map(UserTable.init) ?? UserTable()
    }

    /// The numbers of all processes, in order; nil when they cannot be listed.
    static func numbers() -> [Int32]? {
        guard let folder = opendir("/proc") else { return nil }
        defer { closedir(folder) }
        var numbers: [Int32] = []
        while let entry = readdir(folder) {
            let number = withUnsafeBytes(of: &entry.pointee.d_name) { name -> Int32? in
                guard let first = name.first, (48...57).contains(first) else { return nil }
                return name.baseAddress.map { Int32(atoi($0.assumingMemoryBound(to: CChar.self))) }
            }
            if let number, number > 0 { numbers.append(number) }
        }
        return numbers.sorted()
    }
}
#endif

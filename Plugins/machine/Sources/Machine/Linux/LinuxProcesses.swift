#if os(Linux)
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
    private var usersChanged = timespec(tv_sec: -1, tv_nsec: 0)
    private let pageBytes = UInt64(max(1, sysconf(Int32(_SC_PAGESIZE))))
    private let ticksPerSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    private var booted: UInt64?

    mutating func read() throws -> ProcessReading {
        let folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0, let numbers = Self.numbers() else {
            throw MachineError(description: "/proc cannot be read; is it mounted?")
        }
        defer { close(folder) }
        refreshUsers()
        let booted = booted ?? file.read("/proc/stat").flatMap(ProcStat.bootTime) ?? 0
        self.booted = booted

        let time = ContinuousClock.now
        var processes: [MachineProcess] = []
        processes.reserveCapacity(numbers.count)
        var stillKnown = [Int32: Known](minimumCapacity: numbers.count)
        for pid in numbers {
            // Between being listed and being read, processes end.
            guard let stat = file.read("\(pid)/stat", in: folder, most: 4096).flatMap(ProcessStat.init) else { continue }
            var owner = stat()
            guard fstatat(folder, "\(pid)", &owner, 0) == 0 else { continue }
            let about = about(pid, stat, in: folder)
            stillKnown[pid] = about
            processes.append(
                MachineProcess(
                    pid: pid,
                    parent: stat.parent,
                    user: users.name(of: owner.st_uid),
                    state: stat.state,
                    processorTime: stat.ticks &* (1_000_000_000 / ticksPerSecond),
                    residentBytes: stat.residentPages &* pageBytes,
                    threads: stat.threads,
                    started: Int64(clamping: booted &* 1000 &+ stat.started &* (1000 / ticksPerSecond)),
                    name: about.name,
                    command: about.command,
                    isKernelThread: stat.isKernelThread
                )
            )
        }
        known = stillKnown
        return ProcessReading(time: time, processes: processes)
    }

    /// Name and command line, from memory while the process has the name it had.
    private mutating func about(_ pid: Int32, _ stat: ProcessStat, in folder: Int32) -> Known {
        if let known = known[pid], known.started == stat.started, stat.name.elementsEqual(known.name.utf8) {
            return known
        }
        let name = String(showing: stat.name)
        // Kernel threads, and what has ended, have no arguments.
        let command = file.readBytes("\(pid)/cmdline", in: folder, most: 512).flatMap { SystemFacts.command($0) }
        return Known(started: stat.started, name: name, command: command ?? "[\(name)]")
    }

    private mutating func refreshUsers() {
        var now = stat()
        guard stat("/etc/passwd", &now) == 0 else { return }
        let changed = now.st_mtim
        guard changed.tv_sec != usersChanged.tv_sec || changed.tv_nsec != usersChanged.tv_nsec else { return }
        usersChanged = changed
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

#if os(Linux)
#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Reads how busy the machine is, from `/proc`.
struct SystemSource: ReadingSource {
    private var file = KernelFile()

    mutating func read() throws -> SystemReading {
        guard let processors = file.read("/proc/stat").flatMap(ProcStat.init) else {
            throw MachineError(description: "/proc/stat cannot be read; is /proc mounted?")
        }
        var reading = SystemReading(time: .now, processors: processors.all, cores: processors.cores)
        if let (load, running, threads) = file.read("/proc/loadavg").flatMap(LoadAverage.parse) {
            reading.load = load
            reading.tasks = TaskCounts(processes: Self.processCount(), threads: threads, running: running)
        }
        reading.memory = file.read("/proc/meminfo").flatMap(MemoryUse.init(memoryInfo:)) ?? MemoryUse()
        reading.networks = file.read("/proc/self/net/dev").map { NetworkReading.parse($0) } ?? []
        reading.disks = disks()
        return reading
    }

    private mutating func disks() -> [DiskReading] {
        let mounts = file.read("/proc/self/mountinfo").map { Mount.disks($0) } ?? []
        let statistics = file.read("/proc/diskstats").map(DiskStatistics.init)
        return mounts.compactMap { mount in
            var space = statvfs()
            guard statvfs(mount.path, &space) == 0, space.f_blocks > 0 else { return nil }
            let block = UInt64(space.f_frsize)
            let free = min(UInt64(space.f_bfree), UInt64(space.f_blocks))
            return DiskReading(
                mount: mount.path,
                device: mount.source,
                fileSystem: mount.fileSystem,
                size: UInt64(space.f_blocks) &* block,
                used: (UInt64(space.f_blocks) - free) &* block,
                available: UInt64(space.f_bavail) &* block,
                counters: statistics?.counters(of: mount)
            )
        }
    }

    private static func processCount() -> UInt32 {
        UInt32(clamping: ProcessSource.numbers()?.count ?? 0)
    }
}

extension MachineDescription {
    /// Finds out what this machine is.
    static func read() -> MachineDescription {
        var file = KernelFile()
        var name = utsname()
        uname(&name)
        let processors = file.read("/proc/stat").flatMap(ProcStat.init)
        let architecture = text(of: name.machine)
        return MachineDescription(
            hostName: text(of: name.nodename),
            operatingSystem: file.read("/etc/os-release").flatMap(SystemFacts.operatingSystem)
                ?? text(of: name.sysname),
            kernel: "\(text(of: name.sysname)) \(text(of: name.release))",
            architecture: architecture,
            processor: file.read("/proc/cpuinfo").flatMap(SystemFacts.processor) ?? architecture,
            processorCount: processors?.cores.count ?? 0,
            memoryBytes: file.read("/proc/meminfo").flatMap(MemoryUse.init(memoryInfo:))?.total ?? 0,
            booted: file.read("/proc/stat").flatMap(ProcStat.bootTime)
        )
    }

    /// A field of `utsname`, which ends at a zero.
    private static func text<Field>(of field: Field) -> String {
        withUnsafeBytes(of: field) { String(showing: $0.prefix { $0 != 0 }) }
    }
}
#endif

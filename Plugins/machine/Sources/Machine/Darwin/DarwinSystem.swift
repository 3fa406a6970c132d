#if canImport(Darwin)
import Darwin

/// Reads how busy the machine is, from Mach and sysctl.
struct SystemSource: ReadingSource {
    private let host = mach_host_self()

    mutating func read() throws -> SystemReading {
        guard let cores = cores() else {
            throw MachineError(description: "the processors' times cannot be read: host_processor_info failed")
        }
        var all = ProcessorTimes()
        for core in cores {
            all.user += core.times.user
            all.system += core.times.system
            all.idle += core.times.idle
        }
        var averages = [0.0, 0.0, 0.0]
        getloadavg(&averages, 3)
        return SystemReading(
            time: .now,
            processors: all,
            cores: cores,
            load: LoadAverage(one: averages[0], five: averages[1], fifteen: averages[2]),
            memory: memory(),
            disks: Self.disks(),
            networks: DarwinNetworks.read(),
            tasks: tasks()
        )
    }

    private func cores() -> [CoreTimes]? {
        var count: natural_t = 0
        var ticks: processor_info_array_t?
        var length: mach_msg_type_number_t = 0
        let result = host_processor_info(host, PROCESSOR_CPU_LOAD_INFO, &count, &ticks, &length)
        guard result == KERN_SUCCESS, let ticks else { return nil }
        defer {
            let bytes = vm_size_t(length) * vm_size_t(MemoryLayout<integer_t>.stride)
            vm_deallocate(DarwinTask.own, vm_address_t(UInt(bitPattern: ticks)), bytes)
        }
        let states = Int(CPU_STATE_MAX)
        return (0..<min(Int(count), Int(length) / states)).map { core in
            // Counted in 32 bits; a counter that has gone round makes one sample too small.
            func time(_ state: Int32) -> UInt64 { UInt64(UInt32(bitPattern: ticks[core * states + Int(state)])) }
            let times = ProcessorTimes(
                user: time(CPU_STATE_USER) + time(CPU_STATE_NICE),
                system: time(CPU_STATE_SYSTEM),
                idle: time(CPU_STATE_IDLE)
            )
            return CoreTimes(number: UInt32(core), times: times)
        }
    }

    /// As the Activity Monitor counts: used is what programs have of their own, what is wired, and what is compressed.
    private func memory() -> MemoryUse {
        var pages = vm_statistics64()
        var length = mach_msg_type_number_t(MemoryLayout<vm_statistics64>.size / MemoryLayout<integer_t>.size)
        let result = withUnsafeMutablePointer(to: &pages) { pages in
            pages.withMemoryRebound(to: integer_t.self, capacity: Int(length)) {
                host_statistics64(host, HOST_VM_INFO64, $0, &length)
            }
        }
        let total = Sysctl.value("hw.memsize", UInt64(0)) ?? 0
        guard result == KERN_SUCCESS else { return MemoryUse(total: total, available: total) }
        let page = UInt64(getpagesize())
        let own =
            UInt64(pages.internal_page_count) - min(UInt64(pages.internal_page_count), UInt64(pages.purgeable_count))
        let used = (own + UInt64(pages.wire_count) + UInt64(pages.compressor_page_count)) * page
        let swap = Sysctl.value("vm.swapusage", xsw_usage())
        return MemoryUse(
            total: total,
            available: total - min(total, used),
            cached: min(total, (UInt64(pages.external_page_count) + UInt64(pages.purgeable_count)) * page),
            swapTotal: swap?.xsu_total ?? 0,
            swapUsed: swap?.xsu_used ?? 0
        )
    }

    /// Local file systems that a user sees. How much passes a device only IOKit says; there are no rates here.
    private static func disks() -> [DiskReading] {
        let count = getfsstat(nil, 0, MNT_NOWAIT)
        guard count > 0 else { return [] }
        var systems = [statfs](repeating: statfs(), count: Int(count))
        let filled = getfsstat(&systems, Int32(systems.count * MemoryLayout<statfs>.stride), MNT_NOWAIT)
        return systems.prefix(Int(max(0, filled))).compactMap { system in
            let flags = Int32(bitPattern: system.f_flags)
            guard flags & MNT_LOCAL != 0, flags & MNT_DONTBROWSE == 0 || text(of: system.f_mntonname) == "/" else {
                return nil
            }
            let block = UInt64(system.f_bsize)
            let free = min(system.f_bfree, system.f_blocks)
            return DiskReading(
                mount: text(of: system.f_mntonname),
                device: text(of: system.f_mntfromname),
                fileSystem: text(of: system.f_fstypename),
                size: system.f_blocks &* block,
                used: (system.f_blocks - free) &* block,
                available: system.f_bavail &* block
            )
        }
    }

    private func tasks() -> TaskCounts {
        var set: processor_set_name_t = 0
        var info = processor_set_load_info()
        var length = mach_msg_type_number_t(MemoryLayout<processor_set_load_info>.size / MemoryLayout<integer_t>.size)
        guard processor_set_default(host, &set) == KERN_SUCCESS else { return TaskCounts() }
        defer { mach_port_deallocate(DarwinTask.own, set) }
        let result = withUnsafeMutablePointer(to: &info) { info in
            info.withMemoryRebound(to: integer_t.self, capacity: Int(length)) {
                processor_set_statistics(set, PROCESSOR_SET_LOAD_INFO, $0, &length)
            }
        }
        guard result == KERN_SUCCESS else { return TaskCounts() }
        return TaskCounts(processes: UInt32(clamping: info.task_count), threads: UInt32(clamping: info.thread_count))
    }

    /// A field of a C structure, which ends at a zero.
    private static func text<Field>(of field: Field) -> String {
        withUnsafeBytes(of: field) { String(showing: $0.prefix { $0 != 0 }) }
    }
}

extension MachineDescription {
    /// Finds out what this machine is.
    static func read() -> MachineDescription {
        let architecture = Sysctl.text("hw.machine")
        return MachineDescription(
            hostName: Sysctl.text("kern.hostname"),
            operatingSystem: "macOS \(Sysctl.text("kern.osproductversion"))",
            kernel: "\(Sysctl.text("kern.ostype")) \(Sysctl.text("kern.osrelease"))",
            architecture: architecture,
            processor: Sysctl.text("machdep.cpu.brand_string"),
            processorCount: Int(Sysctl.value("hw.logicalcpu", Int32(0)) ?? 0),
            memoryBytes: Sysctl.value("hw.memsize", UInt64(0)) ?? 0,
            booted: Sysctl.value("kern.boottime", timeval()).map { UInt64(clamping: $0.tv_sec) }
        )
    }
}
#endif

#if canImport(Darwin)
import Darwin

/// What macOS says about one process. Its children are not looked at.
enum DarwinProcess {
    static func identity(of processID: Int32) -> ProcessIdentity? {
        guard let info = info(processID) else { return nil }
        return ProcessIdentity(
            processID: processID,
            startTime: info.pbsd.pbi_start_tvsec * 1_000_000 + info.pbsd.pbi_start_tvusec
        )
    }

    static func sample(_ process: ProcessIdentity) -> ResourceSample? {
        guard let info = info(process.processID) else { return nil }
        let descriptors = proc_pidinfo(process.processID, PROC_PIDLISTFDS, 0, nil, 0)
        let uptime = clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)
        // Read last: what was read before is this process's, if it still has the number.
        guard identity(of: process.processID) == process else { return nil }
        let own = nanoseconds(info.ptinfo.pti_total_user) + nanoseconds(info.ptinfo.pti_total_system)
        let now = WallClock.now
        let started = Int64(clamping: process.startTime / 1_000)
        let usage = ResourceSample.Usage(
            started: .nanoseconds(Int64(clamping: uptime)) - .milliseconds(now - started),
            own: .nanoseconds(Int64(clamping: own)),
            waited: .zero
        )
        return ResourceSample(
            time: now,
            uptime: .nanoseconds(Int64(clamping: uptime)),
            startedAt: started,
            processes: [process: usage],
            residentBytes: info.ptinfo.pti_resident_size,
            privateBytes: nil,
            threads: Int(info.ptinfo.pti_threadnum),
            descriptors: descriptors > 0 ? Int(descriptors) / MemoryLayout<proc_fdinfo>.stride : nil
        )
    }

    private static func info(_ processID: Int32) -> proc_taskallinfo? {
        var info = proc_taskallinfo()
        let size = Int32(MemoryLayout<proc_taskallinfo>.stride)
        guard proc_pidinfo(processID, PROC_PIDTASKALLINFO, 0, &info, size) == size else { return nil }
        return info.pbsd.pbi_status == UInt32(SZOMB) ? nil : info
    }

    /// The system counts in units of its own clock.
    private static func nanoseconds(_ ticks: UInt64) -> UInt64 {
        var base = mach_timebase_info_data_t()
        guard mach_timebase_info(&base) == KERN_SUCCESS, base.denom > 0 else { return ticks }
        let (high, low) = ticks.multipliedFullWidth(by: UInt64(base.numer))
        return high < UInt64(base.denom) ? UInt64(base.denom).dividingFullWidth((high, low)).quotient : .max
    }
}
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Asks the system what processes use.
///
/// A process that has ended, or whose number belongs to another one by now, has no sample; never another one's.
public struct ProcessSampler: Sendable {
    /// Creates a sampler.
    public init() {}

    /// Who has a number now; nil when nobody has, or the process has ended and only waits to be waited for.
    public func identity(of processID: Int32) -> ProcessIdentity? {
        #if os(Linux)
        ProcFiles.stat(processID)?.identity
        #else
        DarwinProcess.identity(of: processID)
        #endif
    }

    /// What a process uses, without its children.
    public func sample(_ process: ProcessIdentity) -> ResourceSample? {
        sample(process, among: { [] })
    }

    /// What processes use, each with all that descend from it, and with the session and the group that it leads.
    ///
    /// The machine's processes are read once for all of them. On macOS only the processes themselves are looked at.
    ///
    /// - Returns: what was found; nothing for those that are gone.
    public func sampleTrees(_ roots: some Sequence<ProcessIdentity>) -> [ProcessIdentity: ResourceSample] {
        #if os(Linux)
        let all = ProcFiles.processes()
        #endif
        var samples: [ProcessIdentity: ResourceSample] = [:]
        for root in roots {
            #if os(Linux)
            samples[root] = sample(root, among: { all })
            #else
            samples[root] = sample(root)
            #endif
        }
        return samples
    }

    /// What a process uses, with all that descend from it, and with the session and the group that it leads.
    public func sampleTree(_ root: ProcessIdentity) -> ResourceSample? {
        sampleTrees([root])[root]
    }

    #if os(Linux)
    private func sample(_ root: ProcessIdentity, among all: () -> [ProcStat]) -> ResourceSample? {
        guard let stat = ProcFiles.stat(root.processID), stat.identity == root else { return nil }
        let uptime = Self.uptime
        let now = WallClock.now
        let tick = Duration.nanoseconds(1_000_000_000 / max(Int64(sysconf(Int32(_SC_CLK_TCK))), 1))
        var sample = ResourceSample(
            time: now,
            uptime: uptime,
            startedAt: now - (uptime - tick * Int64(clamping: root.startTime)).milliseconds,
            processes: [:],
            residentBytes: 0,
            privateBytes: 0,
            threads: 0,
            descriptors: 0
        )
        let page = UInt64(getpagesize())
        for member in ProcessTree.members(of: stat, in: all()) {
            let memory = ProcFiles.memory(member.processID)
            let descriptors = ProcFiles.descriptors(member.processID)
            // Read last: what was read before is this process's, if it still has the number.
            guard let now = ProcFiles.stat(member.processID), now.identity == member.identity else { continue }
            sample.processes[now.identity] = ResourceSample.Usage(
                started: tick * Int64(clamping: now.startTime),
                own: tick * Int64(clamping: now.ownTicks),
                waited: tick * Int64(clamping: now.waitedTicks)
            )
            sample.residentBytes += memory?.residentBytes ?? now.residentPages * page
            sample.privateBytes = add(sample.privateBytes, memory?.privateBytes)
            sample.threads += now.threads
            sample.descriptors = add(sample.descriptors, descriptors)
        }
        return sample.processes[root] == nil ? nil : sample
    }

    private func add<Number: FixedWidthInteger>(_ left: Number?, _ right: Number?) -> Number? {
        guard let left, let right else { return nil }
        return left + right
    }

    private static var uptime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
    #else
    private func sample(_ process: ProcessIdentity, among _: () -> [Never]) -> ResourceSample? {
        DarwinProcess.sample(process)
    }
    #endif
}

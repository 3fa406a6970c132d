/// What a process is at, as `ps` tells it.
enum ProcessState: Sendable {
    case running
    case sleeping
    /// Waits for a disk or the like and cannot be interrupted.
    case waiting
    case stopped
    case zombie
    case idle
}

/// A process at one moment.
struct MachineProcess: Equatable, Sendable {
    var pid: Int32
    var parent: Int32
    var user: String
    var state: ProcessState
    /// Time on a processor since it was started, in nanoseconds; nil where the system keeps it from us.
    var processorTime: UInt64?
    var residentBytes: UInt64
    var threads: UInt32
    /// In milliseconds since 1970. Together with the number it tells a process from all others.
    var started: Int64
    var name: String
    var command: String
    var isKernelThread = false
}

/// The process table at one moment.
struct ProcessReading: Sendable {
    var time: ContinuousClock.Instant
    /// By number, each once.
    var processes: [MachineProcess]
}

/// The process table over one interval.
struct ProcessSample: Sendable {
    var processes: [MeasuredProcess]
}

/// A process, and how much of one processor it took.
struct MeasuredProcess: Sendable {
    var process: MachineProcess
    var cpu: Double
}

extension ProcessReading: MachineReading {
    /// A process that is new has its share from the next sample on.
    func sample(since before: ProcessReading) -> ProcessSample {
        let nanoseconds = before.time.duration(to: time).seconds * 1e9
        var earlier = before.processes[...]
        let measured = processes.map { process in
            // Both are in the order of their numbers: what is lower has ended.
            while let first = earlier.first, first.pid < process.pid { earlier.removeFirst() }
            guard nanoseconds > 0, let same = earlier.first, same.pid == process.pid, same.started == process.started,
                let now = process.processorTime, let then = same.processorTime
            else { return MeasuredProcess(process: process, cpu: 0) }
            return MeasuredProcess(process: process, cpu: growth(of: now, since: then) / nanoseconds)
        }
        return ProcessSample(processes: measured)
    }
}

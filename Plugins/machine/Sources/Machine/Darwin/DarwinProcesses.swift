#if canImport(Darwin)
import Darwin

/// Reads the process table. Of other users' processes the system tells an ordinary user no times and no memory.
struct ProcessSource: ReadingSource {
    private struct Known {
        var started: Int64
        var name: String
        var command: String
    }

    private var known: [Int32: Known] = [:]
    private var users: [UInt32: String] = [:]
    /// What the unit of processor times is in nanoseconds.
    private let unit: (numerator: UInt64, denominator: UInt64) = {
        var unit = mach_timebase_info_data_t()
        mach_timebase_info(&unit)
        return (UInt64(unit.numer), UInt64(max(1, unit.denom)))
    }()

    mutating func read() throws -> ProcessReading {
        guard let bytes = Sysctl.bytes([CTL_KERN, KERN_PROC, KERN_PROC_ALL, 0]) else {
            throw MachineError(description: "the process table cannot be read: sysctl failed with error \(errno)")
        }
        let time = ContinuousClock.now
        let size = MemoryLayout<kinfo_proc>.stride
        var processes: [MachineProcess] = []
        processes.reserveCapacity(bytes.count / size)
        for offset in stride(from: 0, through: bytes.count - size, by: size) {
            let entry = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: kinfo_proc.self) }
            processes.append(process(entry))
        }
        processes.sort { $0.pid < $1.pid }
        let numbers = Set(processes.map(\.pid))
        known = known.filter { numbers.contains($0.key) }
        return ProcessReading(time: time, processes: processes)
    }

    private mutating func process(_ entry: kinfo_proc) -> MachineProcess {
        let pid = entry.kp_proc.p_pid
        let start = entry.kp_proc.p_un.__p_starttime
        let started = Int64(start.tv_sec) * 1000 + Int64(start.tv_usec) / 1000
        var task = proc_taskinfo()
        let size = Int32(MemoryLayout<proc_taskinfo>.size)
        let isTold = proc_pidinfo(pid, PROC_PIDTASKINFO, 0, &task, size) == size
        let name = withUnsafeBytes(of: entry.kp_proc.p_comm) { String(showing: $0.prefix { $0 != 0 }) }
        let about = about(pid, started: started, name: name)
        let processorTime = (task.pti_total_user &+ task.pti_total_system) / unit.denominator &* unit.numerator
        return MachineProcess(
            pid: pid,
            parent: entry.kp_eproc.e_ppid,
            user: user(entry.kp_eproc.e_ucred.cr_uid),
            state: ProcessState(entry.kp_proc.p_stat, running: task.pti_numrunning > 0),
            processorTime: isTold ? processorTime : nil,
            residentBytes: task.pti_resident_size,
            threads: UInt32(clamping: task.pti_threadnum),
            started: started,
            name: name,
            command: about.command
        )
    }

    /// Name and command line, from memory while the process has the name it had.
    private mutating func about(_ pid: Int32, started: Int64, name: String) -> Known {
        if let known = known[pid], known.started == started, known.name == name { return known }
        let arguments = Sysctl.bytes([CTL_KERN, KERN_PROCARGS2, pid]).flatMap(ProcessArguments.command(of:))
        let about = Known(started: started, name: name, command: arguments ?? "[\(name)]")
        known[pid] = about
        return about
    }

    private mutating func user(_ number: uid_t) -> String {
        if let name = users[number] { return name }
        let name = getpwuid(number).map { String(cString: $0.pointee.pw_name) } ?? "\(number)"
        users[number] = name
        return name
    }
}

extension ProcessState {
    fileprivate init(_ state: CChar, running: Bool) {
        switch Int32(state) {
        case SSTOP: self = .stopped
        case SZOMB: self = .zombie
        case SIDL: self = .idle
        default: self = running ? .running : .sleeping
        }
    }
}
#endif

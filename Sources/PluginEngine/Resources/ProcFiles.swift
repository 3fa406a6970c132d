#if os(Linux)
#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Reads what the kernel says about processes.
enum ProcFiles {
    /// How long a file may be, in bytes; a longer one is not read.
    static let maximumBytes = 64 << 10
    /// How many processes are looked at.
    static let maximumProcesses = 65_536
    /// How many descriptors of one process are counted; a process with more has this many.
    static let maximumDescriptors = 1 << 20

    /// What a process is; nil when it has ended, whether or not somebody has waited for it.
    static func stat(_ processID: Int32) -> ProcStat? {
        guard let stat = text("/proc/\(processID)/stat").flatMap({ ProcStat($0) }), stat.isRunning else { return nil }
        return stat
    }

    static func memory(_ processID: Int32) -> ProcMemory? {
        text("/proc/\(processID)/smaps_rollup").flatMap { ProcMemory($0) }
    }

    /// Open descriptors; nil when the system does not say, as for a process of somebody else.
    static func descriptors(_ processID: Int32) -> Int? {
        count(in: "/proc/\(processID)/fd", limit: maximumDescriptors) { $0 != UInt8(ascii: ".") }
    }

    /// All processes that run.
    static func processes() -> [ProcStat] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var processes: [ProcStat] = []
        while processes.count < maximumProcesses, let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let number = Int32(name), let stat = stat(number) { processes.append(stat) }
        }
        return processes
    }

    private static func count(in path: String, limit: Int, where counts: (UInt8) -> Bool) -> Int? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var count = 0
        while count < limit, let entry = readdir(folder) {
            if counts(UInt8(bitPattern: entry.pointee.d_name.0)) { count += 1 }
        }
        return count
    }

    private static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: maximumBytes, alignment: 1) { buffer in
            var length = 0
            while length < buffer.count {
                let count = read(descriptor, buffer.baseAddress?.advanced(by: length), buffer.count - length)
                if count < 0, errno == EINTR { continue }
                // A process that ends while it is read is an error here.
                if count < 0 { return nil }
                if count == 0 { return String(decoding: buffer[..<length], as: UTF8.self) }
                length += count
            }
            return nil
        }
    }
}
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the system says about processes. Only Linux tells all of it about other processes without further libraries.
enum ProcessFigures {
    /// What all threads of a process have used so far, ended ones included; nil where the system does not tell.
    static func processorTime(_ process: Int32) -> Duration? {
        #if os(Linux)
        var clock = clockid_t()
        var used = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &used) == 0 else { return nil }
        return .seconds(used.tv_sec) + .nanoseconds(used.tv_nsec)
        #else
        return nil
        #endif
    }

    /// The memory of a process that is in RAM.
    static func residentBytes(_ process: Int32) throws -> Double {
        try statusField("VmRSS", of: process) * 1024
    }

    static func threadCount(_ process: Int32) throws -> Double {
        try statusField("Threads", of: process)
    }

    /// How many files this process has open, without the one that the look itself takes.
    static func descriptorCount() throws -> Double {
        Double(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count - 1)
    }

    /// The number of a line of `/proc/PID/status`.
    private static func statusField(_ name: String, of process: Int32) throws -> Double {
        let content = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        for line in content.split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == "\t" }
            if words.count >= 2, words[0] == "\(name):", let number = Double(words[1]) { return number }
        }
        throw MissingError(message: "the system does not tell \(name)")
    }
}

/// Measures the processor time that this process and its plugins use meanwhile.
struct ProcessorMeter {
    private let processes: [Int32]
    private let host: Duration?
    private let plugins: Duration?

    init(processes: [Int32]) {
        self.processes = processes
        host = ProcessFigures.processorTime(getpid())
        plugins = Self.sum(processes)
    }

    /// Adds the microseconds for each call; nothing where the system does not tell.
    func add(to figures: inout [String: Double], calls: Int) {
        guard calls > 0, let host, let plugins, let hostNow = ProcessFigures.processorTime(getpid()),
            let pluginsNow = Self.sum(processes)
        else { return }
        figures["cpu_host_us"] = (hostNow - host) / .microseconds(1) / Double(calls)
        figures["cpu_plugin_us"] = (pluginsNow - plugins) / .microseconds(1) / Double(calls)
    }

    private static func sum(_ processes: [Int32]) -> Duration? {
        var sum = Duration.zero
        for process in processes {
            guard let used = ProcessFigures.processorTime(process) else { return nil }
            sum += used
        }
        return sum
    }
}

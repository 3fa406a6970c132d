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

/// What the system says about processes.
public enum ProcessFacts {
    /// Whether a process runs; a zombie does not.
    public static func isRunning(_ processID: Int32) -> Bool {
        #if os(Linux)
        guard let status = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
            let end = status.lastIndex(of: ")")
        else { return false }
        return status[end...].dropFirst(2).first != "Z"
        #else
        return kill(processID, 0) == 0
        #endif
    }

    /// Waits, for a bounded time, until a condition of another process holds: the system has no event for these.
    public static func eventually(
        within limit: Duration = .seconds(60),
        _ condition: () throws -> Bool
    ) async throws -> Bool {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if try condition() { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return try condition()
    }

    /// How many descriptors this process has open.
    public static var openDescriptors: Int {
        #if os(Linux)
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).count
        #else
        ((try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []).count
        #endif
    }

    /// The states of this process's children, such as `Z` for a zombie, by their numbers.
    public static func children() -> [Int32: Character] {
        var children: [Int32: Character] = [:]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for name in names {
            guard let number = Int32(name),
                let status = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let end = status.lastIndex(of: ")")
            else { continue }
            let fields = status[end...].dropFirst(2).split(separator: " ")
            if fields.count > 1, Int32(fields[1]) == getpid() { children[number] = fields[0].first }
        }
        return children
    }

    /// The resident memory of this process, in bytes.
    public static var residentBytes: Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }
}

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

/// How much processor time a process has used.
enum ProcessorTime {
    /// Nil when the system does not say.
    static func of(_ process: Int32) -> Duration? {
        #if os(Linux)
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The name of the program, which may hold anything, ends with the last bracket.
            let end = status.lastIndex(of: ")")
        else { return nil }
        let fields = status[end...].dropFirst(2).split(separator: " ")
        guard fields.count > 12, let user = Int64(fields[11]), let system = Int64(fields[12]) else { return nil }
        return .milliseconds((user + system) * 1000 / Int64(sysconf(Int32(_SC_CLK_TCK))))
        #else
        nil
        #endif
    }
}

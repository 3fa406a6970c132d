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

    /// How many threads this process has; 0 where the system does not say.
    public static var threads: Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []).count
    }

    /// The processes whose command line, its parts joined by spaces, satisfies a condition; zombies have none.
    public static func processes(where isWanted: (String) -> Bool) -> [Int32] {
        numbers(in: "/proc").filter { number in
            // Read to its end: the system does not say how long such a file is.
            guard let file = fopen("/proc/\(number)/cmdline", "r") else { return false }
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 64 * 1024)
            let count = fread(&bytes, 1, bytes.count, file)
            return isWanted(String(decoding: bytes[..<count].map { $0 == 0 ? 32 : $0 }, as: UTF8.self))
        }
    }

    /// The parent of a process.
    ///
    /// - Throws: when there is no such process.
    public static func parent(of processID: Int32) throws -> Int32 {
        let fields = fields(of: processID)
        guard fields.count > 1, let parent = Int32(fields[1]) else { throw NoSuchProcess(processID: processID) }
        return parent
    }

    /// The states of a process's children, such as `Z` for a zombie, by their numbers; of this one without a number.
    public static func children(of processID: Int32? = nil) -> [Int32: Character] {
        let processID = processID ?? getpid()
        var children: [Int32: Character] = [:]
        for number in numbers(in: "/proc") {
            let fields = fields(of: number)
            if fields.count > 1, Int32(fields[1]) == processID { children[number] = fields[0].first }
        }
        return children
    }

    /// The system's own line on a process; empty when it is gone.
    public static func status(of processID: Int32) -> String {
        (try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)) ?? ""
    }

    /// What a process has open, by its numbers.
    public static func descriptors(of processID: Int32) -> [Int32] {
        numbers(in: "/proc/\(processID)/fd")
    }

    /// What memory a process shares with no other, in bytes; nil where the system does not say.
    public static func privateBytes(of processID: Int32) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(processID)/smaps_rollup", encoding: .utf8) else {
            return nil
        }
        return text.split(separator: "\n").filter { $0.hasPrefix("Private_") }
            .compactMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
            .reduce(0, +) * 1024
    }

    private static func numbers(in directory: String) -> [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).compactMap { Int32($0) }
    }

    /// What the system says about a process, from its state and its parent on; empty when it is gone.
    private static func fields(of processID: Int32) -> [Substring] {
        guard let status = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
            let end = status.lastIndex(of: ")")
        else { return [] }
        return status[end...].dropFirst(2).split(separator: " ")
    }

    /// What a process has mapped, a line each; read to its end, which one read of such a file does not do.
    public static func mappings(of process: Int32) -> [Substring] {
        guard let file = fopen("/proc/\(process)/maps", "r") else { return [] }
        defer { fclose(file) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { text += buffer[..<count] }
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
    }

    /// The memory that this process alone holds, in bytes. What is mapped of files does not count: of the program and of
    /// the database ever more is looked at in time, and the system takes it back when it wants to. Always 0 under a
    /// sanitizer, whose own memory grows with every access it watches and every block it keeps from being used again.
    public static var privateBytes: Int {
        if isSanitized { return 0 }
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        guard fields.count > 2, let resident = Int(fields[1]), let mapped = Int(fields[2]) else { return 0 }
        return (resident - mapped) * Int(getpagesize())
    }

    /// The memory that is allocated and not freed, in bytes; 0 where the allocator does not say, and under a sanitizer.
    public static var allocatedBytes: Int {
        if isSanitized { return 0 }
        guard let program = dlopen(nil, RTLD_NOW), let symbol = dlsym(program, "malloc_info") else { return 0 }
        let tell = unsafeBitCast(symbol, to: (@convention(c) (Int32, OpaquePointer) -> Int32).self)
        var (text, length): (UnsafeMutablePointer<CChar>?, Int) = (nil, 0)
        guard let stream = open_memstream(&text, &length) else { return 0 }
        let result = tell(0, OpaquePointer(stream))
        fclose(stream)
        defer { free(text) }
        guard result == 0, let text else { return 0 }
        return allocatedBytes(String(cString: text))
    }

    /// What glibc's `malloc_info` says of all heaps together, at its end: taken from the system, less what is free.
    private static func allocatedBytes(_ report: String) -> Int {
        func size(_ element: String) -> Int {
            // Each heap has lines of its own before; an attribute is `name="value"`.
            let line = report.split(separator: "\n").last { $0.hasPrefix(element) } ?? ""
            let attribute = line.split(separator: " ").first { $0.hasPrefix("size=\"") } ?? ""
            return Int(attribute.split(separator: "\"").dropFirst().first ?? "") ?? 0
        }
        let held = size("<system type=\"current\"") + size("<total type=\"mmap\"")
        return held - size("<total type=\"fast\"") - size("<total type=\"rest\"")
    }

    /// Lets all threads of processes that are started from now on take memory from one heap, where glibc would give each
    /// processor several: how full each of those is depends on chance, and what is seen from outside goes on growing for
    /// long.
    public static func giveChildrenOneHeap() {
        setenv("MALLOC_ARENA_MAX", "1", 1)
    }

    /// Lets the test library note no more where errors are thrown: it keeps that for every one as long as the process
    /// runs, which looks like a leak of whatever throws them.
    public static func forgetThrownErrors() {
        guard let program = dlopen(nil, RTLD_NOW) else { return }
        for name in ["_swift_willThrow", "_swift_willThrowTypedImpl"] {
            dlsym(program, name)?.assumingMemoryBound(to: UnsafeRawPointer?.self).pointee = nil
        }
    }

    /// Whether the Address or the Thread Sanitizer is part of this program.
    private static let isSanitized: Bool = {
        guard let program = dlopen(nil, RTLD_NOW) else { return false }
        return dlsym(program, "__asan_init") != nil || dlsym(program, "__tsan_init") != nil
    }()
}

/// A process that a test asks about is gone.
public struct NoSuchProcess: Error, CustomStringConvertible {
    /// Which.
    public let processID: Int32

    /// A sentence.
    public var description: String { "there is no process \(processID)" }
}

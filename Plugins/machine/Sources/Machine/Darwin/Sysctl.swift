#if canImport(Darwin)
import Darwin

/// This process's own task port. `mach_task_self_` is a variable, which Swift cannot know to be constant.
enum DarwinTask {
    static let own = task_self_trap()
}

/// Reads values of the kernel by name or number.
enum Sysctl {
    /// A value of fixed size; nil when there is none of that name and size.
    static func value<Value: BitwiseCopyable>(_ name: String, _ initial: Value) -> Value? {
        var value = initial
        var size = MemoryLayout<Value>.size
        let result = withUnsafeMutableBytes(of: &value) { sysctlbyname(name, $0.baseAddress, &size, nil, 0) }
        return result == 0 && size == MemoryLayout<Value>.size ? value : nil
    }

    /// A text; empty when there is none of that name.
    static func text(_ name: String) -> String {
        var size = 0
        guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 0, size < 1 << 16 else { return "" }
        var bytes = [UInt8](repeating: 0, count: size)
        guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return "" }
        return String(showing: bytes.prefix(size).prefix { $0 != 0 })
    }

    /// What a number of names leads to, as bytes. What is read may grow between the two questions, hence the room.
    static func bytes(_ names: [Int32]) -> [UInt8]? {
        var names = names
        var size = 0
        guard sysctl(&names, UInt32(names.count), nil, &size, nil, 0) == 0, size < 64 << 20 else { return nil }
        size += size / 8 + 512
        var bytes = [UInt8](repeating: 0, count: size)
        guard sysctl(&names, UInt32(names.count), &bytes, &size, nil, 0) == 0 else { return nil }
        return Array(bytes.prefix(size))
    }
}
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What kind of executable a file is, from its first bytes.
///
/// The most frequent reason why a plugin does not start on one machine and does on another is that it was built for
/// the other one.
struct ExecutableFormat: CustomStringConvertible {
    let description: String

    init(path: String) {
        description = Self.describe(Self.head(of: path))
    }

    init(head: [UInt8]) {
        description = Self.describe(head)
    }

    private static func head(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        return [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, 64))
        }
    }

    private static func describe(_ head: [UInt8]) -> String {
        if head.starts(with: [0x7f, 0x45, 0x4c, 0x46]), head.count >= 20 {
            let machine = head[5] == 2 ? Int(head[18]) << 8 | Int(head[19]) : Int(head[19]) << 8 | Int(head[18])
            return "an ELF executable (Linux) for \(elfMachines[machine] ?? "machine \(machine)")"
        }
        if head.starts(with: [0xcf, 0xfa, 0xed, 0xfe]), head.count >= 8 {
            return "a Mach-O executable (macOS) for \(head[4] == 12 ? "arm64" : "x86_64")"
        }
        if head.starts(with: [0xca, 0xfe, 0xba, 0xbe]) { return "a universal Mach-O executable (macOS)" }
        if head.starts(with: [0x4d, 0x5a]) { return "a PE executable (Windows)" }
        if head.starts(with: [0x23, 0x21]) {
            let line = head.dropFirst(2).prefix { $0 != 10 && $0 >= 32 && $0 < 127 }
            return "a script for \(String(decoding: line, as: UTF8.self)), which must be installed"
        }
        return head.isEmpty ? "empty or unreadable" : "no executable format that is known here"
    }

    private static let elfMachines = [
        3: "x86", 40: "arm", 62: "x86_64", 183: "arm64", 243: "riscv", 22: "s390x", 21: "ppc64",
    ]
}

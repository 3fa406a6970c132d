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

    /// How much of a file is looked at: as much as a system reads to find a script's interpreter.
    private static let headLength = 256

    private static func head(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        return [UInt8](unsafeUninitializedCapacity: headLength) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, headLength))
        }
    }

    private static func describe(_ head: [UInt8]) -> String {
        if head.starts(with: [0x7f, 0x45, 0x4c, 0x46]), head.count >= 20 {
            let machine = head[5] == 2 ? Int(head[18]) << 8 | Int(head[19]) : Int(head[19]) << 8 | Int(head[18])
            let name = elfMachines[machine] ?? "machine \(machine)"
            return "an ELF executable (Linux) for \(name)"
                + (thisMachine.map { $0 == name ? "" : "; this machine is \($0)" } ?? "")
        }
        if head.starts(with: [0xcf, 0xfa, 0xed, 0xfe]), head.count >= 8 {
            return "a Mach-O executable (macOS) for \(head[4] == 12 ? "arm64" : "x86_64")"
        }
        if head.starts(with: [0xca, 0xfe, 0xba, 0xbe]) { return "a universal Mach-O executable (macOS)" }
        if head.starts(with: [0x4d, 0x5a]) { return "a PE executable (Windows)" }
        if head.starts(with: [0x23, 0x21]) {
            // With it, the system looks for an interpreter whose name ends with CR.
            if head.prefix(while: { $0 != 10 }).last == 13 {
                return "a script whose first line ends with CR LF; save it with LF line ends"
            }
            let line = head.dropFirst(2).prefix { $0 != 10 && $0 >= 32 && $0 < 127 }
            return "a script for \(String(decoding: line, as: UTF8.self)), which must be installed"
        }
        if head.isEmpty { return "empty or unreadable" }
        return "no executable format that is known here" + (isText(head) ? "; a script must begin with #!" : "")
    }

    /// Whether bytes are the beginning of a text rather than of a program.
    private static func isText(_ head: [UInt8]) -> Bool {
        head.allSatisfy { $0 >= 32 && $0 != 127 || (9...13).contains($0) }
    }

    /// What this program was built for, by the names below; nil for what has none.
    private static var thisMachine: String? {
        #if arch(x86_64)
        "x86_64"
        #elseif arch(arm64)
        "arm64"
        #else
        nil
        #endif
    }

    private static let elfMachines = [
        3: "x86", 40: "arm", 62: "x86_64", 183: "arm64", 243: "riscv", 22: "s390x", 21: "ppc64",
    ]
}

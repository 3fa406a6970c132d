#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the system says of a process in one line.
struct ProcessStatus {
    let name: String
    let state: Character
    let parent: Int32
    let group: Int32
    let start: UInt64

    /// Whether it is neither ended nor waits to be reaped.
    var lives: Bool { state != "Z" && state != "X" }

    init?(_ number: Int32) {
        guard let text = Self.text("/proc/\(number)/stat"), let open = text.firstIndex(of: "("),
            let close = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[close...].dropFirst(2).split(separator: " ")
        guard fields.count > 19, let state = fields[0].first, let parent = Int32(fields[1]),
            let group = Int32(fields[2]), let start = UInt64(fields[19])
        else { return nil }
        name = String(text[text.index(after: open)..<close])
        self.state = state
        self.parent = parent
        self.group = group
        self.start = start
    }

    func isAlive(_ process: ProcessWatch.Identity) -> Bool { lives && start == process.start }

    /// The numbers of all processes.
    static var numbers: [Int32] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var numbers: [Int32] = []
        while let entry = readdir(folder) {
            let number = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { atoi($0) }
            }
            if number > 0 { numbers.append(number) }
        }
        return numbers
    }

    /// A file of `/proc`.
    static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}

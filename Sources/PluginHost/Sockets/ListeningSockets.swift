#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The Unix sockets that somebody listens on, as the system knows them: also those whose file is gone.
enum ListeningSockets {
    /// How much of the system's list is read, in bytes; what is behind that counts as not there.
    private static let maximumListLength = 32 << 20
    /// The bit of a socket that listens, in the system's list.
    private static let accepts: UInt64 = 0x10000

    /// Their paths; nil where the system does not say.
    static func paths() -> Set<String>? {
        #if os(Linux)
        guard let file = fopen("/proc/net/unix", "re") else { return nil }
        defer { fclose(file) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while text.count < maximumListLength, case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            text += buffer[..<count]
        }
        return parse(text)
        #else
        return nil
        #endif
    }

    /// Reads the list, a line each: address, references, protocol, flags, type, state, inode and path.
    static func parse(_ text: [UInt8]) -> Set<String> {
        var paths: Set<String> = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 7)
            guard fields.count == 8, let flags = UInt64(String(decoding: fields[3], as: UTF8.self), radix: 16),
                flags & accepts != 0
            else { continue }
            paths.insert(String(decoding: fields[7], as: UTF8.self))
        }
        return paths
    }
}

#if os(Linux)
#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Reads small files of the kernel into one piece of memory, which is used again for each.
struct KernelFile: Sendable {
    /// What a file of a machine with hundreds of processors and mounts stays well below.
    static let largest = 4 << 20

    private var buffer = [UInt8](repeating: 0, count: 16384)

    /// The content of a file, cut off at ``largest`` bytes; nil when it cannot be read, as when its process has ended.
    ///
    /// - Parameters:
    ///   - path: where it is, from the folder.
    ///   - folder: an open folder; the working directory, unless it is given.
    ///   - most: read no more than that many bytes.
    mutating func read(_ path: String, in folder: Int32 = AT_FDCWD, most: Int = Self.largest) -> TextCursor? {
        bytes(path, in: folder, most: most).map { TextCursor(buffer, 0..<$0) }
    }

    /// The same as bytes.
    mutating func readBytes(_ path: String, in folder: Int32 = AT_FDCWD, most: Int) -> ArraySlice<UInt8>? {
        bytes(path, in: folder, most: most).map { buffer[..<$0] }
    }

    private mutating func bytes(_ path: String, in folder: Int32, most: Int) -> Int? {
        let file = openat(folder, path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var filled = 0
        while filled < most {
            if filled == buffer.count { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
            let room = min(buffer.count, most) - filled
            let count = buffer.withUnsafeMutableBytes {
                pread(file, $0.baseAddress?.advanced(by: filled), room, off_t(filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}
#endif

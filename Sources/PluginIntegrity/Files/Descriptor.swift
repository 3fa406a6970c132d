#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Owns a file descriptor, and closes it when the last reference goes.
package final class Descriptor: Sendable {
    package let raw: Int32

    package init(_ raw: Int32) {
        self.raw = raw
    }

    deinit {
        close(raw)
    }

    /// What the operating system says of the opened file, not of whatever its path names now.
    package func info() -> (info: FileInfo?, errno: Int32) {
        var status = stat()
        let (result, number) = retrying { fstat(raw, &status) }
        return result == 0 ? (FileInfo(status), 0) : (nil, number)
    }

    /// Opens a name in this folder for reading, never through a symbolic link and never waiting for a fifo's writer.
    package func open(_ name: some Sequence<UInt8>, flags: Int32 = 0) -> (descriptor: Descriptor?, errno: Int32) {
        let name = cString(name)
        let all = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags
        let (raw, number) = retrying { openat(self.raw, name, all) }
        return raw >= 0 ? (Descriptor(raw), 0) : (nil, number)
    }

    /// The names in this folder, sorted by their bytes, without `.` and `..`. Reads at most `limit` and one more.
    package func names(limit: Int) -> (names: [[UInt8]], errno: Int32) {
        // A description of its own, so that reading does not move the offset of this one. Closed with the stream.
        let (raw, openErrno) = retrying { openat(self.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard raw >= 0 else { return ([], openErrno) }
        guard let stream = fdopendir(raw) else {
            let number = errno
            close(raw)
            return ([], number)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while names.count <= limit {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { return ([], errno) }
                break
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: UInt8.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    Array(
                        UnsafeBufferPointer(
                            start: $0,
                            count: strlen(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                        )
                    )
                }
            }
            if name != Array(".".utf8) && name != Array("..".utf8) {
                names.append(name)
            }
        }
        return (names.sorted { $0.lexicographicallyPrecedes($1) }, 0)
    }

    /// The target of a symbolic link in this folder, or nil when the name is not one.
    package func linkTarget(_ name: some Sequence<UInt8>) -> [UInt8]? {
        let name = cString(name)
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let (count, _) = retrying { readlinkat(raw, name, &target, target.count) }
        return count < 0 ? nil : target.prefix(count).map { UInt8(bitPattern: $0) }
    }
}

import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The disk that the state folder is on, which can be filled. It needs the right to mount one; without it, the folder is
/// an ordinary one that is never full, and the report says so.
struct SmallDisk: Sendable {
    let path: String
    let isMounted: Bool

    /// - Parameter duration: how long an engine is hurt on it. Its journal grows all the while, and must not fill the
    ///   disk for good.
    init(at path: String, for duration: Duration) async throws {
        self.path = path
        guard mkdir(path, 0o700) == 0 else { throw DiskError(text: "no folder \(path)") }
        guard geteuid() == 0 else {
            isMounted = false
            return
        }
        let size = 64 + 3 * Int(duration / .seconds(60))
        let mounted = try? await run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(size)m,mode=0700", "tmpfs", path])
        isMounted = mounted?.exitCode == 0
    }

    /// Takes all the room that is left.
    func fill() {
        let file = open("\(path)/filling", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let bytes = [UInt8](repeating: 1, count: 64 << 10)
        var size = bytes.count
        // Large pieces first, then what is between.
        while size > 0 { if write(file, bytes, size) <= 0 { size /= 2 } }
        close(file)
    }

    /// Gives the room back.
    func free() {
        unlink("\(path)/filling")
    }

    /// Takes the disk away; it is an error when somebody still has something open on it.
    func unmount() async throws {
        guard isMounted else { return }
        let result = try await run("/bin/umount", [path])
        guard result.exitCode == 0 else {
            _ = try await run("/bin/umount", ["-l", path])
            throw DiskError(text: result.error)
        }
    }

    struct DiskError: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }
}

import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The lock of a state folder, held by this process as an engine would.
final class HeldLock: Sendable {
    let process = getpid()
    private let descriptor: Int32

    init(of folder: String) throws {
        try #require(mkdir("\(folder)/run", 0o700) == 0)
        descriptor = open("\(folder)/run/engine.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        let text = "\(process)\n"
        try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        try #require(pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count)
    }

    deinit {
        close(descriptor)
    }

    /// Lets go of it; the file stays.
    func release() {
        flock(descriptor, LOCK_UN)
    }
}

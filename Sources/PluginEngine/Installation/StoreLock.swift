import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Keeps two processes, or two threads, from changing the store and the links at once.
enum StoreLock {
    static let name = ".lock"

    /// Calls `body` while this caller alone holds the lock.
    ///
    /// - Parameter timeout: How long another holder is waited for.
    /// - Throws: ``PluginEngineError/Code/busy`` when the other is not done by then; what `body` throws.
    static func hold<Result>(
        in folders: StateFolders,
        timeout: Duration,
        _ body: () throws(PluginEngineError) -> Result
    ) throws(PluginEngineError) -> Result {
        let path = "\(folders.path)/\(StateFolders.storeName)/\(name)"
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
        let (raw, number) = retrying { openat(folders.store.raw, name, flags, 0o600) }
        guard raw >= 0 else { throw StateFolders.failure(path, "openat", number) }
        let file = Descriptor(raw)
        let deadline = ContinuousClock.now + timeout
        while true {
            let number = retrying { flock(file.raw, LOCK_EX | LOCK_NB) }.errno
            if number == 0 { break }
            guard number == EWOULDBLOCK else { throw StateFolders.failure(path, "flock", number) }
            guard ContinuousClock.now < deadline else {
                throw PluginEngineError(
                    code: .busy,
                    message: "another process is changing the plugins in \(PathText.quoted(folders.path)); "
                        + "try again when it is done"
                )
            }
            // The system has no event for a lock that is waited for with a limit.
            var pause = timespec(tv_sec: 0, tv_nsec: 5_000_000)
            nanosleep(&pause, nil)
        }
        // Not left to the descriptor's closing: a process forked meanwhile has it too, until it executes its program.
        defer { _ = retrying { flock(file.raw, LOCK_UN) } }
        return try body()
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An open directory with the system's exclusive lock on it, for as long as this object lives.
///
/// The lock goes with the process, however that ends. systemd-tmpfiles leaves alone what is locked this way.
final class DirectoryLock: Sendable {
    /// The directory, closed on exec: a plugin that outlives its host must not keep the lock.
    let descriptor: Int32

    /// Opens and locks a directory of this user, which is really at this path then; nil when it is not there, somebody
    /// else's, no directory, a link, or locked by somebody else.
    init?(taking path: String) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid() else { return nil }
        // Whoever had the lock may have removed the directory before it let go.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isAt(path) else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether the directory is what the path names, and not a link to it.
    func isAt(_ path: String) -> Bool {
        var (own, named) = (stat(), stat())
        return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0
            && own.st_dev == named.st_dev && own.st_ino == named.st_ino
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Finds out whether a folder can be written to, by doing it: permissions say nothing of a disk that the system has made
/// read-only because of an error.
package enum WriteProbe {
    /// An empty folder that is there for a moment. One that a killed process has left serves the next probe.
    private static let name = ".write-probe"

    /// Makes something in the folder and takes it away again.
    ///
    /// - Returns: Why the system refuses that, as a number of `errno`; nil when it does not.
    package static func refusal(in folder: String) -> Int32? {
        let path = "\(folder)/\(name)"
        if mkdir(path, 0o700) != 0, errno != EEXIST { return errno }
        return rmdir(path) == 0 || errno == ENOENT ? nil : errno
    }

    /// Whether a refusal means that the disk, the folder or the file is read-only.
    package static func isReadOnly(_ number: Int32) -> Bool {
        // EPERM is said of files that are immutable.
        number == EROFS || number == EACCES || number == EPERM
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file of a plugin, open for reading since before it was hashed: whatever happens to its path, the descriptor is
/// the file that was verified.
///
/// The descriptor has close-on-exec set and is closed when the last reference goes. Keep this, with
/// `withExtendedLifetime` if need be, until the process that executes it has started, and for a script for as long as
/// the script's interpreter may open it.
public final class OpenFile: Sendable {
    /// The path relative to the plugin's folder.
    public let path: String

    /// Whether the file begins with `#!`, so that the kernel runs an interpreter which opens the file by path.
    public let isScript: Bool

    private let file: OpenedFile

    init(_ file: OpenedFile, path: String) {
        self.file = file
        self.path = path
        var start: [UInt8] = [0, 0]
        let (count, _) = retrying { pread(file.descriptor.raw, &start, start.count, 0) }
        isScript = count == start.count && start == Array("#!".utf8)
    }

    /// The file descriptor, valid as long as this object lives. Its offset is at the beginning of the file.
    public var descriptor: Int32 { file.descriptor.raw }

    /// A path that executes the descriptor, from this process and its children, for as long as this object lives.
    ///
    /// `/proc/<this process>/fd/<descriptor>` on Linux with `/proc` mounted; nil elsewhere, where a
    /// ``PrivateCopy`` serves. A child that changed its user cannot open it.
    public var executionPath: String? {
        #if os(Linux)
        let path = "/proc/\(getpid())/fd/\(descriptor)"
        return access(path, F_OK) == 0 ? path : nil
        #else
        return nil
        #endif
    }

    /// Checks once more, without reading, that nobody has written to the file since it was hashed.
    ///
    /// Call it directly before executing the descriptor, to make the time in which an in-place write goes unseen short.
    ///
    /// - Throws: ``IntegrityError/Code/changedWhileReading`` when size, mode or times differ, or a name of the file was
    ///   made or removed.
    public func checkUnchanged() throws(IntegrityError) {
        if file.descriptor.info().info != file.info {
            throw IntegrityError(
                code: .changedWhileReading,
                message: "\(PathText.quoted(path)) changed after it was verified; "
                    + "stop what writes to it, and verify the plugin again before starting it"
            )
        }
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Counts that something happened in folders, for who then looks for himself what it was.
///
/// For the engine, so that one process has one inotify instance. There is none of these on systems without inotify.
package final class FolderChanges: Sendable {
    /// Why a folder is not watched.
    package enum Failure: Error {
        /// It is not there, or not a folder.
        case gone
        /// The system has no watch left, or does not let this user watch the folder.
        case refused(errno: Int32)
    }

    #if os(Linux)
    private let changes: FileChanges
    private let feed: UInt64

    /// Starts to count; nil when the system cannot watch folders.
    ///
    /// - Parameter body: Called on a thread on which it must not block, with every change.
    package init?(_ body: @escaping @Sendable () -> Void) {
        guard let changes = FileChanges.shared() else { return nil }
        self.changes = changes
        feed = changes.add(body)
    }

    deinit {
        changes.remove(feed)
    }

    /// Watches a folder, but not those in it; no matter when it is watched already.
    ///
    /// - Returns: The watch, for ``keep(_:)``.
    package func watch(_ directory: String) throws(Failure) -> Int32 {
        if let watch = changes.watch(directory, of: FileChanges.contents, for: feed) { return watch }
        switch errno {
        case ENOENT, ENOTDIR: throw .gone
        case let number: throw .refused(errno: number)
        }
    }

    /// Ends all watches but these.
    package func keep(_ watches: Set<Int32>) { changes.removeWatches(of: feed, except: watches) }
    #else
    package init?(_ body: @escaping @Sendable () -> Void) { return nil }

    package func watch(_ directory: String) throws(Failure) -> Int32 { throw .gone }

    package func keep(_ watches: Set<Int32>) {}
    #endif
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Removes a directory whose contents are somebody else's: who may still change them, and nest them as deep as they like.
///
/// It walks by descriptors and follows no link, so nothing outside is touched. Instead of going down it moves what lies
/// deep to the top, so it needs three descriptors and no stack.
enum DirectoryRemoval {
    /// How many entries are removed at most: somebody may make new ones all the time.
    static let maximumEntries = 1_000_000
    /// How many names are held at a time.
    fileprivate static let namesPerPass = 10_000

    /// Removes the directory and all below it, as far as the system lets it.
    static func remove(_ directory: DirectoryLock, at path: String, maximumEntries: Int = maximumEntries) {
        var removal = Removal(root: directory.descriptor, left: maximumEntries)
        removal.empty()
        // The name may have been given to something else meanwhile.
        if directory.isAt(path) { rmdir(path) }
    }

    private struct Removal {
        let root: Int32
        var left: Int
        var moved: UInt64 = 0

        mutating func empty() {
            var progress = true
            while progress, left > 0 {
                progress = false
                for name in names(in: root) where left > 0 {
                    left -= 1
                    if unlinkat(root, name, 0) == 0 || unlinkat(root, name, AT_REMOVEDIR) == 0 {
                        progress = true
                    } else if emptyDirectory(name) {
                        progress = true
                    }
                }
            }
        }

        /// Removes a directory of the root, and moves the directories in it up.
        ///
        /// - Returns: whether anything has changed.
        private mutating func emptyDirectory(_ name: [CChar]) -> Bool {
            let directory = openat(root, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard directory >= 0 else { return false }
            defer { close(directory) }
            var progress = false
            for child in names(in: directory) where left > 0 {
                left -= 1
                if unlinkat(directory, child, 0) == 0 || unlinkat(directory, child, AT_REMOVEDIR) == 0 {
                    progress = true
                } else {
                    moved += 1
                    // A name that is there already makes this fail; the next pass has another.
                    if renameat(directory, child, root, "ov-moved-\(moved)") == 0 { progress = true }
                }
            }
            if unlinkat(root, name, AT_REMOVEDIR) == 0 { progress = true }
            return progress
        }

        private func names(in directory: Int32) -> [[CChar]] {
            // The stream closes its descriptor, and has a position of its own.
            let copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard copy >= 0 else { return [] }
            guard let stream = fdopendir(copy) else {
                close(copy)
                return []
            }
            defer { closedir(stream) }
            return DirectoryNames.read(stream, limit: min(left, DirectoryRemoval.namesPerPass))
        }
    }
}

/// The names in a directory, as bytes: they need not be text.
enum DirectoryNames {
    /// Reads at most `limit` names that `isWanted`, without `.` and `..`; each ends with a zero.
    static func read(
        _ stream: OpaquePointer,
        limit: Int,
        _ isWanted: ([CChar]) -> Bool = { _ in true }
    ) -> [[CChar]] {
        var names: [[CChar]] = []
        while names.count < limit, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { Array($0.prefixThroughZero()) }
            }
            if name != Array(".".utf8CString), name != Array("..".utf8CString), isWanted(name) { names.append(name) }
        }
        return names
    }
}

extension UnsafePointer<CChar> {
    fileprivate func prefixThroughZero() -> UnsafeBufferPointer<CChar> {
        UnsafeBufferPointer(start: self, count: strlen(self) + 1)
    }
}

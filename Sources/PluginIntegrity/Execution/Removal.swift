#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Removes a tree by descriptors, so that a link put into it by the plugin leads nowhere.
package enum Removal {
    /// A plugin may have nested folders into its copy to exhaust descriptors. Deeper ones are left and reported.
    private static let maxDepth = 128

    /// The names read from a folder at a time.
    private static let batch = 1024

    /// Removes an open folder and everything in it, and returns an error number, 0 for success.
    package static func removeFolder(
        _ folder: Descriptor,
        named name: [UInt8],
        in parent: Descriptor,
        depth: Int = 0
    ) -> Int32 {
        if depth > maxDepth { return ELOOP }
        _ = retrying { fchmod(folder.raw, 0o700) }
        while true {
            let (names, number) = folder.names(limit: batch)
            if number != 0 { return number }
            if names.isEmpty { break }
            for child in names {
                let number = remove(child, in: folder, depth: depth)
                if number != 0 { return number }
            }
        }
        let path = cString(name)
        let number = retrying { unlinkat(parent.raw, path, AT_REMOVEDIR) }.errno
        return number == ENOENT ? 0 : number
    }

    private static func remove(_ name: [UInt8], in folder: Descriptor, depth: Int) -> Int32 {
        let path = cString(name)
        let number = retrying { unlinkat(folder.raw, path, 0) }.errno
        if number == 0 || number == ENOENT { return 0 }
        // A folder: EISDIR on Linux, EPERM elsewhere.
        let (child, openErrno) = folder.open(name, flags: O_DIRECTORY)
        guard let child else { return openErrno == ENOTDIR ? number : openErrno }
        return removeFolder(child, named: name, in: folder, depth: depth + 1)
    }
}

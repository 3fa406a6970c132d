package import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Brings a tree to the disk, so that a name given to it afterwards never names less after a power failure.
package enum TreeSync {
    /// Syncs every file and folder of a tree that this process has made, the folder itself last.
    package static func sync(_ folder: Descriptor) throws(SystemCallError) {
        let (names, number) = folder.names(limit: .max - 1)
        if number != 0 { throw SystemCallError(call: "readdir", errno: number) }
        for name in names {
            switch folder.find(name) {
            case .file(let file): try syncOne(file.descriptor)
            case .directory(let child): try sync(child)
            case .unreadable(let number): throw SystemCallError(call: "openat", errno: number)
            case .symbolicLink, .special, .vanished: break
            }
        }
        try syncOne(folder)
    }

    /// Syncs one file, or the names in one folder.
    package static func syncOne(_ descriptor: Descriptor) throws(SystemCallError) {
        let number = retrying { fsync(descriptor.raw) }.errno
        // File systems that cannot do this for folders say EINVAL.
        if number != 0, number != EINVAL { throw SystemCallError(call: "fsync", errno: number) }
    }
}

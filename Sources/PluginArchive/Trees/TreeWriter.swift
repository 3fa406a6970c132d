package import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Makes files and folders below a folder that nobody else writes to, one component at a time and never through a link.
///
/// Holds as many descriptors as the path is deep, not as many as there are folders.
package struct TreeWriter {
    private let root: Descriptor
    private var open: [(name: [UInt8], folder: Descriptor)] = []

    package init(_ root: Descriptor) {
        self.root = root
    }

    /// Makes a folder with mode 0755, and those above it. One that is there already is left as it is.
    package mutating func makeFolder(_ path: RelativePath) throws(SystemCallError) {
        _ = try folder(path.components.map(Array.init))
    }

    /// Makes an empty file that only this user can read, and the folders above it; fails when it is there.
    package mutating func makeFile(_ path: RelativePath) throws(SystemCallError) -> Descriptor {
        let components = path.components.map(Array.init)
        let parent = try folder(Array(components.dropLast()))
        let name = cString(components.last ?? [])
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let (raw, number) = retrying { openat(parent.raw, name, flags, 0o600) }
        if raw < 0 { throw SystemCallError(call: "openat", errno: number) }
        return Descriptor(raw)
    }

    private mutating func folder(_ components: [[UInt8]]) throws(SystemCallError) -> Descriptor {
        let known = zip(open, components).prefix { $0.name == $1 }.count
        open.removeLast(open.count - known)
        for component in components.dropFirst(known) {
            let parent = open.last?.folder ?? root
            let name = cString(component)
            let made = retrying { mkdirat(parent.raw, name, 0o755) }.errno
            if made != 0, made != EEXIST { throw SystemCallError(call: "mkdirat", errno: made) }
            let (folder, number) = parent.open(component, flags: O_DIRECTORY)
            guard let folder else { throw SystemCallError(call: "openat", errno: number) }
            // Whatever the umask.
            if made == 0 { try check("fchmod", retrying { fchmod(folder.raw, 0o755) }.errno) }
            open.append((component, folder))
        }
        return open.last?.folder ?? root
    }

    private func check(_ call: String, _ number: Int32) throws(SystemCallError) {
        if number != 0 { throw SystemCallError(call: call, errno: number) }
    }
}

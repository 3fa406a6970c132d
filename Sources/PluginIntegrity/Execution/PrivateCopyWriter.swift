import Crypto

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Copies files of a plugin into a private copy.
struct PrivateCopyWriter {
    private let source: PluginRoot
    private let copy: PrivateCopy
    private var folders: [RelativePath: Descriptor] = [:]
    private var order: [RelativePath] = []

    init(from source: PluginRoot, to copy: PrivateCopy) {
        self.source = source
        self.copy = copy
    }

    /// Copies one file.
    mutating func copy(_ entry: PluginManifest.Entry) throws(IntegrityError) {
        let path = RelativePath(entry.path)
        guard case .file(let file) = source.descriptor.find(path) else {
            throw changed(entry)
        }
        try copy(file, as: entry)
    }

    /// Copies one file that is open.
    mutating func copy(_ file: OpenedFile, as entry: PluginManifest.Entry) throws(IntegrityError) {
        if file.info.size != entry.size {
            throw changed(entry)
        }
        let path = RelativePath(entry.path)
        let folder = try self.folder(path.ancestors.first)
        let name = cString(path.components.last ?? [])
        let mode: mode_t = entry.mode & 0o111 == 0 ? 0o400 : 0o500
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let (raw, number) = retrying { openat(folder.raw, name, flags, mode) }
        guard raw >= 0 else { throw copy.writeError("openat", number) }
        let target = Descriptor(raw)
        var hasher = SHA256()
        var writeErrno: Int32 = 0
        let failure = FileDigest.read(file) { chunk in
            hasher.update(bufferPointer: chunk)
            writeErrno = FileWrite.all(chunk, to: target)
            return writeErrno == 0
        }
        if writeErrno != 0 { throw copy.writeError("write", writeErrno) }
        if failure != nil || HexText.text(hasher.finalize()) != entry.sha256 { throw changed(entry) }
        try check("fchmod", retrying { fchmod(raw, mode) }.errno)
    }

    /// Takes the permission to write from the folders, deepest first.
    mutating func finish() throws(IntegrityError) {
        for path in order.reversed() {
            if let folder = folders[path] {
                try check("fchmod", retrying { fchmod(folder.raw, 0o500) }.errno)
            }
        }
        try check("fchmod", retrying { fchmod(copy.folder.raw, 0o500) }.errno)
        folders = [:]
    }

    /// The folder of the copy at a path, made when it is not there yet; nil is the copy's own.
    private mutating func folder(_ path: RelativePath?) throws(IntegrityError) -> Descriptor {
        guard let path else { return copy.folder }
        if let known = folders[path] { return known }
        let parent = try folder(path.ancestors.first)
        let name = path.components.last ?? []
        let text = cString(name)
        try check("mkdirat", retrying { mkdirat(parent.raw, text, 0o700) }.errno)
        let (descriptor, number) = parent.open(name, flags: O_DIRECTORY)
        guard let descriptor else { throw copy.writeError("openat", number) }
        folders[path] = descriptor
        order.append(path)
        return descriptor
    }

    private func check(_ call: String, _ number: Int32) throws(IntegrityError) {
        if number != 0 {
            throw copy.writeError(call, number)
        }
    }

    private func changed(_ entry: PluginManifest.Entry) -> IntegrityError {
        IntegrityError(
            code: .notIntact,
            message:
                "\(PathText.quoted(entry.path)) in \(PathText.quoted(source.directory)) changed after it was verified; "
                + "stop what writes to it, and verify the plugin again before starting it"
        )
    }
}

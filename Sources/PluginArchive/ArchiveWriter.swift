import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Packs a plugin's folder into a `.tar.gz`.
package enum ArchiveWriter {
    /// Writes an archive of a folder: the same bytes for the same tree, with the same zlib.
    ///
    /// The entries are sorted; times and owners are left out, and modes are 0755 or 0644. What a manifest never lists,
    /// the run-time folders `data/` and `store/`, is left out; the manifest itself is packed. Blocks until the archive
    /// is written.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder.
    ///   - archive: The path of the archive, which must not exist.
    ///   - limits: How much is packed, by the limits for reading it again.
    /// - Throws: ``ArchiveError``. No archive is left then.
    package static func write(
        _ directory: String,
        to archive: String,
        limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) {
        let shown = PathText.quoted(archive)
        let path = cString(archive.utf8)
        let (raw, number) = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644) }
        guard raw >= 0 else {
            throw .writing("the archive \(shown)", SystemCallError(call: "open", errno: number))
        }
        do throws(ArchiveError) {
            let output = ArchiveOutput(descriptor: Descriptor(raw), shown: shown)
            try pack(directory, to: output, limits: limits)
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func pack(
        _ directory: String,
        to output: ArchiveOutput,
        limits: ArchiveLimits
    ) throws(ArchiveError) {
        var packer = try TreePacker(output, limits: limits)
        do throws(IntegrityError) {
            let root = try PluginRoot(directory)
            let manifest = root.descriptor.find(PluginLayout.manifestName.utf8)
            if case .vanished = manifest {
            } else {
                try packer.visit(RelativePath(PluginLayout.manifestName), manifest)
            }
            var walk = TreeWalk(root, limits: limits.forPaths)
            try walk.run(&packer)
        } catch {
            throw error.cause as? ArchiveError ?? ArchiveError(.unreadable, error.message, cause: error)
        }
        try packer.finish()
    }
}

/// The archive as a file.
private struct ArchiveOutput {
    let descriptor: Descriptor
    let shown: String

    func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        let number = FileWrite.all(bytes, to: descriptor)
        if number != 0 { throw failure("write", number) }
    }

    func sync() throws(ArchiveError) {
        do throws(SystemCallError) {
            try TreeSync.syncOne(descriptor)
        } catch {
            throw failure(error.call, error.errno)
        }
    }

    private func failure(_ call: String, _ number: Int32) -> ArchiveError {
        .writing("the archive \(shown)", SystemCallError(call: call, errno: number))
    }
}

/// Packs what a walk finds. What it throws is the cause of the error that the walk knows.
private struct TreePacker: TreeVisitor {
    private let deflater: Deflater
    private let output: ArchiveOutput
    private var rules: EntryRules

    init(_ output: ArchiveOutput, limits: ArchiveLimits) throws(ArchiveError) {
        self.output = output
        rules = EntryRules(limits: limits)
        deflater = try Deflater()
    }

    mutating func visit(_ path: RelativePath, _ item: FoundItem) throws(IntegrityError) {
        do throws(ArchiveError) {
            try pack(path, item)
        } catch {
            throw IntegrityError(code: .refusedFile, message: error.message, cause: error)
        }
    }

    mutating func finish() throws(ArchiveError) {
        try compress(TarEncoding.end, isLast: true)
        try output.sync()
    }

    private mutating func pack(_ path: RelativePath, _ item: FoundItem) throws(ArchiveError) {
        switch item {
        case .directory: try begin(path, TarHeader(type: UInt8(ascii: "5"), mode: 0o755, size: 0))
        case .file(let file):
            let size = file.info.size
            try begin(path, TarHeader(type: UInt8(ascii: "0"), mode: Int64(file.info.mode), size: size))
            try compress(file, path)
            try compress(TarEncoding.padding(after: size))
        case .symbolicLink:
            throw .about(path.bytes, .refusedEntry, "is a symbolic link; put the file itself in its place")
        case .special: throw .about(path.bytes, .refusedEntry, "is no regular file; remove it")
        case .unreadable(let number):
            throw .about(path.bytes, .unreadable, "cannot be read (\(errorText(number))); check its permissions")
        case .vanished: throw .about(path.bytes, .unreadable, "disappeared while the folder was read; try again")
        }
    }

    /// Packs a header, when the entry is one that would be unpacked again.
    private mutating func begin(_ path: RelativePath, _ header: TarHeader) throws(ArchiveError) {
        guard let entry = try rules.accept(path.bytes, header) else { return }
        try compress(TarEncoding.header(of: entry))
    }

    private func compress(_ file: OpenedFile, _ path: RelativePath) throws(ArchiveError) {
        var stop: ArchiveError?
        let failure = FileDigest.read(file) { chunk in
            do throws(ArchiveError) {
                try deflater.compress(chunk, output.write)
                return true
            } catch {
                stop = error
                return false
            }
        }
        if let stop { throw stop }
        switch failure {
        case nil, .digest: break
        case .unreadable(let number):
            throw .about(path.bytes, .unreadable, "cannot be read (\(errorText(number))); check its permissions")
        case .changedWhileReading:
            throw .about(path.bytes, .unreadable, "changed while it was read; stop what writes to it and try again")
        }
    }

    private func compress(_ bytes: [UInt8], isLast: Bool = false) throws(ArchiveError) {
        var stop: ArchiveError?
        bytes.withUnsafeBytes { buffer in
            do throws(ArchiveError) { try deflater.compress(buffer, isLast: isLast, output.write) } catch {
                stop = error
            }
        }
        if let stop { throw stop }
    }
}

package import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What an archive became on disk.
package struct UnpackedArchive: Hashable, Sendable {
    /// The one folder at the top, when there is nothing beside it; nil for an archive whose files are at the top.
    package let wrapper: String?

    /// How many files there are.
    package let files: Int
}

/// Unpacks a `.tar.gz` into a folder of its own.
package enum ArchiveUnpacker {
    /// Makes a folder and unpacks an archive into it.
    ///
    /// Files have mode 0755 when their owner may execute them in the archive and 0644 otherwise, folders have 0755.
    /// Owners, times and extended attributes are not taken over. Everything is on the disk when this returns. Blocks
    /// until then.
    ///
    /// - Parameters:
    ///   - archive: The path of the archive, a regular file.
    ///   - parent: The folder in which the new folder is made.
    ///   - name: The name of the new folder, one component. It must not exist.
    ///   - limits: How much is read and written.
    ///   - followsLinks: Whether the archive's own name may be a symbolic link.
    ///   - isCancelled: Whether nobody wants the folder any more; asked between two pieces of the archive.
    /// - Throws: ``ArchiveError``, which names the archive, and the entry at fault. The folder is gone then.
    @discardableResult
    package static func unpack(
        _ archive: String,
        into parent: Descriptor,
        named name: String,
        limits: ArchiveLimits = ArchiveLimits(),
        followsLinks: Bool = true,
        isCancelled: () -> Bool = { false }
    ) throws(ArchiveError) -> UnpackedArchive {
        let shown = PathText.quoted(archive)
        let source = try open(archive, shown, followsLinks: followsLinks)
        let text = cString(name.utf8)
        let made = retrying { mkdirat(parent.raw, text, 0o755) }.errno
        if made != 0 {
            throw .writing("the folder for \(shown)", SystemCallError(call: "mkdirat", errno: made))
        }
        let (folder, number) = parent.open(name.utf8, flags: O_DIRECTORY)
        guard let folder else {
            throw .writing("the folder for \(shown)", SystemCallError(call: "openat", errno: number))
        }
        do throws(ArchiveError) {
            return try unpack(source, into: folder, limits: limits, isCancelled: isCancelled)
        } catch {
            _ = Removal.removeFolder(folder, named: Array(name.utf8), in: parent)
            throw error.preceded(by: "the archive \(shown) is not unpacked: ")
        }
    }

    private static func unpack(
        _ source: Descriptor,
        into folder: Descriptor,
        limits: ArchiveLimits,
        isCancelled: () -> Bool
    ) throws(ArchiveError) -> UnpackedArchive {
        var reader = try ArchiveReader(limits: limits)
        var writer = EntryWriter(folder)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Inflater.chunkBytes, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            if isCancelled() { throw ArchiveError(.writeFailed, "it was stopped", cause: CancellationError()) }
            let (count, number) = retrying { read(source.raw, buffer.baseAddress, buffer.count) }
            if count < 0 {
                throw ArchiveError(
                    .unreadable,
                    "it cannot be read (\(errorText(number)))",
                    cause: SystemCallError(call: "read", errno: number)
                )
            }
            if count == 0 { break }
            try reader.read(UnsafeRawBufferPointer(rebasing: buffer[..<count]), &writer)
        }
        try reader.finish()
        do throws(SystemCallError) {
            try TreeSync.sync(folder)
        } catch {
            throw .writing("its contents", error)
        }
        return writer.result
    }

    private static func open(
        _ archive: String,
        _ shown: String,
        followsLinks: Bool
    ) throws(ArchiveError) -> Descriptor {
        guard !archive.isEmpty, !archive.utf8.contains(0) else {
            throw ArchiveError(.unreadable, "\(shown) is not a path; give the path of a .tar.gz")
        }
        let path = cString(archive.utf8)
        // Without waiting for the writer of a named pipe.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
        let (raw, number) = retrying { systemOpen(path, flags) }
        guard raw >= 0 else {
            throw ArchiveError(
                .unreadable,
                "the archive \(shown) cannot be opened (\(errorText(number))); check the path and its permissions",
                cause: SystemCallError(call: "open", errno: number)
            )
        }
        let descriptor = Descriptor(raw)
        guard descriptor.info().info?.kind == .regular else {
            throw ArchiveError(.unreadable, "the archive \(shown) is not a regular file; give the path of a .tar.gz")
        }
        return descriptor
    }
}

/// `open(2)`; inside ``ArchiveUnpacker`` the name means its own method.
private func systemOpen(_ path: [CChar], _ flags: Int32) -> Int32 {
    open(path, flags)
}

/// Writes the entries of an archive below a folder.
private struct EntryWriter: ArchiveVisitor {
    private var tree: TreeWriter
    private var file: (descriptor: Descriptor, entry: ArchiveEntry)?
    private var files = 0
    private var tops: Set<String> = []
    private var hasFileAtTop = false

    init(_ folder: Descriptor) {
        tree = TreeWriter(folder)
    }

    var result: UnpackedArchive {
        UnpackedArchive(wrapper: tops.count == 1 && !hasFileAtTop ? tops.first : nil, files: files)
    }

    mutating func begin(_ entry: ArchiveEntry) throws(ArchiveError) {
        let path = RelativePath(entry.path)
        // Two are enough to know that there is more than one.
        if tops.count < 2 { tops.insert(String(PathText.components(entry.path)[0])) }
        do throws(SystemCallError) {
            switch entry.kind {
            case .folder: try tree.makeFolder(path)
            case .file:
                files += 1
                if path.components.count == 1 { hasFileAtTop = true }
                file = (try tree.makeFile(path), entry)
            }
        } catch {
            throw failure(entry, error)
        }
    }

    mutating func contents(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard let file else { return }
        let number = FileWrite.all(bytes, to: file.descriptor)
        if number != 0 { throw failure(file.entry, SystemCallError(call: "write", errno: number)) }
    }

    mutating func end() throws(ArchiveError) {
        guard let file, case .file(_, let isExecutable) = file.entry.kind else { return }
        let number = retrying { fchmod(file.descriptor.raw, isExecutable ? 0o755 : 0o644) }.errno
        if number != 0 { throw failure(file.entry, SystemCallError(call: "fchmod", errno: number)) }
        self.file = nil
    }

    private func failure(_ entry: ArchiveEntry, _ error: SystemCallError) -> ArchiveError {
        .writing("the entry \(PathText.quoted(entry.path))", error)
    }
}

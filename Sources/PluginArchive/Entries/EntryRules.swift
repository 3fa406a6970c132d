import PluginIntegrity

/// What an entry must be, alone and beside the entries before it.
struct EntryRules {
    private let limits: ArchiveLimits
    private var collisions = PathCollisions()
    private var namedFolders: Set<String> = []
    private var hasRoot = false
    private var files = 0
    private var totalBytes: Int64 = 0

    init(limits: ArchiveLimits) {
        self.limits = limits
    }

    /// Takes in an entry of a name and a header.
    ///
    /// - Returns: The entry, or nil for the root's own, which says nothing.
    mutating func accept(_ name: [UInt8], _ header: TarHeader) throws(ArchiveError) -> ArchiveEntry? {
        let isFolder = try isFolder(name, header)
        guard let path = try path(name, isFolder: isFolder) else { return nil }
        if let reason = collisions.insert(path, isFolder: isFolder) {
            throw .about(name, .duplicatePath, reason.replacing("is listed", with: "is in the archive"))
        }
        if isFolder {
            if !namedFolders.insert(path).inserted {
                throw .about(name, .duplicatePath, "is in the archive twice")
            }
        } else {
            files += 1
        }
        if files > limits.maxFiles {
            throw .about(name, .limitExceeded, "is one file too many: at most \(limits.maxFiles) are unpacked")
        }
        if collisions.count - files > limits.maxFolders {
            throw .about(name, .limitExceeded, "is one folder too many: at most \(limits.maxFolders) are unpacked")
        }
        if isFolder { return ArchiveEntry(path: path, kind: .folder) }
        if header.size > limits.maxFileBytes {
            throw .about(name, .limitExceeded, "has more than \(limits.maxFileBytes) bytes")
        }
        try count(header.size, name)
        return ArchiveEntry(path: path, kind: .file(size: header.size, isExecutable: header.mode & 0o100 != 0))
    }

    /// Takes in the size of an extended header, before it is read.
    mutating func acceptMetadata(_ size: Int64) throws(ArchiveError) {
        if size > limits.maxMetadataBytes {
            throw ArchiveError(
                .limitExceeded,
                "an extended header has more than \(limits.maxMetadataBytes) bytes; pack the plugin without "
                    + "extended attributes"
            )
        }
        try count(size, nil)
    }

    private mutating func count(_ size: Int64, _ name: [UInt8]?) throws(ArchiveError) {
        // Cannot overflow: the total is at most the limit, and a size above the rest of it is refused.
        if size > limits.maxTotalBytes - totalBytes {
            let reason = "brings the whole above \(limits.maxTotalBytes) bytes"
            throw name.map { .about($0, .limitExceeded, reason) }
                ?? ArchiveError(.limitExceeded, "an extended header \(reason)")
        }
        totalBytes += size
    }

    private func isFolder(_ name: [UInt8], _ header: TarHeader) throws(ArchiveError) -> Bool {
        switch header.type {
        case UInt8(ascii: "0"), 0:
            if header.mode & 0o6000 != 0 {
                throw .about(
                    name,
                    .refusedEntry,
                    "is setuid or setgid; a plugin's files run with the user's own rights"
                )
            }
            return false
        case UInt8(ascii: "5"):
            if header.size != 0 {
                throw .about(name, .damaged, "is a folder of \(header.size) bytes; a folder has none")
            }
            return true
        case let type:
            throw .about(name, .refusedEntry, "\(Self.noun(of: type)); a plugin holds only regular files and folders")
        }
    }

    private static func noun(of type: UInt8) -> String {
        switch type {
        case UInt8(ascii: "1"): "is a hard link"
        case UInt8(ascii: "2"): "is a symbolic link"
        case UInt8(ascii: "3"): "is a character device"
        case UInt8(ascii: "4"): "is a block device"
        case UInt8(ascii: "6"): "is a named pipe"
        case UInt8(ascii: "S"): "is a sparse file"
        default: "is of the unknown type \(PathText.quoted(String(UnicodeScalar(type))))"
        }
    }

    /// The checked path of an entry; nil for the root.
    private mutating func path(_ name: [UInt8], isFolder: Bool) throws(ArchiveError) -> String? {
        var bytes = name[...]
        // As `tar -C folder .` writes all names, and nothing else: the rules refuse a second one.
        if bytes.starts(with: "./".utf8) { bytes = bytes.dropFirst(2) }
        if isFolder {
            if bytes.last == UInt8(ascii: "/"), bytes.count > 1 { bytes = bytes.dropLast() }
            if name.elementsEqual("./".utf8) || name.elementsEqual(".".utf8) {
                if hasRoot { throw .about(name, .duplicatePath, "is in the archive twice") }
                hasRoot = true
                return nil
            }
        }
        guard let path = String(validating: bytes, as: UTF8.self) else {
            throw .about(name, .invalidPath, "has a name that is not UTF-8")
        }
        if let violation = PathRules.formViolation(in: path, limits: limits.forPaths) {
            throw .about(
                name,
                violation.code == .limitExceeded ? .limitExceeded : .invalidPath,
                "is refused: its name \(violation.reason)"
            )
        }
        if PathText.components(path).contains(where: { $0.utf8.count > limits.maxComponentBytes }) {
            throw .about(
                name,
                .limitExceeded,
                "is refused: its name has a component of more than \(limits.maxComponentBytes) bytes"
            )
        }
        return path
    }
}

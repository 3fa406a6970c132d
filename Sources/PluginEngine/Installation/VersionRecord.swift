import PluginDefinition
import PluginIntegrity

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What `store/<digest>.json` remembers of a version beside its files. Losing one costs no more than its time.
struct VersionRecord: Codable, Hashable {
    /// The longest record in bytes.
    static let maxBytes: Int64 = 64 << 10

    var recordVersion = 1
    let id: PluginID
    let version: String
    let sealer: InstalledVersion.Sealer
    let installedAt: Int64
    /// When an engine tried it and did not take it, in milliseconds since 1970; nil when that is not so, or was before it
    /// was installed again or taken after all.
    var refusedAt: Int64?

    static func fileName(_ digest: String) -> String { "\(digest).json" }

    /// Reads a record; nil when there is none that can be read.
    init?(_ digest: String, in store: Descriptor) {
        guard case .file(let file) = store.find(Self.fileName(digest).utf8), file.info.size <= Self.maxBytes else {
            return nil
        }
        var bytes: [UInt8] = []
        let failure = FileDigest.read(file) { chunk in
            bytes.append(contentsOf: chunk)
            return true
        }
        guard failure == nil, let record = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = record
    }

    /// Makes a record of a version whose own is lost.
    init?(rebuilding digest: String, in folders: StateFolders) {
        guard let definition = try? DefinitionReader.read(directory: folders.path(ofVersion: digest)).definition else {
            return nil
        }
        self.init(id: definition.id, version: definition.versionText, sealer: .installer, installedAt: 0)
    }

    init(id: PluginID, version: String, sealer: InstalledVersion.Sealer, installedAt: Int64) {
        self.id = id
        self.version = version
        self.sealer = sealer
        self.installedAt = installedAt
    }

    /// Writes the record, in one step for every reader.
    func write(_ digest: String, in folders: StateFolders, from incoming: IncomingFolder) throws(PluginEngineError) {
        let name = "record"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        // A value of strings and a number can always be encoded; an empty file would be rebuilt.
        let bytes = (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        let (raw, number) = retrying { openat(incoming.folder.raw, name, flags, 0o600) }
        guard raw >= 0 else { throw StateFolders.failure(incoming.path, "openat", number) }
        let file = Descriptor(raw)
        try file.check("write", incoming.path, FileWrite.all(bytes, to: file))
        try file.check("fsync", incoming.path, retrying { fsync(file.raw) }.errno)
        let target = Self.fileName(digest)
        try file.check(
            "renameat",
            folders.path(ofVersion: target),
            retrying { renameat(incoming.folder.raw, name, folders.store.raw, target) }.errno
        )
    }
}

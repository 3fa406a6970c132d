import PluginDefinition
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The versions in `store/`. Those who change it hold ``StoreLock``.
struct VersionStore {
    let folders: StateFolders

    private var store: Descriptor { folders.store }
    private var path: String { "\(folders.path)/\(StateFolders.storeName)" }

    /// Every version with its record, newest first.
    func versions() throws(PluginEngineError) -> [(digest: String, record: VersionRecord)] {
        var versions: [(digest: String, record: VersionRecord)] = []
        for digest in try digests() {
            if let record = VersionRecord(digest, in: store) ?? VersionRecord(rebuilding: digest, in: folders) {
                versions.append((digest, record))
            }
        }
        return versions.sorted {
            $0.record.installedAt == $1.record.installedAt
                ? $0.digest < $1.digest : $0.record.installedAt > $1.record.installedAt
        }
    }

    /// The names of all versions.
    func digests() throws(PluginEngineError) -> [String] {
        try names().filter(HexText.isDigest)
    }

    private func names() throws(PluginEngineError) -> [String] {
        let (names, number) = store.names(limit: .max - 1)
        try store.check("readdir", path, number)
        return names.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Compares a version with its manifest, and the manifest with the version's name.
    func verify(_ digest: String) throws(IntegrityError) {
        let verified = try PluginVerifier.open(directory: folders.path(ofVersion: digest), executable: nil)
        if verified.manifest.digest != digest {
            throw IntegrityError(
                code: .notIntact,
                message: "\(PathText.quoted(folders.path(ofVersion: digest))) has another manifest than its name says; "
                    + "install the plugin again"
            )
        }
    }

    /// Puts a prepared plugin into the store. One that is there already is the same, when it is intact; when not, it is
    /// replaced.
    func add(
        _ plugin: PreparedPlugin,
        from incoming: IncomingFolder,
        atStep: (InstallStep) -> Void
    ) throws(PluginEngineError) -> VersionRecord {
        let digest = plugin.digest
        let isThere = (try? verify(digest)) != nil
        let known = isThere ? VersionRecord(digest, in: store) : nil
        let record = VersionRecord(
            id: plugin.definition.id,
            version: plugin.definition.versionText,
            sealer: known?.sealer ?? plugin.sealer,
            installedAt: WallClock.now
        )
        try record.write(digest, in: folders, from: incoming)
        atStep(.recorded)
        if !isThere {
            try takeOut(digest, to: incoming)
            let place = cString(plugin.place.bytes)
            let number = retrying { renameat(incoming.folder.raw, place, store.raw, digest) }.errno
            try store.check("renameat", path, number)
        }
        try store.syncNames(path)
        atStep(.stored)
        return record
    }

    /// Takes a version out of the store; its files go with the incoming folder.
    func remove(
        _ digest: String,
        to incoming: IncomingFolder,
        atStep: (InstallStep) -> Void
    ) throws(PluginEngineError) {
        try takeOut(digest, to: incoming)
        try store.syncNames(path)
        atStep(.versionTakenOut)
        unlinkat(store.raw, VersionRecord.fileName(digest), 0)
    }

    /// Removes records whose version is not there.
    func sweep() throws(PluginEngineError) {
        let names = Set(try names())
        for name in names where name.hasSuffix(".json") {
            let digest = String(name.dropLast(".json".count))
            if HexText.isDigest(digest), !names.contains(digest) {
                unlinkat(store.raw, name, 0)
            }
        }
    }

    private func takeOut(_ digest: String, to incoming: IncomingFolder) throws(PluginEngineError) {
        let number = retrying { renameat(store.raw, digest, incoming.folder.raw, digest) }.errno
        if number != ENOENT { try store.check("renameat", path, number) }
    }
}

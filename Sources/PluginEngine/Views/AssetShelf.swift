import PluginDefinition
import PluginIntegrity
import Synchronization

/// The files of plugins' user interfaces, opened when they are first wanted and each compared with the manifest whenever
/// it is read.
///
/// Of each plugin the last few versions stay open, for views that were opened before an upgrade and still load parts.
final class AssetShelf: Sendable {
    /// How many versions of one plugin stay open.
    static let maximumVersions = 3
    /// How large one file may be, in bytes.
    static let maximumFileBytes = 32 << 20

    private static let prefix = ComponentCheck.assets + "/"

    private struct Version {
        let digest: String
        let files: ListedFiles
    }

    private let versions = Mutex<[PluginID: [Version]]>([:])

    /// The files of a version, from a folder that holds it; nil when the folder holds another. Blocks until the manifest
    /// is read, or for a plugin without one until its files are hashed.
    func open(_ id: PluginID, _ digest: String, in directory: String, isSealed: Bool) -> ListedFiles? {
        if let files = find(id, digest) { return files }
        let manifest = isSealed ? nil : try? PluginSealer.manifest(of: directory)
        guard isSealed || manifest != nil, let files = try? ListedFiles(directory: directory, against: manifest),
            files.manifest.digest == digest
        else { return nil }
        versions.withLock { versions in
            var kept = versions[id, default: []].filter { $0.digest != digest }
            kept.append(Version(digest: digest, files: files))
            versions[id] = Array(kept.suffix(Self.maximumVersions))
        }
        return files
    }

    /// The files of a version that is open.
    func find(_ id: PluginID, _ digest: String) -> ListedFiles? {
        versions.withLock { $0[id]?.first { $0.digest == digest }?.files }
    }

    /// Closes all versions of a plugin that is gone.
    func close(_ id: PluginID) {
        versions.withLock { _ = $0.removeValue(forKey: id) }
    }

    /// From each path below `assets/` to the SHA-256 of the file.
    static func assets(in files: ListedFiles) -> [String: [UInt8]] {
        var assets: [String: [UInt8]] = [:]
        for entry in files.manifest.files where entry.path.hasPrefix(prefix) {
            assets[String(entry.path.dropFirst(prefix.count))] = HexText.bytes(entry.sha256)
        }
        return assets
    }

    /// One file below `assets/`; nil when it is not listed, or no longer what the manifest says. Blocks until it is read.
    static func content(of path: String, in files: ListedFiles) -> [UInt8]? {
        try? files.contents(of: prefix + path, limit: maximumFileBytes)
    }
}

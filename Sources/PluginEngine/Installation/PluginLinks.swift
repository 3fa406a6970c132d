import PluginDefinition
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The names in `plugins/`: which version of the store each leads to.
struct PluginLinks {
    /// Where the user's own folders are moved to.
    static let replacedName = ".replaced"

    /// What is at a plugin's name.
    enum Place: Hashable {
        case nothing
        /// A link of the engine's, to the version with this digest.
        case version(digest: String)
        /// A folder, a link to elsewhere, or anything else that the engine has not put there.
        case own
    }

    let folders: StateFolders

    private var plugins: Descriptor { folders.plugins }
    private var path: String { "\(folders.path)/\(StateFolders.pluginsName)" }

    /// What a link to a version reads.
    private static func target(_ digest: String) -> String { "../\(StateFolders.storeName)/\(digest)" }

    private static func digest(ofTarget target: [UInt8]) -> String? {
        let text = String(decoding: target, as: UTF8.self)
        let prefix = Self.target("")
        guard text.hasPrefix(prefix) else { return nil }
        let digest = String(text.dropFirst(prefix.count))
        return HexText.isDigest(digest) ? digest : nil
    }

    func place(of id: PluginID) -> Place { place(Array(id.rawValue.utf8)) }

    private func place(_ name: [UInt8]) -> Place {
        if let target = plugins.linkTarget(name) {
            return Self.digest(ofTarget: target).map { .version(digest: $0) } ?? .own
        }
        var status = stat()
        let text = cString(name)
        let number = retrying { fstatat(plugins.raw, text, &status, AT_SYMLINK_NOFOLLOW) }.errno
        return number == ENOENT ? .nothing : .own
    }

    /// The digests that any name leads to.
    func linkedDigests() throws(PluginEngineError) -> Set<String> {
        // More than any limit for plugins: a link that is not seen would let its version be collected.
        let (names, number) = plugins.names(limit: .max - 1)
        try plugins.check("readdir", path, number)
        return Set(
            names.compactMap { name in
                if case .version(let digest) = place(name) { digest } else { nil }
            }
        )
    }

    func ownFolderError(_ id: PluginID, _ what: String) -> PluginEngineError {
        PluginEngineError(
            code: .ownFolder,
            message: "the plugin \(id) is not \(what): \(PathText.quoted("\(path)/\(id)")) was put there by hand, and "
                + "the engine never removes that; move it away yourself, or use another id"
        )
    }

    /// Makes a plugin's name lead to a version, in one step for everybody who looks.
    ///
    /// - Returns: Where the user's own folder was moved to; nil when there was none.
    func point(
        _ id: PluginID,
        to digest: String,
        from incoming: IncomingFolder,
        replacingFolder: Bool,
        atStep: (InstallStep) -> Void
    ) throws(PluginEngineError) -> String? {
        var movedAside: String?
        let isOwn = place(of: id) == .own
        if isOwn, !replacingFolder {
            throw ownFolderError(id, "installed")
        }
        if isOwn {
            let aside = try exchange(id, with: digest, atStep)
            movedAside = "\(path)/\(Self.replacedName)/\(aside.name)"
            if aside.isExchanged {
                atStep(.switched)
                return movedAside
            }
        }
        let name = "link"
        let target = Self.target(digest)
        let made = retrying { symlinkat(target, incoming.folder.raw, name) }.errno
        try plugins.check("symlinkat", incoming.path, made)
        atStep(.linkMade)
        let renamed = retrying { renameat(incoming.folder.raw, name, plugins.raw, id.rawValue) }.errno
        // A folder that somebody has made at this very moment.
        if renamed == EISDIR { throw ownFolderError(id, "installed") }
        try plugins.check("renameat", path, renamed)
        try plugins.syncNames(path)
        atStep(.switched)
        return movedAside
    }

    /// Removes a plugin's name.
    func remove(_ id: PluginID) throws(PluginEngineError) {
        try plugins.check("unlinkat", path, retrying { unlinkat(plugins.raw, id.rawValue, 0) }.errno)
        try plugins.syncNames(path)
    }

    // MARK: - The user's own folders

    /// Moves the user's own folder aside. Where the system can, a link to the version takes its place in the same step,
    /// so that no moment is without either; the link waits at the very name that the folder gets, so that no moment has
    /// the folder where leftovers are removed.
    private func exchange(
        _ id: PluginID,
        with digest: String,
        _ atStep: (InstallStep) -> Void
    ) throws(PluginEngineError) -> (name: String, isExchanged: Bool) {
        let replaced = try StateFolders.folder(Self.replacedName, in: plugins, "\(path)/\(Self.replacedName)")
        let stem = "\(id)-\(WallClock.now / 1000)"
        let target = Self.target(digest)
        var name = stem
        var made: Int32 = EEXIST
        for attempt in 1...100 where made == EEXIST {
            name = attempt == 1 ? stem : "\(stem)-\(attempt)"
            made = retrying { symlinkat(target, replaced.raw, name) }.errno
        }
        try plugins.check("symlinkat", "\(path)/\(Self.replacedName)", made)
        atStep(.linkMade)
        let isExchanged = NameExchange.exchange(id.rawValue, in: plugins, name, in: replaced)
        if !isExchanged {
            unlinkat(replaced.raw, name, 0)
            let number = retrying { renameat(plugins.raw, id.rawValue, replaced.raw, name) }.errno
            try plugins.check("renameat", path, number)
            atStep(.folderMovedAside)
        }
        try replaced.syncNames(path)
        try plugins.syncNames(path)
        return (name, isExchanged)
    }

    /// Removes links that a killed process has left beside the folders that were moved aside; never a folder.
    func sweep() {
        guard case .directory(let replaced) = plugins.find(Self.replacedName.utf8) else { return }
        for name in replaced.names(limit: 1024).names {
            guard let target = replaced.linkTarget(name), Self.digest(ofTarget: target) != nil else { continue }
            unlinkat(replaced.raw, cString(name), 0)
        }
    }
}

import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folders that installing reads and writes, held by descriptors.
struct StateFolders: Sendable {
    /// The absolute path of the state folder.
    let path: String

    /// The state folder itself.
    let root: Descriptor

    /// `plugins/`: a folder of the user's own or a link into the store for each plugin.
    let plugins: Descriptor

    /// `store/`: each version under its manifest's digest.
    let store: Descriptor

    /// `store/.incoming/`: what is being installed or removed.
    let incoming: Descriptor

    static let pluginsName = "plugins"
    static let storeName = "store"
    static let incomingName = ".incoming"

    /// Opens the folders, and makes those that are missing.
    init(_ path: String) throws(PluginEngineError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw PluginEngineError(
                code: .storageFailed,
                message: "\(PathText.quoted(path)) is not a path; give the state folder, such as ~/.omniview"
            )
        }
        Self.makeFolders(path)
        guard let resolved = realpath(path, nil) else { throw Self.failure(path, "realpath", errno) }
        defer { free(resolved) }
        self.path = String(cString: resolved)
        let raw = open(resolved, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard raw >= 0 else { throw Self.failure(path, "open", errno) }
        root = Descriptor(raw)
        plugins = try Self.folder(Self.pluginsName, in: root, "\(self.path)/\(Self.pluginsName)")
        store = try Self.folder(Self.storeName, in: root, "\(self.path)/\(Self.storeName)")
        incoming = try Self.folder(
            Self.incomingName,
            in: store,
            "\(self.path)/\(Self.storeName)/\(Self.incomingName)"
        )
    }

    /// The absolute path of a version's folder.
    func path(ofVersion digest: String) -> String { "\(path)/\(Self.storeName)/\(digest)" }

    /// Makes the folder and those above it; whoever opens it afterwards sees what was impossible.
    private static func makeFolders(_ path: String) {
        let bytes = Array(path.utf8)
        for end in bytes.indices.dropFirst() where bytes[end] == UInt8(ascii: "/") {
            mkdir(cString(bytes[..<end]), 0o700)
        }
        mkdir(cString(bytes), 0o700)
    }

    /// Opens a real folder: links in these folders are relative, and would not survive another place.
    static func folder(_ name: String, in parent: Descriptor, _ shown: String) throws(PluginEngineError) -> Descriptor {
        let text = cString(name.utf8)
        let made = retrying { mkdirat(parent.raw, text, 0o700) }.errno
        guard made == 0 || made == EEXIST else { throw failure(shown, "mkdirat", made) }
        let (folder, number) = parent.open(name.utf8, flags: O_DIRECTORY)
        guard let folder else { throw failure(shown, "openat", number) }
        return folder
    }

    /// An error about the state folder or what is in it.
    static func failure(_ path: String, _ call: String, _ number: Int32) -> PluginEngineError {
        PluginEngineError(
            code: .storageFailed,
            message: "\(PathText.quoted(path)) cannot be read or written (\(errorText(number))); "
                + "check its permissions and the space on its disk",
            cause: SystemCallError(call: call, errno: number)
        )
    }
}

extension Descriptor {
    /// Throws when a system call in the folder at `path` left an error number.
    func check(_ call: String, _ path: String, _ number: Int32) throws(PluginEngineError) {
        if number != 0 { throw StateFolders.failure(path, call, number) }
    }

    /// Brings the names in this folder to the disk.
    func syncNames(_ path: String) throws(PluginEngineError) {
        let number = retrying { fsync(raw) }.errno
        // File systems that cannot do this for folders say EINVAL.
        try check("fsync", path, number == EINVAL ? 0 : number)
    }
}

import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folders below `plugins/` in which plugins may be.
///
/// Real folders are taken, and links that are relative and lead to a folder: so a version can be switched, and an
/// author's folder linked in, without a path that holds on one machine only. Files are ignored, and names that begin
/// with a dot.
public struct PluginFolders: Sendable {
    /// The most plugins that are looked at.
    public static let maximumCount = 1_000
    /// The most names in `plugins/` of any kind; with more, none of them is looked at.
    public static let maximumNames = 10_000

    /// `plugins/` itself, absolute and without symbolic links.
    public let root: String
    /// The folders, sorted by the bytes of their names.
    public private(set) var folders: [PluginFolder] = []
    /// The names that no plugin is taken from although one was probably meant to be there, and why not.
    public private(set) var refused: [(folder: PluginFolder, error: PluginEngineError)] = []
    /// What concerns no single folder, in sentences.
    public private(set) var notices: [String] = []

    /// Lists the folders below `plugins/`.
    ///
    /// - Parameters:
    ///   - directory: `plugins/`; links are followed.
    ///   - maximumCount: The most plugins that are looked at; further ones are reported in ``notices``.
    /// - Throws: ``PluginEngineError`` with code `not-found` when the folder cannot be listed, `limit-exceeded` when it
    ///   holds more than ``maximumNames``.
    public init(in directory: String, maximumCount: Int = Self.maximumCount) throws(PluginEngineError) {
        let names: [[UInt8]]
        do {
            names = try FolderListing.names(of: directory, limit: Self.maximumNames)
        } catch {
            let code: PluginEngineError.Code = error.code == .limitExceeded ? .limitExceeded : .notFound
            throw PluginEngineError(code: code, message: "no plugins can be found: \(error.message)", cause: error)
        }
        guard let root = Self.realPath(directory) else {
            throw PluginEngineError(
                code: .notFound,
                message: "no plugins can be found: the folder \(PathText.quoted(directory)) is no longer there"
            )
        }
        self.root = root
        for bytes in names where bytes.first != UInt8(ascii: ".") {
            guard folders.count < maximumCount, refused.count < maximumCount else {
                notices.append(
                    "\(PathText.quoted(root)) holds more than \(maximumCount) plugins: "
                        + "\"\(PluginFolder(name: bytes, directory: "", isLink: false).name)\" and those after it are not looked at; remove what is not needed"
                )
                break
            }
            add(bytes)
        }
    }

    private mutating func add(_ bytes: [UInt8]) {
        guard let name = String(validating: bytes, as: UTF8.self) else {
            let folder = PluginFolder(name: bytes, directory: root, isLink: false)
            return refuse(folder, "has a name that is not UTF-8; rename it")
        }
        let path = root == "/" ? "/\(name)" : "\(root)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: folders.append(PluginFolder(name: bytes, directory: path, isLink: false))
        case S_IFLNK: follow(path, bytes)
        default: break
        }
    }

    private mutating func follow(_ path: String, _ name: [UInt8]) {
        let link = PluginFolder(name: name, directory: path, isLink: true)
        var first: CChar = 0
        guard readlink(path, &first, 1) == 1 else { return }
        var status = stat()
        guard stat(path, &status) == 0, let target = Self.realPath(path) else {
            let reason = String(cString: strerror(errno))
            return refuse(link, "is a link that leads nowhere (\(reason)); link it again, or remove it")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return }
        guard first != CChar(bitPattern: UInt8(ascii: "/")) else {
            return refuse(link, "is a link with an absolute path; link it with a relative one, as ln -sr does")
        }
        guard root != target, target != "/", !root.hasPrefix(target + "/") else {
            return refuse(link, "is a link to a folder that holds the plugins' own; link the plugin's folder")
        }
        folders.append(PluginFolder(name: name, directory: target, isLink: true))
    }

    private mutating func refuse(_ folder: PluginFolder, _ reason: String) {
        let message = "\"\(folder.name)\" in \(PathText.quoted(root)) is not taken: it \(reason)"
        refused.append((folder, PluginEngineError(code: .invalidFolder, message: message)))
    }

    /// A path without symbolic links; nil when nothing is there.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

import Crypto
import FoundationEssentials

/// The files of the page and of what every view shares, as `dev/build-web` makes them.
///
/// They are read once, at the start: what is served is what was there then, whoever writes to the folder later.
struct WebFiles: Sendable {
    /// From each file's name to the file.
    let files: [String: WebFile]
    /// Names all of them together, in their addresses: 32 hexadecimal digits of a SHA-256.
    let digest: String

    /// The script of the page.
    static let page = "window.js"
    /// The script that comes first in a view's frame.
    static let frame = "frame.js"
    /// The names that scripts import, and the files that they stand for.
    static let modules = [
        "react": "react.js",
        "react-dom": "react-dom.js",
        "react-dom/client": "react-dom-client.js",
        "react/jsx-runtime": "react-jsx-runtime.js",
        "@omniview/plugin": "plugin.js",
    ]

    /// How many files there may be, and how many bytes each may have.
    private static let maximumFiles = 1_000
    private static let maximumBytes = 16 << 20

    /// Reads a folder.
    ///
    /// - Throws: ``EngineServerError`` with code `configuration` when it cannot be read, or lacks what a page needs.
    init(folder: String) throws(EngineServerError) {
        var files: [String: WebFile] = [:]
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw EngineServerError(
                .configuration,
                "the folder of the page, \(folder), cannot be read; build it with dev/build-web",
                cause: error
            )
        }
        for name in names.prefix(Self.maximumFiles) where !name.hasSuffix(".gz") && !name.hasPrefix(".") {
            // Folders, such as the one with the types for authors, are not served.
            guard let bytes = Self.read("\(folder)/\(name)") else { continue }
            files[name] = WebFile(bytes, compressed: Self.read("\(folder)/\(name).gz"), type: WebFile.type(of: name))
        }
        for name in [Self.page, Self.frame] + Self.modules.values.sorted() where files[name] == nil {
            throw EngineServerError(
                .configuration,
                "the folder of the page, \(folder), has no \(name); build it with dev/build-web"
            )
        }
        self.init(files)
    }

    init(_ files: [String: WebFile]) {
        self.files = files
        var hash = SHA256()
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            hash.update(data: Data("\(name)\n\(file.integrity)\n".utf8))
        }
        digest = hash.finalize().prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The path of a file on every origin.
    func path(of name: String) -> String { "/web/\(digest)/\(name)" }

    /// The scripts that one begins with brings along, as far as a document must know them: all but the page's own.
    func scripts(for entry: String) -> [String] {
        files.keys.filter { WebFile.isScript($0) && ($0 == entry || ($0 != Self.page && $0 != Self.frame)) }.sorted()
    }

    private static func read(_ path: String) -> [UInt8]? {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder,
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size <= maximumBytes,
            let data = FileManager.default.contents(atPath: path)
        else { return nil }
        return Array(data)
    }
}

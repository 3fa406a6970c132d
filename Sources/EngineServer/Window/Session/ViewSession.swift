import EngineAPI

/// A view that was opened, as the page gets to know it.
struct ViewSession: Encodable, Hashable, Sendable {
    let session: Int
    let plugin: String
    let view: String
    let title: String
    let version: String
    let isolation: String
    /// The address of the view's document on the plugin's own host name; empty when the engine listens on no port.
    let url: String
    let origin: String
    /// The same document on the page's own origin.
    let fallbackPath: String
    /// The path of the view's script, on the origin where it runs: the plugin's own, or the page's.
    let entry: String

    /// - Parameter port: the port of the engine's HTTP; nil without.
    init(_ view: OpenView, session: Int, key: String, port: Int?) {
        let name = PathSegment.encode(view.view)
        let origin = port.map { "http://\(view.plugin).localhost:\($0)" }
        self.session = session
        plugin = view.plugin
        self.view = view.view
        title = view.title
        version = view.version
        isolation = view.isInShell ? "shell" : "frame"
        url = origin.map { "\($0)/view/\(name)?key=\(key)" } ?? ""
        self.origin = origin ?? ""
        fallbackPath = "/view/\(view.plugin)/\(name)?key=\(key)"
        let base = PageFiles.base(of: view.plugin, at: view.isInShell ? .shared : .own)
        entry = ViewDocument.path(of: view.entry, digest: view.digest, base: base)
    }
}

extension PathSegment {
    /// A text as one part of a path.
    static func encode(_ text: some StringProtocol) -> String {
        encode(text) { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                true
            default: false
            }
        }
    }

    /// A path of several parts, in which only that is encoded which browsers encode too. They compare addresses letter by
    /// letter, so a character that has two spellings would have two addresses.
    static func encode(path: String) -> String {
        encode(path) { byte in (0x21...0x7e).contains(byte) && !encodedInPaths.contains(byte) }
    }

    /// The path percent-encode set of the URL standard, and what would mean something else in a path.
    private static let encodedInPaths = Set("\"#<>?^`{}%\\".utf8)

    private static func encode(_ text: some StringProtocol, isPlain: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var encoded = String.UnicodeScalarView()
        for byte in text.utf8 {
            if isPlain(byte) {
                encoded.append(UnicodeScalar(byte))
            } else {
                encoded.append(contentsOf: ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return String(encoded)
    }
}

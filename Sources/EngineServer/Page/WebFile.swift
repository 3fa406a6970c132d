import Crypto
import FoundationEssentials

/// One file of the page as it is served.
struct WebFile: Sendable {
    let bytes: [UInt8]
    /// The same, compressed with gzip, when the build has made that.
    let compressed: [UInt8]?
    /// The media type.
    let type: String
    /// What a document says about it, so that the browser takes nothing else: `sha256-` and the digest in base64.
    let integrity: String

    init(_ bytes: [UInt8], compressed: [UInt8]?, type: String) {
        self.bytes = bytes
        self.compressed = compressed
        self.type = type
        integrity = Self.integrity(ofDigest: Array(SHA256.hash(data: bytes)))
    }

    /// What a document says about a file whose SHA-256 is known.
    static func integrity(ofDigest digest: [UInt8]) -> String {
        "sha256-\(Data(digest).base64EncodedString())"
    }

    /// What a document says about a text that stands in it.
    static func integrity(of text: String) -> String { integrity(ofDigest: Array(SHA256.hash(data: Array(text.utf8)))) }

    /// The media type of a file by its name; browsers take no other than this (`nosniff`).
    static func type(of name: String) -> String {
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        return types[name[dot...].lowercased()] ?? "application/octet-stream"
    }

    static func isScript(_ name: String) -> Bool { type(of: name).hasPrefix("text/javascript") }

    static func isStyle(_ name: String) -> Bool { type(of: name).hasPrefix("text/css") }

    private static let types: [String: String] = [
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".gif": "image/gif",
        ".webp": "image/webp",
        ".ico": "image/x-icon",
        ".woff": "font/woff",
        ".woff2": "font/woff2",
        ".ttf": "font/ttf",
        ".wasm": "application/wasm",
        ".map": "application/json",
    ]
}

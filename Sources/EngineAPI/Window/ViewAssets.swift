/// The files that a plugin's views are made of.
public struct ViewAssets: Hashable, Sendable {
    /// The SHA-256 of the manifest, in hexadecimal.
    public var digest: String
    /// From each path inside `assets/` to the SHA-256 of the file, 32 bytes.
    public var files: [String: [UInt8]]
    /// From each view to the script that is loaded first, inside `assets/`.
    public var entries: [String: String]

    /// Creates the value.
    public init(digest: String, files: [String: [UInt8]], entries: [String: String]) {
        self.digest = digest
        self.files = files
        self.entries = entries
    }
}

/// The contents of `MANIFEST.json`: every file of a plugin with size, mode and SHA-256.
///
/// A value of this type keeps all rules of the format, however it was made.
public struct PluginManifest: Hashable, Sendable {
    /// The only format version that this release reads and writes.
    public static let currentVersion = 1

    /// The only digest algorithm of that version.
    public static let algorithm = "sha256"

    /// The format version.
    public let version: Int

    /// The files, sorted by the bytes of their paths.
    public let files: [Entry]

    /// One file of a plugin.
    public struct Entry: Sendable {
        /// The path relative to the plugin's folder, components separated by `/`.
        public let path: String

        /// The size in bytes.
        public let size: Int64

        /// The permission bits, 0 to 0o777.
        public let mode: UInt16

        /// The SHA-256 of the contents: 64 lower-case hexadecimal digits.
        public let sha256: String

        /// Makes an entry. Nothing is checked until a ``PluginManifest`` is made of it.
        ///
        /// - Parameters:
        ///   - path: The path relative to the plugin's folder.
        ///   - size: The size in bytes.
        ///   - mode: The permission bits.
        ///   - sha256: The SHA-256 as 64 lower-case hexadecimal digits.
        public init(path: String, size: Int64, mode: UInt16, sha256: String) {
            self.path = path
            self.size = size
            self.mode = mode
            self.sha256 = sha256
        }
    }

    /// Makes a manifest of entries in any order.
    ///
    /// - Parameters:
    ///   - files: The entries.
    ///   - limits: How much is accepted.
    /// - Throws: An ``IntegrityError`` that names the first entry breaking a rule of the format.
    public init(files: [Entry], limits: IntegrityLimits = IntegrityLimits()) throws(IntegrityError) {
        var rules = ManifestRules(limits: limits)
        for entry in files {
            try rules.add(entry)
        }
        self.init(checked: files)
    }

    /// Makes a manifest of entries that ``ManifestRules`` has accepted.
    init(checked files: [Entry]) {
        self.version = Self.currentVersion
        self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
}

extension PluginManifest.Entry: Hashable {
    // Written out because `String` takes NFC and NFD spellings for equal, and they are two files on Linux.

    /// Whether all fields are the same, paths byte for byte.
    public static func == (left: Self, right: Self) -> Bool {
        left.path.utf8.elementsEqual(right.path.utf8) && left.size == right.size && left.mode == right.mode
            && left.sha256.utf8.elementsEqual(right.sha256.utf8)
    }

    /// Hashes the path and the digest.
    public func hash(into hasher: inout Hasher) {
        for byte in path.utf8 { hasher.combine(byte) }
        hasher.combine(size)
    }
}

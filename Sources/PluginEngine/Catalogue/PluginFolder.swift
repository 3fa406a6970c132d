/// One folder in which a plugin may be.
public struct PluginFolder: Sendable, Hashable {
    /// Its name below `plugins/`, in which every byte but a printable ASCII character is `\xNN`, and a backslash too: so
    /// that it is safe to show, and no two folders have the same.
    public let name: String
    /// The folder itself, absolute and without symbolic links. A link that is switched leads to another one.
    public let directory: String
    /// Whether what is below `plugins/` is a link to the folder.
    public let isLink: Bool

    init(name: [UInt8], directory: String, isLink: Bool) {
        self.name = name.map(Self.shown).joined()
        self.directory = directory
        self.isLink = isLink
    }

    private static func shown(_ byte: UInt8) -> String {
        if (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") { return String(UnicodeScalar(byte)) }
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.count < 2 ? "0" : "") + digits
    }
}

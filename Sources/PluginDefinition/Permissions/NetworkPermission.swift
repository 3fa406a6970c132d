/// A host and port that a plugin asks to connect to.
public struct NetworkPermission: Sendable, Hashable, Codable {
    /// A name, an address, `*.suffix`, `*`, or `${settings.name}` for a host that the user sets.
    public var host: String
    /// The port, 1 to 65535.
    public var port: Int
    /// Why, in words for the user.
    public var reason: String

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - host: The host.
    ///   - port: The port, 1 to 65535.
    ///   - reason: Why, in words for the user.
    public init(host: String, port: Int, reason: String) {
        self.host = host
        self.port = port
        self.reason = reason
    }

    /// Whether a text has one of the forms of a host.
    static func isHost(_ text: String) -> Bool {
        if text == "*" || isSetting(text) { return true }
        if isAddress(text) { return true }
        let name = text.hasPrefix("*.") ? text.utf8.dropFirst(2) : text.utf8[...]
        guard !name.isEmpty, name.count <= 253 else { return false }
        return name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    /// `${settings.name}`.
    static func isSetting(_ text: String) -> Bool {
        guard text.hasPrefix("${settings."), text.hasSuffix("}") else { return false }
        return NameForm.isSetting(String(text.dropFirst("${settings.".count).dropLast()))
    }

    /// An IPv6 address, roughly; the system has the last word when it is used.
    private static func isAddress(_ text: String) -> Bool {
        let bytes = text.utf8
        return (2...45).contains(bytes.count)
            && bytes.count { $0 == UInt8(ascii: ":") } >= 2
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."): true
                case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
                default: false
                }
            }
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-") else {
            return false
        }
        return label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
        }
    }
}

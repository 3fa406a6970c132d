/// The name that a plugin has everywhere: its folder, its cookie's value, its routes, its place in the store.
///
/// An id is `[a-z0-9][a-z0-9-]{0,63}`: it can be a folder, a host name label and a URL segment on every system without
/// escaping, it cannot climb out of a folder, and two ids that look alike are alike.
public struct PluginID: Sendable, Hashable, RawRepresentable, LosslessStringConvertible {
    /// The longest id, in characters.
    public static let maximumLength = 64

    /// The id as text.
    public let rawValue: String

    /// Creates an id; nil unless the whole text has the form of one.
    public init?(rawValue: String) {
        guard Self.isValid(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    /// Creates an id; nil unless the whole text has the form of one.
    public init?(_ description: String) {
        self.init(rawValue: description)
    }

    /// The id as text.
    public var description: String { rawValue }

    /// Stands in for an id that was refused, so that the rest of the file can still be read.
    static let placeholder = PluginID(unchecked: "unnamed")

    private init(unchecked rawValue: String) {
        self.rawValue = rawValue
    }

    /// Whether the whole text, to its last byte, is `[a-z0-9][a-z0-9-]{0,63}`.
    static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, first != UInt8(ascii: "-"), bytes.count <= maximumLength else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}

extension PluginID: Comparable {
    /// Orders ids by their bytes.
    public static func < (left: PluginID, right: PluginID) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}

extension PluginID: Codable {
    /// Decodes an id from a string.
    ///
    /// - Throws: `DecodingError` when the string is not an id.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "a plugin id") { PluginID($0) }
    }

    /// Encodes the id as a string.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(rawValue, to: encoder)
    }
}

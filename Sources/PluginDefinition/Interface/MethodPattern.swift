/// Methods of a backend that views may call: `package.Service/Method`, or `package.Service/*` for all of a service.
public struct MethodPattern: Sendable, Hashable, LosslessStringConvertible {
    /// The full name of the service, with its package.
    public let service: String
    /// The name of the method; nil for all of the service.
    public let method: String?

    /// Reads a pattern; nil when it has not the form of one.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, description.utf8.count <= Self.maximumLength else { return nil }
        guard parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy(Self.isIdentifier) else {
            return nil
        }
        service = String(parts[0])
        if parts[1] == "*" {
            method = nil
        } else {
            guard Self.isIdentifier(parts[1]) else { return nil }
            method = String(parts[1])
        }
    }

    /// The pattern as it is written.
    public var description: String { "\(service)/\(method ?? "*")" }

    /// Whether a method, as `package.Service/Method`, is one of these.
    public func allows(_ path: String) -> Bool {
        guard let slash = path.firstIndex(of: "/"), path[..<slash] == service else { return false }
        guard let method else { return Self.isIdentifier(path[path.index(after: slash)...]) }
        return path[path.index(after: slash)...] == method
    }

    /// The longest pattern in bytes.
    private static let maximumLength = 256

    /// Whether it is a name in a `.proto` file.
    private static func isIdentifier(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: "_")
        }
    }
}

extension MethodPattern: Codable {
    /// Decodes a pattern from its text.
    ///
    /// - Throws: `DecodingError` when the string is not a pattern.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "a method pattern") { MethodPattern($0) }
    }

    /// Encodes the pattern as its text.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(description, to: encoder)
    }
}

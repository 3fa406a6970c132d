/// A number of bytes, written with its unit: `512Mi`, `10M`, `64k`, `100B`.
///
/// `Ki`, `Mi`, `Gi`, `Ti` are powers of 1024; `k`, `M`, `G`, `T` are powers of 1000; `B` is one. The unit is always
/// written, because a bare number has meant bytes in one tool and megabytes in the next.
public struct ByteSize: Sendable, Hashable, Comparable, LosslessStringConvertible {
    /// The number of bytes.
    public let bytes: Int64

    /// Creates a size from a number of bytes.
    public init(bytes: Int64) {
        self.bytes = bytes
    }

    /// Reads a size; nil without a unit, with a fraction, a sign, a leading zero, or when it passes 2^63 - 1 bytes.
    public init?(_ description: String) {
        let digits = description.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.count <= Self.maximumDigits, digits.first != UInt8(ascii: "0"),
            let number = Int64(Substring(digits)),
            let unit = Self.units.first(where: { $0.name.utf8.elementsEqual(description.utf8.dropFirst(digits.count)) })
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        guard !overflow else { return nil }
        self.bytes = bytes
    }

    /// The shortest exact text, such as `512Mi`.
    public var description: String {
        for unit in Self.units where bytes != 0 && bytes % unit.bytes == 0 {
            return "\(bytes / unit.bytes)\(unit.name)"
        }
        return "\(bytes)B"
    }

    /// Orders sizes by their number of bytes.
    public static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }

    static let maximumDigits = 12

    /// Largest first, so that a size is written in the largest unit that divides it.
    private static let units: [(name: String, bytes: Int64)] = [
        ("Ti", 1 << 40), ("T", 1_000_000_000_000), ("Gi", 1 << 30), ("G", 1_000_000_000), ("Mi", 1 << 20),
        ("M", 1_000_000), ("Ki", 1 << 10), ("k", 1000), ("B", 1),
    ]
}

extension ByteSize: Codable {
    /// Decodes a size from a string.
    ///
    /// - Throws: `DecodingError` when the string is not a size.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "a size") { ByteSize($0) }
    }

    /// Encodes the size as a string with its unit.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(description, to: encoder)
    }
}

/// How much processor time a plugin may use, in thousandths of one core.
///
/// Written as a number of cores (`1`, `0.5`, `"1.0"`) or in thousandths (`250m`).
public struct ProcessorShare: Sendable, Hashable, Comparable, LosslessStringConvertible {
    /// The largest share: 1024 cores.
    public static let maximumMillicores = 1_024_000

    /// Thousandths of one core.
    public let millicores: Int

    /// Creates a share; nil outside 1 to ``maximumMillicores``.
    public init?(millicores: Int) {
        guard (1...Self.maximumMillicores).contains(millicores) else { return nil }
        self.millicores = millicores
    }

    /// Reads a share; nil for a sign, an exponent, more than three decimals, or a share out of range.
    public init?(_ description: String) {
        if description.utf8.last == UInt8(ascii: "m") {
            guard let number = Self.number(description.utf8.dropLast()) else { return nil }
            self.init(millicores: number)
            return
        }
        let parts = description.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, let cores = Self.number(whole) else { return nil }
        var thousandths = 0
        if parts.count == 2 {
            guard parts[1].count <= 3, let digits = Self.number(parts[1]) else { return nil }
            thousandths = parts[1].count == 1 ? digits * 100 : parts[1].count == 2 ? digits * 10 : digits
        }
        self.init(millicores: cores * 1000 + thousandths)
    }

    /// The share in cores when it is whole, else in thousandths.
    public var description: String {
        millicores % 1000 == 0 ? "\(millicores / 1000)" : "\(millicores)m"
    }

    /// Orders shares by their size.
    public static func < (left: ProcessorShare, right: ProcessorShare) -> Bool { left.millicores < right.millicores }

    private static func number(_ digits: Substring.UTF8View) -> Int? {
        guard (1...7).contains(digits.count) else { return nil }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(Substring(digits))
    }
}

extension ProcessorShare: Codable {
    /// Decodes a share from a string.
    ///
    /// - Throws: `DecodingError` when the string is not a share.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "a number of cores") { ProcessorShare($0) }
    }

    /// Encodes the share as a string.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(description, to: encoder)
    }
}

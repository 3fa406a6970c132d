/// A version as Semantic Versioning 2.0.0 defines it, with its order.
///
/// Build metadata takes part in equality but not in precedence: `1.0.0+a` and `1.0.0+b` are different values of which
/// neither comes first; `<` puts them in the order of their text so that sorting is stable. Use ``precedes(_:)`` for
/// the standard's own relation.
public struct SemanticVersion: Sendable, Hashable, LosslessStringConvertible {
    /// The longest version text, in bytes.
    public static let maximumLength = 256

    /// Changes when something breaks.
    public let major: UInt64
    /// Changes when something is added.
    public let minor: UInt64
    /// Changes when something is mended.
    public let patch: UInt64
    /// The dot-separated identifiers after `-`; empty for a release.
    public let prerelease: [String]
    /// The dot-separated identifiers after `+`.
    public let build: [String]

    /// Creates a release version.
    ///
    /// - Parameters:
    ///   - major: Changes when something breaks.
    ///   - minor: Changes when something is added.
    ///   - patch: Changes when something is mended.
    public init(_ major: UInt64, _ minor: UInt64, _ patch: UInt64) {
        self.init(major: major, minor: minor, patch: patch, prerelease: [], build: [])
    }

    init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: [String], build: [String] = []) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
    }

    /// Reads a version such as `1.2.3`, `1.0.0-rc.1` or `2.0.0+20260101`.
    ///
    /// Nil for anything else: a leading `v`, leading zeros, a missing part, a part over 64 bits, surrounding space.
    public init?(_ description: String) {
        guard description.utf8.count <= Self.maximumLength else { return nil }
        var rest = description.utf8[...]
        var build: [String] = []
        if let plus = rest.firstIndex(of: UInt8(ascii: "+")) {
            guard let identifiers = Self.identifiers(rest[rest.index(after: plus)...], zeros: true) else { return nil }
            build = identifiers
            rest = rest[..<plus]
        }
        var prerelease: [String] = []
        if let dash = rest.firstIndex(of: UInt8(ascii: "-")) {
            guard let identifiers = Self.identifiers(rest[rest.index(after: dash)...], zeros: false) else { return nil }
            prerelease = identifiers
            rest = rest[..<dash]
        }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Self.number)
        guard parts.count == 3, let major = parts[0], let minor = parts[1], let patch = parts[2] else { return nil }
        self.init(major: major, minor: minor, patch: patch, prerelease: prerelease, build: build)
    }

    /// The canonical text.
    public var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-" + prerelease.joined(separator: ".") }
        if !build.isEmpty { text += "+" + build.joined(separator: ".") }
        return text
    }

    /// Whether this is not a release.
    public var isPrerelease: Bool { !prerelease.isEmpty }

    /// Whether this version comes before another by the rules of section 11 of the standard.
    public func precedes(_ other: SemanticVersion) -> Bool {
        compare(other) < 0
    }

    /// Negative, zero or positive as this version comes before, with or after another; build metadata is ignored.
    func compare(_ other: SemanticVersion) -> Int {
        for (mine, its) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where mine != its {
            return mine < its ? -1 : 1
        }
        if prerelease.isEmpty || other.prerelease.isEmpty {
            return (prerelease.isEmpty ? 1 : 0) - (other.prerelease.isEmpty ? 1 : 0)
        }
        for (mine, its) in zip(prerelease, other.prerelease) where mine != its {
            return Self.identifier(mine, precedes: its) ? -1 : 1
        }
        return prerelease.count - other.prerelease.count
    }

    /// Numbers come before words; numbers compare as numbers of any length, words by their ASCII bytes.
    private static func identifier(_ left: String, precedes right: String) -> Bool {
        switch (isNumeric(left.utf8), isNumeric(right.utf8)) {
        case (true, false): true
        case (false, true): false
        case (true, true) where left.utf8.count != right.utf8.count: left.utf8.count < right.utf8.count
        default: left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }

    static func number(_ digits: Substring.UTF8View) -> UInt64? {
        guard isNumeric(digits), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        return UInt64(Substring(digits))
    }

    private static func isNumeric(_ text: some Collection<UInt8>) -> Bool {
        !text.isEmpty && text.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func identifiers(_ text: Substring.UTF8View, zeros: Bool) -> [String]? {
        var identifiers: [String] = []
        for part in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.allSatisfy(isIdentifierByte) else { return nil }
            if !zeros, isNumeric(part), part.count > 1, part.first == UInt8(ascii: "0") { return nil }
            identifiers.append(String(Substring(part)))
        }
        return identifiers
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension SemanticVersion: Comparable {
    /// Precedence, and the text of the build metadata where precedence makes no difference.
    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        let order = left.compare(right)
        if order != 0 { return order < 0 }
        return left.build.joined(separator: ".") < right.build.joined(separator: ".")
    }
}

extension SemanticVersion: Codable {
    /// Decodes a version from a string.
    ///
    /// - Throws: `DecodingError` when the string is not a semantic version.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "a semantic version") { SemanticVersion($0) }
    }

    /// Encodes the version as a string.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(description, to: encoder)
    }
}

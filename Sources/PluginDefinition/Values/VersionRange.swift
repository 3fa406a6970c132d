/// A set of versions, written as package managers write it.
///
/// | written | means |
/// | --- | --- |
/// | `1.2.3`, `=1.2.3` | exactly that version |
/// | `^1.2.3` | at least that, below `2.0.0`; `^0.2.3` is below `0.3.0`, `^0.0.3` below `0.0.4` |
/// | `~1.2.3`, `~1.2` | at least that, below `1.3.0`; `~1` is below `2.0.0` |
/// | `1.2`, `1.2.x`, `1.x`, `1` | any version that starts so |
/// | `>=1.0 <2` | all of the conditions at once; a missing part is 0 |
/// | `>1`, `<=2` | after all versions that begin with `1`; up to all that begin with `2` |
/// | `*`, `x` | any version |
/// | `A \|\| B` | either |
///
/// A pre-release is in a range only if one of the conditions that admit it names a pre-release of the same
/// `major.minor.patch`: `>=1.0.0-beta` admits `1.0.0-rc.1` but not `1.1.0-rc.1`.
public struct VersionRange: Sendable, Hashable, LosslessStringConvertible {
    /// The longest range text, in bytes.
    public static let maximumLength = 256

    /// The range as it was written, without surrounding spaces.
    public let description: String
    /// Conditions that must all hold; one such list must.
    let alternatives: [[Comparator]]

    /// Every release.
    public static let any = VersionRange(description: "*", alternatives: [[]])

    /// Reads a range; nil when it has not one of the forms above.
    public init?(_ description: String) {
        guard let alternatives = VersionRangeParser.parse(description) else { return nil }
        self.init(description: description.trimmingSpaces(), alternatives: alternatives)
    }

    private init(description: String, alternatives: [[Comparator]]) {
        self.description = description
        self.alternatives = alternatives
    }

    /// Whether a version is in the range.
    public func contains(_ version: SemanticVersion) -> Bool {
        alternatives.contains { comparators in
            guard comparators.allSatisfy({ $0.admits(version) }) else { return false }
            guard version.isPrerelease else { return true }
            return comparators.contains { comparator in
                let bound = comparator.version
                return comparator.namesPrerelease
                    && (bound.major, bound.minor, bound.patch) == (version.major, version.minor, version.patch)
            }
        }
    }

    /// Whether no version at all can be in the range, as in `>=2 <1`.
    public var isEmpty: Bool { alternatives.allSatisfy(Self.isEmpty) }

    private static func isEmpty(_ comparators: [Comparator]) -> Bool {
        let lows = comparators.filter { $0.relation != .less && $0.relation != .lessOrEqual }
        let highs = comparators.filter { $0.relation != .greater && $0.relation != .greaterOrEqual }
        let least = SemanticVersion(major: 0, minor: 0, patch: 0, prerelease: ["0"])
        let bottom = Comparator(relation: .greaterOrEqual, version: least)
        return (lows + [bottom]).contains { low in
            highs.contains { high in
                let order = low.version.compare(high.version)
                let isClosed = low.relation != .greater && high.relation != .less
                return order > 0 || (order == 0 && !isClosed)
            }
        }
    }

    /// One condition.
    struct Comparator: Sendable, Hashable {
        enum Relation: Sendable, Hashable {
            case less
            case lessOrEqual
            case equal
            case greaterOrEqual
            case greater
        }

        let relation: Relation
        let version: SemanticVersion
        /// Whether the author wrote a pre-release here; the bound `<2.0.0-0` behind `^1` was not written.
        var namesPrerelease = false

        func admits(_ candidate: SemanticVersion) -> Bool {
            let order = candidate.compare(version)
            return switch relation {
            case .less: order < 0
            case .lessOrEqual: order <= 0
            case .equal: order == 0
            case .greaterOrEqual: order >= 0
            case .greater: order > 0
            }
        }
    }
}

extension VersionRange: Codable {
    /// Decodes a range from a string.
    ///
    /// - Throws: `DecodingError` when the string is not a range.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "a version range") { VersionRange($0) }
    }

    /// Encodes the range as it was written.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(description, to: encoder)
    }
}

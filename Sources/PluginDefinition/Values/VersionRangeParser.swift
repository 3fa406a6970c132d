/// Reads the text of a ``VersionRange``.
enum VersionRangeParser {
    typealias Comparator = VersionRange.Comparator

    static func parse(_ text: String) -> [[Comparator]]? {
        guard text.utf8.count <= VersionRange.maximumLength, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            return nil
        }
        var alternatives: [[Comparator]] = []
        for alternative in split(text) {
            guard let comparators = conjunction(alternative) else { return nil }
            alternatives.append(comparators)
        }
        return alternatives
    }

    /// Splits at `||`; a single `|` stays and is refused later.
    private static func split(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var index = start
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == "|", next < text.endIndex, text[next] == "|" {
                parts.append(text[start..<index])
                start = text.index(after: next)
                index = start
            } else {
                index = next
            }
        }
        parts.append(text[start...])
        return parts
    }

    private static func conjunction(_ text: Substring) -> [Comparator]? {
        var conditions: [(operator: String, version: Substring)] = []
        var pending: String?
        for word in text.split(separator: " ") {
            let sign = word.prefix { "<>=^~".contains($0) }
            let version = word.dropFirst(sign.count)
            if let earlier = pending {
                // `>= 1.0`: the sign stood alone before this word.
                guard sign.isEmpty else { return nil }
                conditions.append((earlier, version))
                pending = nil
            } else if version.isEmpty {
                pending = String(sign)
            } else {
                conditions.append((String(sign), version))
            }
        }
        guard pending == nil, !conditions.isEmpty else { return nil }
        var comparators: [Comparator] = []
        for condition in conditions {
            guard let partial = PartialVersion(condition.version),
                let meaning = meaning(of: condition.operator, partial)
            else { return nil }
            comparators += meaning
        }
        return comparators
    }

    private static func meaning(of sign: String, _ partial: PartialVersion) -> [Comparator]? {
        let low = Comparator(
            relation: .greaterOrEqual,
            version: partial.lowest,
            namesPrerelease: !partial.prerelease.isEmpty
        )
        switch sign {
        case "", "=":
            if partial.isComplete {
                return [Comparator(relation: .equal, version: partial.lowest, namesPrerelease: low.namesPrerelease)]
            }
            return partial.major == nil ? [] : between(low, partial.next(after: partial.precision))
        case "^": return partial.major == nil ? [] : between(low, partial.next(after: partial.significant))
        case "~": return partial.major == nil ? [] : between(low, partial.next(after: min(partial.precision, .minor)))
        case ">=": return partial.major == nil ? [] : [low]
        case "<":
            guard partial.major != nil else { return nil }
            return [below(partial.lowest, namesPrerelease: low.namesPrerelease)]
        case ">":
            guard partial.major != nil else { return nil }
            if partial.isComplete {
                return [Comparator(relation: .greater, version: partial.lowest, namesPrerelease: low.namesPrerelease)]
            }
            return partial.next(after: partial.precision).map { [Comparator(relation: .greaterOrEqual, version: $0)] }
        case "<=":
            if partial.major == nil { return [] }
            if partial.isComplete {
                return [
                    Comparator(relation: .lessOrEqual, version: partial.lowest, namesPrerelease: low.namesPrerelease)
                ]
            }
            return partial.next(after: partial.precision).map { [below($0)] }
        default: return nil
        }
    }

    private static func between(_ low: Comparator, _ high: SemanticVersion?) -> [Comparator]? {
        high.map { [low, below($0)] }
    }

    /// `<2.0.0` as authors mean it: without the pre-releases of `2.0.0`, which come before it.
    private static func below(_ version: SemanticVersion, namesPrerelease: Bool = false) -> Comparator {
        guard !version.isPrerelease else {
            return Comparator(relation: .less, version: version, namesPrerelease: namesPrerelease)
        }
        let first = SemanticVersion(
            major: version.major,
            minor: version.minor,
            patch: version.patch,
            prerelease: ["0"]
        )
        return Comparator(relation: .less, version: first)
    }
}

/// A version of which the last parts may be missing or `x`, as ranges use it.
struct PartialVersion {
    enum Part: Int, Comparable {
        case major
        case minor
        case patch

        static func < (left: Part, right: Part) -> Bool { left.rawValue < right.rawValue }
    }

    /// The parts that are there, from the left; none for `*`.
    private let parts: [UInt64]
    let prerelease: [String]

    /// Reads `*`, `1`, `1.x`, `1.2`, `1.2.*`, `1.2.3`, `1.2.3-rc.1`; build metadata is refused in a range.
    init?(_ text: Substring) {
        if let full = SemanticVersion(String(text)) {
            guard full.build.isEmpty else { return nil }
            parts = [full.major, full.minor, full.patch]
            prerelease = full.prerelease
            return
        }
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...3).contains(words.count) else { return nil }
        var parts: [UInt64] = []
        var isOpen = false
        for word in words {
            if word == "*" || word == "x" || word == "X" {
                isOpen = true
            } else {
                // A number after a wildcard, as in `1.x.3`, says nothing.
                guard !isOpen, let number = SemanticVersion.number(word.utf8) else { return nil }
                parts.append(number)
            }
        }
        self.parts = parts
        prerelease = []
    }

    var major: UInt64? { parts.first }

    var isComplete: Bool { parts.count == 3 }

    /// The last part that is there.
    var precision: Part { Part(rawValue: max(0, parts.count - 1)) ?? .patch }

    /// The part that `^` keeps: the first that is not zero, or the last that is there.
    var significant: Part {
        for (index, part) in parts.enumerated() where part != 0 { return Part(rawValue: index) ?? .patch }
        return precision
    }

    /// The first version that fits; missing parts are zero.
    var lowest: SemanticVersion {
        SemanticVersion(major: value(.major), minor: value(.minor), patch: value(.patch), prerelease: prerelease)
    }

    /// The version after all that share the parts up to and including `part`; nil on overflow.
    func next(after part: Part) -> SemanticVersion? {
        let (raised, overflow) = value(part).addingReportingOverflow(1)
        guard !overflow else { return nil }
        return switch part {
        case .major: SemanticVersion(raised, 0, 0)
        case .minor: SemanticVersion(value(.major), raised, 0)
        case .patch: SemanticVersion(value(.major), value(.minor), raised)
        }
    }

    private func value(_ part: Part) -> UInt64 {
        part.rawValue < parts.count ? parts[part.rawValue] : 0
    }
}

/// Finds the word that was probably meant.
package enum Spelling {
    /// Longer words are not compared: the comparison costs the product of both lengths.
    static let longestWord = 32
    /// How many candidates are looked at. Those of the format are fewer; those of a file may be many.
    static let mostCandidates = 32

    /// The candidate nearest to `word`, or nil when none is near enough to be a slip of the fingers.
    ///
    /// The distance counts insertions, deletions, replacements and swaps of neighbours; up to a third of the word's
    /// length, and at least one, is taken for a slip. Ties go to the candidate listed first.
    package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        guard !word.isEmpty, word.unicodeScalars.count <= longestWord else { return nil }
        let folded = Array(Confusables.skeleton(of: word).lowercased().unicodeScalars)
        let tolerated = max(1, folded.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in candidates.prefix(mostCandidates) where candidate != word {
            guard abs(candidate.unicodeScalars.count - folded.count) <= tolerated else { continue }
            let distance = distance(folded, Array(candidate.unicodeScalars))
            if distance <= tolerated, distance < best?.distance ?? .max, distance < folded.count {
                best = (candidate, distance)
            }
        }
        return best?.word
    }

    /// The Damerau-Levenshtein distance in its "optimal string alignment" form.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        // Three rows of the table, used in turn.
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        var row = beforeLast
        for i in 1...left.count {
            row[0] = i
            for j in 1...right.count {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                var value = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    value = min(value, beforeLast[j - 2] + 1)
                }
                row[j] = value
            }
            swap(&beforeLast, &last)
            swap(&last, &row)
        }
        return last[right.count]
    }
}

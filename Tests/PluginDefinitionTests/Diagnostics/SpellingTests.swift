import Testing

@testable import PluginDefinition

@Suite struct SpellingTests {
    @Test(arguments: [
        ("exce", "exec"), ("lgo", "log"), ("capabilties", "capabilities"), ("resources", "resource"),
        ("Exec", "exec"), ("EXEC", "exec"), ("еxec", "exec"), ("metrics", "metric"),
    ])
    func nearest(word: String, expected: String) {
        let words = Capability.allCases.map(\.rawValue) + DefinitionKeys.version2
        #expect(Spelling.nearest(to: word, in: words) == expected)
    }

    @Test(arguments: ["", "banana", "x", String(repeating: "a", count: 33), "🔌"])
    func nothingIsNear(_ word: String) {
        #expect(Spelling.nearest(to: word, in: Capability.allCases.map(\.rawValue)) == nil)
    }

    @Test(arguments: [
        ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("ab", "ba", 1), ("kitten", "sitting", 3),
        ("ca", "abc", 3),
    ])
    func distance(left: String, right: String, expected: Int) {
        #expect(Spelling.distance(Array(left.unicodeScalars), Array(right.unicodeScalars)) == expected)
        #expect(Spelling.distance(Array(right.unicodeScalars), Array(left.unicodeScalars)) == expected)
    }
}

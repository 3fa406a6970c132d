import Testing

@testable import PluginDefinition

@Suite struct DiagnosticTests {
    @Test func descriptionIsWhatEditorsRecognise() {
        let diagnostic = Diagnostic(
            file: "plugins/a/plugin.yaml",
            line: 3,
            column: 10,
            severity: .error,
            code: .unknownKey,
            message: "unknown key `nmae`; did you mean `name`?",
            suggestion: "name"
        )
        #expect(
            diagnostic.description
                == "plugins/a/plugin.yaml:3:10: error: unknown key `nmae`; did you mean `name`? [unknown-key]"
        )
    }

    @Test func codesAreDistinctWords() {
        let codes = Diagnostic.Code.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count)
        for code in codes { #expect(code.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(code)") }
    }

    @Test func findingsAreInTheOrderOfTheFileAndLimited() {
        var bag = DiagnosticBag(file: "f", limit: 2)
        bag.add(.warning, .unknownKey, at: Position(line: 2, column: 1), "second")
        bag.add(.warning, .unknownKey, at: Position(line: 1, column: 5), "first")
        bag.add(.error, .unknownKey, at: Position(line: 9, column: 1), "dropped")
        #expect(bag.finished().map(\.place) == ["unknown-key 1:5", "unknown-key 2:1", "too-many-problems 9:1"])
        #expect(bag.finished().last?.severity == .error)
        #expect(bag.hasErrors)
    }

    @Test func whatAFileSaysCannotControlATerminal() {
        #expect(Printable.quote("a\u{1B}[31m") == "`a\\u{1b}[31m`")
        #expect(Printable.quote("\u{202E}abc") == "`\\u{202e}abc`")
        #expect(Printable.quote(String(repeating: "a", count: 61)) == "`" + String(repeating: "a", count: 60) + "…`")
    }

    @Test(arguments: [("а", "a"), ("ｅ", "e"), ("‐", "-"), ("ο", "o"), ("і", "i")])
    func lookAlikesAreKnown(text: String, double: String) {
        #expect(Confusables.skeleton(of: text) == double)
        #expect(Confusables.first(in: "x" + text)?.looksLike == Character(double))
    }

    @Test func otherCharactersHaveNoDouble() throws {
        #expect(Confusables.first(in: "plain") == nil)
        let found = try #require(Confusables.first(in: "a🔌"))
        #expect(found.looksLike == nil)
        #expect(Confusables.name(of: found.scalar) == "`🔌` (U+1F50C, ELECTRIC PLUG)")
    }
}

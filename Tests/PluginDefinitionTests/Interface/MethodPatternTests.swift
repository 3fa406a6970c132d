import PluginDefinition
import Testing

@Suite struct MethodPatternTests {
    @Test(arguments: [
        ("a.v1.Greeter/Greet", "a.v1.Greeter/Greet", true),
        ("a.v1.Greeter/Greet", "a.v1.Greeter/GreetAll", false),
        ("a.v1.Greeter/Greet", "a.v1.Greeter2/Greet", false),
        ("a.v1.Greeter/*", "a.v1.Greeter/Anything", true),
        ("a.v1.Greeter/*", "a.v1.Greeter/", false),
        ("a.v1.Greeter/*", "a.v1.Greeter/*", false),
        ("a.v1.Greeter/*", "a.v1.Greeter/a/b", false),
        ("a.v1.Greeter/*", "a.v1.Greeter", false),
        ("a.v1.Greeter/*", "/a.v1.Greeter/Greet", false),
        ("Greeter/Greet", "Greeter/Greet", true),
    ])
    func allowsWhatItNames(pattern: String, method: String, isAllowed: Bool) throws {
        #expect(try #require(MethodPattern(pattern)).allows(method) == isAllowed)
    }

    @Test(arguments: [
        "", "/", "a", "a/", "/a", "a.B/C/D", "a..B/C", ".B/C", "a.B/*x", "*/C", "a.*/C", "1a.B/C", "a.B/1C", "a b/C",
        "a.B/C ", "grüß.B/C", "a.B/" + String(repeating: "x", count: 253),
    ])
    func otherTextIsNone(text: String) {
        #expect(MethodPattern(text) == nil)
    }
}

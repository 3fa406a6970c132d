import PluginCapabilities
import Testing

@Suite struct SettingValueTests {
    @Test(
        arguments: [
            ("null", .null), ("true", true), (" 7 ", 7), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", 1.5), ("1e3", .number(1000)),
            (#""h\u00e9""#, "hé"), (#"["a",2]"#, ["a", 2]), (#"{"a":{"b":[]}}"#, .object(["a": .object(["b": []])])),
        ] as [(String, SettingValue)]
    )
    func readsJSON(_ json: String, _ value: SettingValue) {
        #expect(SettingValue(json: Array(json.utf8)) == value)
        // And what is written reads as the same.
        #expect(SettingValue(json: value.json(revealingSecrets: true)) == value)
    }

    @Test(arguments: ["", "nul", "1 2", "[1", "{1:2}", "1e999", "NaN", "'a'", String(repeating: "[", count: 100_000)])
    func refusesWhatIsNoJSON(_ json: String) {
        #expect(SettingValue(json: Array(json.utf8)) == nil)
    }

    @Test func refusesWhatIsNestedTooDeep() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(SettingValue(json: nested(SettingValue.depthLimit)) != nil)
        #expect(SettingValue(json: nested(SettingValue.depthLimit + 1)) == nil)
    }

    @Test func writesMembersSortedAndNoInfinity() {
        let value = SettingValue.object(["b": 1, "a": [.number(.infinity), "x\"\n"]])
        #expect(String(decoding: value.json(revealingSecrets: true), as: UTF8.self) == #"{"a":[null,"x\"\n"],"b":1}"#)
    }
}

@Suite struct SecretTests {
    private let word = "correct horse"

    @Test func showsNowhere() {
        let secret = Secret(word)
        let value = SettingValue.secret(secret)
        let definition = SettingDefinition("token", type: .password, default: value)
        var dumped = ""
        dump(Setting(definition, value: value), to: &dumped)
        let shown = [
            "\(secret)", String(reflecting: secret), "\(value)", String(reflecting: value), "\([value])",
            String(reflecting: ["a": value]), "\(definition)", String(reflecting: Setting(definition, value: value)),
            dumped, String(decoding: value.json(revealingSecrets: false), as: UTF8.self),
        ]
        for text in shown {
            #expect(!text.contains(word))
            #expect(text.contains("(secret)"))
        }
    }

    @Test func isThereForThePlugin() {
        #expect(Secret(word).reveal() == word)
        #expect(SettingValue.secret(Secret("a")).json(revealingSecrets: true) == Array(#""a""#.utf8))
    }
}

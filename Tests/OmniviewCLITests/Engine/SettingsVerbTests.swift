import EngineAPI
import FakeEngineSupport
import TestSupport
import Testing

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct SettingsVerbTests {
    /// One setting of each type.
    private static var scenario: FakeScenario {
        var scenario = FakeScenario()
        func setting(_ id: String, _ type: SettingType, isSecret: Bool = false, _ options: [SettingOption]? = nil) {
            scenario.settings.append(
                SettingInfo(id: id, label: id, type: type, isSecret: isSecret, isSet: false, options: options)
            )
        }
        let options = [SettingOption(label: "One", value: 1), SettingOption(label: "Two", value: "two")]
        setting("name", .text)
        setting("retries", .integer)
        setting("ratio", .float)
        setting("on", .toggle)
        setting("tint", .color)
        setting("when", .datetime)
        setting("choice", .select, options)
        setting("choices", .multiselect, options)
        setting("later", SettingType(rawValue: "matrix"))
        setting("pin", .integer, isSecret: true)
        return scenario
    }

    @Test func eachTypeIsReadAsItself() async throws {
        try await withEngine(Self.scenario) { engine in
            let run = try await engine.run(
                "plugin",
                "settings",
                "set",
                "hello",
                "name=a=b c",
                "retries=-3",
                "ratio=0.5",
                "on=yes",
                "tint=#fff",
                "when=2026-01-01T00:00:00Z",
                "choice=1",
                "choices=two,1",
                "later={\"a\":[1]}",
                "key=hunter3",
                "--unset",
                "shell",
                "--json"
            )
            #expect(run.code == 0, "\(run.error)")
            #expect(
                engine.service.updated == [
                    [
                        "name": "a=b c", "retries": -3, "ratio": .number(0.5), "on": true, "tint": "#fff",
                        "when": "2026-01-01T00:00:00Z", "choice": 1, "choices": ["two", 1], "later": ["a": [1]],
                        "key": "hunter3", "shell": .null,
                    ]
                ]
            )
            let settings = try run.value([SettingInfo].self)
            #expect(settings.count == 12)
            #expect(!run.text.contains("hunter"))
        }
    }

    @Test(arguments: [("name=", EngineAPI.JSONValue.string("")), ("choices=", .array([])), ("later=word", "word")])
    func aValueMayBeEmptyOrUnknown(word: String, value: EngineAPI.JSONValue) async throws {
        try await withEngine(Self.scenario) { engine in
            let run = try await engine.run("plugin", "settings", "set", "hello", word)
            #expect(run.code == 0, "\(run.error)")
            #expect(engine.service.updated.first?.values.first == value)
            #expect(run.text.contains("shell"))
        }
    }

    /// A word, and what the message says.
    static let wrong: [(word: String, says: String)] = [
        ("retries=many", "the setting retries takes a whole number, and `many` is not"),
        ("retries=1.5", "a whole number"),
        ("ratio=inf", "takes a number"),
        ("on=maybe", "true or false"),
        ("choice=three", "one of 1, two"),
        ("choices=1,three", "one of 1, two"),
        ("pin=hunter4", "the setting pin takes a whole number, and the value is not"),
        ("shel=zsh", "the plugin hello has no setting shel; did you mean shell?"),
        ("retreis=1", "did you mean retries?"),
        ("Name=1", "did you mean name?"),
        ("nothing.like.it=1", "the plugin hello has no setting nothing.like.it"),
    ]

    @Test(arguments: wrong) func aWrongValueSetsNothing(word: String, says: String) async throws {
        try await withEngine(Self.scenario) { engine in
            let run = try await engine.run("plugin", "settings", "set", "hello", "name=x", word)
            #expect(run.code == 65)
            #expect(run.error.contains(says), "\(run.error)")
            #expect(!run.error.contains("hunter"))
            #expect(engine.service.updated == [])
        }
    }

    @Test func aSecretComesFromStandardInput() async throws {
        try await withEngine { engine in
            let run = try await Omniview.run(
                engine.words(["plugin", "settings", "set", "hello", "--stdin", "key"]),
                input: Array("hunter5\n".utf8)
            )
            #expect(run.code == 0, "\(run.error)")
            #expect(engine.service.updated == [["key": "hunter5"]])
        }
    }

    @Test func theEngineDecidesInTheEnd() async throws {
        var scenario = Self.scenario
        scenario.failure = Problem(.settingInvalid, detail: "retries is at most 5")
        try await withEngine(scenario) { engine in
            let run = try await engine.run("plugin", "settings", "set", "hello", "retries=6")
            #expect(run.code == 65)
            #expect(run.error == "error: retries is at most 5\n")
        }
    }

    @Test func aSettingThatIsNotThereCannotBeRead() async throws {
        try await withEngine { engine in
            let run = try await engine.run("plugin", "settings", "get", "hello", "shel", "--json")
            #expect(run.code == 65)
            let error = try #require(run.object()["error"]?.object)
            #expect(error["suggestions"] == .array([.string("shell")]))
        }
    }
}

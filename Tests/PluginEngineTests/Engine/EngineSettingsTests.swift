import EngineAPI
import PluginCapabilities
import PluginHost
import PluginStore
import Synchronization
import TestSupport
import Testing

@testable import PluginEngine

/// The settings of the plugin that ships: `greeting` and `loud`.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineSettingsTests {
    private static func fixture(_ stored: [StoredSetting] = []) async throws -> EngineFixture {
        let fixture = try EngineFixture()
        try fixture.put("hello", .hello)
        if !stored.isEmpty { try await fixture.store { try await $0.setSettings(stored, of: "hello") } }
        return fixture
    }

    /// What the plugin says to somebody.
    private static func greeting(_ engine: Engine, of name: String = "ada") async throws -> String {
        let greet = try #require(PluginMethod("omniview.hello.v1.Greeter/Greet"))
        return try await engine.withBackend(of: pluginID("hello")) { plugin in
            let request = [0x0a, UInt8(name.utf8.count)] + Array(name.utf8)
            let answer = try await plugin.callUnary(greet, request: request)
            // Field 1 is a text; behind it comes the number of the process.
            return String(decoding: answer.dropFirst(2).prefix(Int(answer[1])), as: UTF8.self)
        }
    }

    @Test func storedOnesAreThereBeforeTheFirstCall() async throws {
        let stored = [StoredSetting(key: "greeting", json: #""Good morning""#)]
        try await Self.fixture(stored).run { engine in
            #expect(try await Self.greeting(engine) == "Good morning, ada!")
            try await engine.restart("hello")
            #expect(try await Self.greeting(engine) == "Good morning, ada!")
        }
    }

    @Test func changeReachesTheRunningPluginAndTheNext() async throws {
        let fixture = try await Self.fixture()
        try await fixture.run { engine in
            #expect(try await Self.greeting(engine) == "Hello, ada!")
            let settings = try await engine.update(["greeting": "Ahoy", "loud": true], of: "hello")
            #expect(settings.map(\.id) == ["greeting", "loud"])
            #expect(settings.map(\.value) == ["Ahoy", true])
            #expect(settings.map(\.isSet) == [true, true])
            #expect(try await Self.greeting(engine) == "AHOY, ADA!")
            let event = try await engine.events("plugin.settings-changed", of: "hello").event()
            #expect(event.data == ["keys": ["greeting", "loud"]])
        }
        let later = try await fixture.run { engine in try await Self.greeting(engine) }
        #expect(later == "AHOY, ADA!")
    }

    @Test func nullIsTheDefaultAgain() async throws {
        let stored = [StoredSetting(key: "greeting", json: #""Ahoy""#), StoredSetting(key: "loud", json: "true")]
        try await Self.fixture(stored).run { engine in
            #expect(try await Self.greeting(engine) == "AHOY, ADA!")
            let settings = try await engine.update(["greeting": .null], of: "hello")
            #expect(settings.first?.value == nil)
            #expect(settings.first?.isSet == false)
            #expect(settings.first?.defaultValue == "Hello")
            #expect(try await Self.greeting(engine) == "HELLO, ADA!")
            try await engine.restart("hello")
            #expect(try await Self.greeting(engine) == "HELLO, ADA!")
        }
    }

    /// As those of Omniview's SDK, which tells no defaults.
    @Test func oneWithoutADefaultIsUnsetByANewProcess() async throws {
        let stored = [StoredSetting(key: "greeting", json: #""Ahoy""#), StoredSetting(key: "loud", json: "true")]
        try await Self.fixture(stored).run { engine in
            #expect(try await Self.greeting(engine) == "AHOY, ADA!")
            let process = try await engine.summary(of: "hello").processID
            await engine.forgetDefaults(of: "hello")
            _ = try await engine.update(["greeting": .null], of: "hello")
            #expect(try await Self.greeting(engine) == "HELLO, ADA!")
            #expect(try await engine.summary(of: "hello").processID != process)
            #expect(try await engine.crashes(of: "hello").isEmpty)
        }
    }

    /// What fits its definition the plugin may refuse all the same.
    @Test func oneThatThePluginRefusesIsNotStored() async throws {
        try await Self.fixture().run { engine in
            _ = try await engine.update(["greeting": "Ahoy"], of: "hello")
            try await engine.start("hello")
            let problem = try await expectProblem(.settingInvalid) {
                _ = try await engine.update(["greeting": "?!", "loud": true], of: "hello")
            }
            #expect(problem.detail.contains("a greeting must have at least one word"))
            #expect(try await engine.settings(of: "hello").map(\.value) == ["Ahoy", nil])
            #expect(try await engine.settings(of: "hello").map(\.isSet) == [true, false])
            #expect(try await Self.greeting(engine) == "Ahoy, ada!")
            let audit = try await engine.store.audit(before: nil, limit: 9).map(\.entry)
                .map { "\($0.action) \($0.outcome)" }
            #expect(audit.contains("plugin.settings ok"))
            #expect(audit.contains("plugin.settings omniview:plugin/setting-invalid"))
        }
    }

    /// One that was stored while the plugin slept, or by an older version of it.
    @Test func oneThatThePluginRefusesAtItsStartKeepsNoOtherAway() async throws {
        let stored = [StoredSetting(key: "greeting", json: #""?!""#), StoredSetting(key: "loud", json: "true")]
        try await Self.fixture(stored).run { engine in
            let greeting = try await Self.greeting(engine)
            #expect(greeting == "HELLO, ADA!")
            let warnings = engine.logs.log(of: "hello")?.tail(100).map(\.record.message) ?? []
            #expect(warnings.contains { $0.contains("'greeting' is left out") && $0.contains("at least one word") })
        }
    }

    @Test func oneThatDoesNotFitKeepsAllAsTheyWere() async throws {
        try await Self.fixture().run { engine in
            let wrong: [[String: EngineAPI.JSONValue]] = [
                ["greeting": "Ahoy", "loud": "very"], ["greeting": "Ahoy", "colour": "red"],
                ["greeting": "Ahoy", "colour": .null],
            ]
            for values in wrong {
                try await expectProblem(.settingInvalid) { _ = try await engine.update(values, of: "hello") }
            }
            #expect(try await Self.greeting(engine) == "Hello, ada!")
            #expect(try await engine.settings(of: "hello").map(\.isSet) == [false, false])
        }
    }

    @Test func askingForThemWakesThePluginOnce() async throws {
        try await Self.fixture().run { engine in
            let settings = try await engine.settings(of: "hello")
            #expect(settings.map(\.id) == ["greeting", "loud"])
            #expect(settings.map(\.defaultValue) == ["Hello", false])
            #expect(try await engine.detail(of: "hello").settingsCount == 2)
            try await engine.stop("hello")
            // They are known now, and can be looked at and set while it is stopped.
            _ = try await engine.update(["greeting": "Ahoy"], of: "hello")
            try await engine.start("hello")
            #expect(try await Self.greeting(engine) == "Ahoy, ada!")
        }
    }

    @Test func pluginWithoutAnyHasNone() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            #expect(try await engine.settings(of: "one").isEmpty)
            try await expectProblem(.settingInvalid) { _ = try await engine.update(["a": 1], of: "one") }
            #expect(fixture.processes.isEmpty)
        }
    }

    @Test func storedOneThatNoLongerFitsIsLeftOutAndSaid() async throws {
        let stored = [
            StoredSetting(key: "greeting", json: #""Ahoy""#), StoredSetting(key: "loud", json: #""very""#),
            StoredSetting(key: "gone", json: "1"),
        ]
        try await Self.fixture(stored).run { engine in
            #expect(try await Self.greeting(engine) == "Ahoy, ada!")
            let lines = try await engine.logLines(of: "hello", tail: 99, level: .warning)
            #expect(lines.contains { $0.message.contains("a stored setting is left out") && $0.source == "host" })
        }
    }

    @Test func secretIsNeitherInTheLogNorTheAPINorTheJournal() async throws {
        let secret = "correct-horse-battery"
        let stored = [StoredSetting(key: "greeting", json: "\"\(secret)\"", isSecret: true)]
        let fixture = try await Self.fixture(stored)
        try await fixture.run { engine in
            #expect(try await Self.greeting(engine) == "\(secret), ada!")
            // The plugin logs whom it greets.
            _ = try await Self.greeting(engine, of: secret)
            #expect(try await engine.line("greeting", of: "hello") { $0.fields?["name"] == "[redacted]" } != nil)
            let setting = try #require(try await engine.settings(of: "hello").first)
            #expect(setting.isSecret && setting.isSet)
            #expect(setting.value == nil && setting.defaultValue == nil)
            _ = try await engine.update(["loud": true], of: "hello")
            for event in try await engine.store.events(after: 0, limit: 999).events {
                #expect(!event.event.payload.contains(secret))
            }
        }
        let log = String(decoding: try readFile("\(fixture.state)/logs/hello.log"), as: UTF8.self)
        #expect(log.contains("[redacted]") && !log.contains(secret))
    }
}

extension Engine {
    /// Takes the defaults out of what a plugin has told of its settings.
    fileprivate func forgetDefaults(of name: String) {
        let id = pluginID(name)
        let told = plugins[id]?.settings
        plugins[id]?.settings = told?.map { definition in
            var definition = definition
            definition.defaultValue = nil
            return definition
        }
    }
}

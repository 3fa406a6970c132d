import GRPCInProcessTransport
import PluginCapabilities
import Synchronization
import Testing

@Suite struct SettingsServiceTests {
    private static let definitions = [
        SettingDefinition("greeting", type: .text, default: "Hello"),
        SettingDefinition("times", type: .integer),
        SettingDefinition("token", type: .password),
    ]

    private func withSettings(
        onChange: @escaping @Sendable ([String: SettingValue]) -> Void = { _ in },
        _ body: @escaping @Sendable (SettingsClient<InProcessTransport.Client>, PluginSettings) async throws -> Void
    ) async throws {
        let settings = try PluginSettings(Self.definitions, onChange: onChange)
        try await withClient(of: [CapabilityService.settings(settings)]) { client in
            try await body(SettingsClient(plugin: "hello", client: client, timeout: patience), settings)
        }
    }

    @Test func setsWhatTheHostDelivers() async throws {
        let changes = Mutex<[[String: SettingValue]]>([])
        try await withSettings(onChange: { change in changes.withLock { $0.append(change) } }) { client, settings in
            #expect(settings.text("greeting") == "Hello")
            #expect(settings["times"] == nil)
            try await client.set(["greeting": "Good morning", "token": "t"])
            try await client.set("times", to: 3.0)
            #expect(settings.text("greeting") == "Good morning")
            #expect(settings.integer("times") == 3)
            #expect(settings.text("token") == "t")
            let times = try await client.value(of: Self.definitions[1])
            #expect(times == 3)
            let token = try await client.setting("token")
            #expect(token.value == .secret(Secret("t")))
            let listed = try await client.list()
            #expect(listed.problems.isEmpty)
            #expect(listed.settings.map(\.effectiveValue) == ["Good morning", 3, .secret(Secret("t"))])
            #expect(listed.settings[0].definition == Self.definitions[0])
        }
        #expect(
            changes.withLock { $0 } == [["greeting": "Good morning", "token": .secret(Secret("t"))], ["times": 3]]
        )
    }

    @Test func tellsThatASettingHasNoValue() async throws {
        try await withSettings { client, _ in
            let times = try await client.value(of: Self.definitions[1])
            #expect(times == nil)
            let setting = try await client.setting("times")
            #expect(setting.effectiveValue == nil)
        }
    }

    @Test func setsAllOrNothing() async throws {
        try await withSettings { client, settings in
            let invalid = await #expect(throws: CapabilityError.self) {
                try await client.set(["greeting": "Good morning", "times": "often"])
            }
            #expect(invalid?.code == .invalidValue)
            #expect(invalid?.description.contains("the setting 'times' takes a whole number") == true)
            #expect(invalid?.description.contains("hello") == true)
            #expect(invalid?.description.contains("often") == false)
            let unknown = await #expect(throws: CapabilityError.self) {
                try await client.set(["greeting": "Good morning", "colour": "#abc"])
            }
            #expect(unknown?.code == .unknownSetting)
            let null = await #expect(throws: CapabilityError.self) { try await client.set("greeting", to: .null) }
            #expect(null?.code == .invalidValue)
            #expect(settings.text("greeting") == "Hello")
        }
    }

    @Test func saysThatThereIsNoSuchSetting() async throws {
        try await withSettings { client, _ in
            let error = await #expect(throws: CapabilityError.self) { try await client.setting("colour") }
            #expect(error?.code == .unknownSetting)
        }
    }

    @Test func saysThatThereAreNoSettings() async throws {
        try await withClient(of: []) { client in
            let client = SettingsClient(plugin: "bare", client: client, timeout: patience)
            let error = await #expect(throws: CapabilityError.self) { try await client.list() }
            #expect(error?.code == .unimplemented)
            #expect(error?.message.contains("bare has no ListSettings") == true)
        }
    }

    @Test func refusesDefinitionsThatContradictThemselves() {
        #expect(throws: CapabilityError.self) {
            try PluginSettings([SettingDefinition("a", type: .integer, default: "one")])
        }
    }
}

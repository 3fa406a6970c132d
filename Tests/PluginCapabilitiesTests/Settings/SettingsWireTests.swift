import GRPCCore
import PluginCapabilities
import Synchronization
import Testing

/// The contract byte by byte, written by hand from its field numbers.
@Suite struct SettingsWireTests {
    private static let service = "omniview.sdk.settings.v1.SettingsPlugin"

    /// A ListSettings answer with one setting.
    private static func listed(_ id: String, _ setting: [UInt8]) -> [UInt8] {
        field(1, field(1, id) + field(2, setting))
    }

    private func list(_ answer: [UInt8]) async throws -> ListedSettings {
        let result = Mutex<ListedSettings?>(nil)
        try await withClient(of: [WireService(service: Self.service, answers: ["ListSettings": answer])]) { client in
            let listed = try await SettingsClient(plugin: "p", client: client, timeout: patience).list()
            result.withLock { $0 = listed }
        }
        return try #require(result.withLock { $0 })
    }

    @Test func writesAValueAsAnyOfBytesOfJSON() async throws {
        let settings = try PluginSettings([SettingDefinition("greeting", type: .text, default: "hi")])
        let answers = try await answers(of: .settings(settings), to: field(1, "greeting"))
        // GetSettingValueResponse.value: an Any with its type's address and a BytesValue, whose bytes are "hi" with
        // quotation marks.
        let bytesValue: [UInt8] = [0x0a, 4, 0x22, 0x68, 0x69, 0x22]
        let address = Array("type.googleapis.com/google.protobuf.BytesValue".utf8)
        let any = [0x0a, UInt8(address.count)] + address + [0x12, 6] + bytesValue
        #expect(answers["GetSettingValue"] == [0x0a, UInt8(any.count)] + any)
    }

    @Test func writesASettingAsTheContractHasIt() async throws {
        let settings = try PluginSettings([
            SettingDefinition(
                "mode",
                type: .select,
                label: "Mode",
                description: "How.",
                default: "a",
                options: [SettingOption("a", label: "A", description: "First")],
                isDeveloperOnly: true
            ),
            SettingDefinition(
                "path",
                type: .text,
                fileSelection: SettingFileSelection(
                    extensions: ["x", "y"],
                    allowsFolders: true,
                    isMultiple: true,
                    isRelative: true,
                    defaultPath: "d"
                )
            ),
        ])
        let mode =
            field(1, "mode") + field(2, "Mode") + field(3, "How.") + field(4, 1) + field(5, any(#""a""#))
            + field(6, any(#""a""#)) + field(7, field(1, "A") + field(2, "First") + field(3, any(#""a""#)))
            + field(9, 1)
        let ofMode = try await answers(of: .settings(settings), to: field(1, "mode"))
        #expect(ofMode["GetSetting"] == mode)
        let selection =
            field(1, 1) + field(2, 1) + field(3, "x") + field(3, "y") + field(4, 1) + field(5, 1) + field(6, "d")
        let ofPath = try await answers(of: .settings(settings), to: field(1, "path"))
        // The type of a text is 0, which protobuf leaves out.
        #expect(ofPath["GetSetting"] == field(1, "path") + field(2, "path") + field(8, selection))
    }

    @Test func readsASettingAsTheContractHasIt() async throws {
        let selection = field(1, 1) + field(2, 1) + field(3, "x") + field(4, 1) + field(5, 1) + field(6, "d")
        let options =
            field(7, field(1, "A") + field(2, "First") + field(3, any("1"))) + field(7, field(3, any(#""b""#)))
        let answer =
            Self.listed("path", field(1, "path") + field(2, "Path") + field(5, any(#"["a.x"]"#)) + field(8, selection))
            + Self.listed("mode", field(1, "mode") + field(4, 1) + field(5, any("1")) + options + field(9, 1))
            + Self.listed("token", field(1, "token") + field(4, 8) + field(5, any(#""t""#)))
            + Self.listed("unset", field(1, "unset") + field(4, 3) + field(5, any("null")))
            + Self.listed("off", field(1, "off") + field(8, field(2, 1)))
        let listed = try await list(answer)
        #expect(listed.problems.isEmpty)
        let mode = SettingDefinition(
            "mode",
            type: .select,
            options: [SettingOption(1, label: "A", description: "First"), SettingOption("b")],
            isDeveloperOnly: true
        )
        let path = SettingDefinition(
            "path",
            type: .text,
            label: "Path",
            fileSelection: SettingFileSelection(
                extensions: ["x"],
                allowsFolders: true,
                isMultiple: true,
                isRelative: true,
                defaultPath: "d"
            )
        )
        #expect(
            listed.settings == [
                Setting(mode, value: 1),
                Setting(SettingDefinition("off", type: .text)),
                Setting(path, value: ["a.x"]),
                Setting(SettingDefinition("token", type: .password), value: .secret(Secret("t"))),
                Setting(SettingDefinition("unset", type: .integer)),
            ]
        )
        #expect(listed.settings.filter(\.definition.isSensitive).map(\.definition.id) == ["token"])
    }

    @Test(arguments: zip(0...8 as ClosedRange<UInt8>, SettingType.allCases))
    func knowsTheNumberOfEachType(_ number: UInt8, _ type: SettingType) async throws {
        let listed = try await list(Self.listed("s", field(1, "s") + field(4, number)))
        #expect(listed.settings.map(\.definition.type) == [type])
    }

    /// A setting, and what is said about it; whether it is listed without its value.
    @Test(
        arguments: [
            (field(4, 3) + field(5, any(#""x""#)), "p: the setting 's' takes a whole number of 64 bits", true),
            (field(4, 3) + field(5, any("{")), "p: the setting 's' has a value that is no JSON", true),
            (
                field(5, field(1, "x/google.protobuf.StringValue")),
                "p: the setting 's' has a value that is no google.prot", true
            ),
            (
                field(5, field(1, "x/google.protobuf.BytesValue") + field(2, [0x0a, 9])),
                "p: the setting 's' has a value that cannot be decoded", true
            ),
            (
                field(5, any("\"" + String(repeating: "a", count: 65535) + "\"")),
                "p: the setting 's' has 65537 bytes of", true
            ),
            (field(1, "t"), "p: the setting 's' calls itself 't'", false),
            (field(4, 9), "p: the setting 's' has the type 9", false),
            (field(6, any("1")), "p: the setting 's' takes a text", false),
            (field(7, field(3, any("1"))), "p: the setting 's' has options, but is no choice", false),
        ] as [([UInt8], String, Bool)]
    )
    func namesPluginAndSettingOfWhatIsBad(_ setting: [UInt8], _ message: String, _ isListed: Bool) async throws {
        let good = Self.listed("good", field(5, any(#""v""#)))
        let listed = try await list(Self.listed("s", setting) + good)
        #expect(listed.problems.count == 1)
        #expect(listed.problems.first?.message.hasPrefix(message) == true, "\(listed.problems)")
        #expect(listed.settings.map(\.definition.id) == (isListed ? ["good", "s"] : ["good"]))
        #expect(listed.settings.last?.value == (isListed ? nil : "v"))
    }

    @Test func refusesTooManySettings() async throws {
        let answer = Array((0...1000).map { Self.listed("s\($0)", []) }.joined())
        let error = await #expect(throws: CapabilityError.self) { try await list(answer) }
        #expect(error?.code == .limitExceeded)
        #expect(error?.message == "p has 1001 settings; 1000 are allowed")
    }

    @Test func sendsWhatItSetsAsTheContractHasIt() async throws {
        let requests = Mutex<[String: [UInt8]]>([:])
        let wire = WireService(service: Self.service, answers: ["SetSetting": [], "SetSettings": []]) {
            method,
            request in
            requests.withLock { $0[method] = request }
        }
        try await withClient(of: [wire]) { client in
            let client = SettingsClient(plugin: "p", client: client, timeout: patience)
            try await client.set("a", to: .secret(Secret("hi")))
            try await client.set(["b": [1, true]])
        }
        #expect(requests.withLock { $0["SetSetting"] } == field(1, "a") + field(2, any(#""hi""#)))
        #expect(requests.withLock { $0["SetSettings"] } == field(1, field(1, "b") + field(2, any("[1,true]"))))
    }
}

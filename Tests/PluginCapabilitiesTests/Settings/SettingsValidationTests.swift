import PluginCapabilities
import Testing

@Suite struct SettingsValidationTests {
    private let validation = SettingsValidation()

    private static func definition(_ type: SettingType, _ selection: SettingFileSelection? = nil) -> SettingDefinition {
        let options = [SettingOption("a"), SettingOption(2), SettingOption(.object(["k": true]))]
        let isChoice = type == .select || type == .multiselect
        return SettingDefinition("s", type: type, options: isChoice ? options : [], fileSelection: selection)
    }

    private func result(_ value: SettingValue, _ definition: SettingDefinition) -> SettingValue? {
        try? validation.validated(value, for: definition)
    }

    /// Type, value, and what it becomes; nil when it is refused.
    @Test(
        arguments: [
            (.text, "a", "a"), (.text, "", ""), (.text, 1, nil), (.text, .null, nil), (.text, ["a"], nil),
            (.password, "a", .secret(Secret("a"))), (.password, .secret(Secret("a")), .secret(Secret("a"))),
            (.password, 1, nil),
            (.toggle, true, true), (.toggle, "true", nil), (.toggle, 1, nil), (.toggle, .null, nil),
            (.integer, 5, 5), (.integer, .integer(.max), .integer(.max)), (.integer, 5.0, 5), (.integer, 5.5, nil),
            (.integer, 1e30, nil), (.integer, "5", nil), (.integer, .number(.nan), nil),
            (.float, 5, 5.0), (.float, 0.5, 0.5), (.float, .number(.infinity), nil), (.float, "0.5", nil),
            (.color, "#abc", "#abc"), (.color, "#aBc4", "#aBc4"), (.color, "#a1b2c3", "#a1b2c3"),
            (.color, "#a1b2c3d4", "#a1b2c3d4"), (.color, "#ab", nil), (.color, "a1b2c3", nil), (.color, "#ggg", nil),
            (.color, "#a1b2c", nil), (.color, "red", nil), (.color, "", nil),
            (.select, "a", "a"), (.select, 2.0, 2), (.select, .object(["k": true]), .object(["k": true])),
            (.select, "b", nil), (.select, .null, nil), (.select, ["a"], nil),
            (.multiselect, [], []), (.multiselect, [2, "a"], [2, "a"]), (.multiselect, ["a", "a"], nil),
            (.multiselect, [2, 2.0], nil), (.multiselect, ["b"], nil), (.multiselect, "a", nil),
        ] as [(SettingType, SettingValue, SettingValue?)]
    )
    func takesWhatTheTypeAllows(_ type: SettingType, _ value: SettingValue, _ expected: SettingValue?) {
        #expect(result(value, Self.definition(type)) == expected)
    }

    @Test(arguments: [
        ("2030-01-31T12:00:00Z", true), ("2030-01-31t12:00:00.123456789+05:30", true),
        ("2024-02-29T23:59:60z", true), ("2000-02-29T00:00:00-00:00", true),
        ("2023-02-29T00:00:00Z", false), ("1900-02-29T00:00:00Z", false), ("2030-04-31T00:00:00Z", false),
        ("2030-13-01T00:00:00Z", false), ("2030-01-00T00:00:00Z", false), ("2030-01-01T24:00:00Z", false),
        ("2030-01-01T00:60:00Z", false), ("2030-01-01T00:00:61Z", false), ("2030-01-01 00:00:00Z", false),
        ("2030-01-01T00:00:00", false), ("2030-01-01T00:00:00.Z", false), ("2030-01-01T00:00:00.1234567890Z", false),
        ("2030-01-01T00:00:00+24:00", false), ("2030-01-01T00:00:00Z ", false), ("2030-01-01", false), ("", false),
        ("٢٠٣٠-01-01T00:00:00Z", false),
    ])
    func takesMomentsThatExist(_ text: String, _ isMoment: Bool) {
        #expect((result(.text(text), Self.definition(.datetime)) != nil) == isMoment)
    }

    @Test(
        arguments: [
            (SettingFileSelection(), "/etc/hosts", true), (SettingFileSelection(), "", true),
            (SettingFileSelection(), "a\0b", false), (SettingFileSelection(), ["/a"], false),
            (SettingFileSelection(extensions: ["yaml", ".yml"]), "/a/b.YAML", true),
            (SettingFileSelection(extensions: ["yaml", ".yml"]), "b.yml", true),
            (SettingFileSelection(extensions: ["yaml"]), "/a.yaml/b", false),
            (SettingFileSelection(extensions: ["yaml"]), "/a/byaml", false),
            (SettingFileSelection(extensions: ["yaml"], allowsFolders: true), "/a/b", true),
            (SettingFileSelection(isMultiple: true), ["/a", "/b"], true),
            (SettingFileSelection(isMultiple: true), "/a", false), (SettingFileSelection(isMultiple: true), [1], false),
            (SettingFileSelection(isRelative: true), "a/b", true),
            (SettingFileSelection(isRelative: true), "/a", false),
            (SettingFileSelection(isRelative: true), "a/../../b", false),
            (SettingFileSelection(isRelative: true), "a..b/..c", true),
        ] as [(SettingFileSelection, SettingValue, Bool)]
    )
    func takesPathsThatTheSelectionAllows(_ selection: SettingFileSelection, _ value: SettingValue, _ isAllowed: Bool) {
        #expect((result(value, Self.definition(.text, selection)) != nil) == isAllowed)
    }

    @Test func keepsTheLimitsOfValues() throws {
        var limits = SettingsLimits()
        limits.valueBytes = 12
        limits.elements = 2
        let validation = SettingsValidation(limits: limits)
        let text = Self.definition(.text)
        // Two more for the quotation marks.
        #expect(try validation.validated("0123456789", for: text) == "0123456789")
        let long = #expect(throws: CapabilityError.self) { try validation.validated("0123456789a", for: text) }
        #expect(long?.code == .limitExceeded)
        let many = #expect(throws: CapabilityError.self) {
            try validation.validated([1, 2, 3], for: Self.definition(.multiselect))
        }
        #expect(many?.code == .limitExceeded)
        var deep = SettingValue.null
        for _ in 0...SettingValue.depthLimit { deep = [deep] }
        #expect(throws: CapabilityError.self) { try SettingsValidation().validated(deep, for: text) }
    }

    @Test func namesTheSettingAndNotTheValue() {
        let definition = SettingDefinition("token\n", type: .password)
        let error = #expect(throws: CapabilityError.self) { try validation.validated(["hunter2"], for: definition) }
        #expect(error?.code == .invalidValue)
        #expect(error?.message == "the setting 'token?' takes a text")
    }

    @Test func takesAllValuesOrNone() throws {
        let definitions = ["a": Self.definition(.integer), "p": SettingDefinition("p", type: .password)]
        let values = try validation.validated(["a": 1, "p": "x"], for: definitions)
        #expect(values == ["a": 1, "p": .secret(Secret("x"))])
        let unknown = #expect(throws: CapabilityError.self) {
            try validation.validated(["a": 1, "b": 2], for: definitions)
        }
        #expect(unknown?.code == .unknownSetting)
    }

    @Test(arguments: [
        SettingDefinition("", type: .text), SettingDefinition("a b", type: .text), SettingDefinition("é", type: .text),
        SettingDefinition(String(repeating: "a", count: 129), type: .text),
        SettingDefinition("a", type: .text, label: String(repeating: "a", count: 1025)),
        SettingDefinition("a", type: .text, description: String(repeating: "a", count: 16 * 1024 + 1)),
        SettingDefinition("a", type: .text, options: [SettingOption("a")]),
        SettingDefinition("a", type: .select, options: [SettingOption("a"), SettingOption("a", label: "b")]),
        SettingDefinition("a", type: .select, options: (0...1000).map { SettingOption(.integer($0)) }),
        SettingDefinition("a", type: .select, default: "b", options: [SettingOption("a")]),
        SettingDefinition("a", type: .integer, default: "1"),
        SettingDefinition("a", type: .toggle, fileSelection: SettingFileSelection()),
        SettingDefinition("a", type: .integer, isSensitive: true),
        SettingDefinition("a", type: .text, fileSelection: SettingFileSelection(), isSensitive: true),
    ])
    func refusesDefinitionsThatContradictThemselves(_ definition: SettingDefinition) {
        #expect(throws: CapabilityError.self) { try validation.validated(definition) }
    }

    @Test func refusesTwoOfOneIDAndTooMany() {
        let twice = #expect(throws: CapabilityError.self) {
            try validation.validated([SettingDefinition("a", type: .text), SettingDefinition("a", type: .toggle)])
        }
        #expect(twice?.code == .invalidDefinition)
        let many = #expect(throws: CapabilityError.self) {
            try validation.validated((0...1000).map { SettingDefinition("s\($0)", type: .text) })
        }
        #expect(many?.code == .limitExceeded)
    }
}

import PluginDefinition
import Testing

@Suite struct NameTests {
    @Test(arguments: ["a", "0", "kubernetes", "a-b-c", "a--", "9lives", String(repeating: "a", count: 64)])
    func pluginID(_ text: String) throws {
        #expect(try #require(PluginID(text)).rawValue == text)
    }

    @Test(arguments: [
        "", ".", "..", "-a", "A", "a_b", "a.b", "a/b", "a\\b", "../a", "/a", "a b", " a", "a ", "a\n", "a\r\n", "a\0",
        "а",
        "ａ", "ä", "a\u{0301}", "a\u{200B}", String(repeating: "a", count: 65),
    ])
    func pluginIDIsRefused(_ text: String) {
        #expect(PluginID(text) == nil)
        #expect(PluginID(rawValue: text) == nil)
    }

    @Test func pluginIDsAreOrderedByBytes() throws {
        #expect(["b", "a-b", "a", "0"].compactMap { PluginID($0) }.sorted().map(\.rawValue) == ["0", "a", "a-b", "b"])
    }

    @Test func everyPlatformReadsBack() throws {
        for system in Platform.OperatingSystem.allCases {
            for architecture in Platform.Architecture.allCases {
                let platform = Platform(system, architecture)
                #expect(Platform(platform.description) == platform)
            }
        }
        #expect(Platform(.linux, .x86_64).description == "linux-x86_64")
        #expect(Platform(.macos, .arm64).description == "macos-arm64")
    }

    @Test(arguments: ["", "linux", "linux-", "-arm64", "linux_x86_64", "Linux-x86_64", "linux-amd64", "linux-arm64-x"])
    func platformIsRefused(_ text: String) {
        #expect(Platform(text) == nil)
    }

    @Test func thisPlatformHasAName() throws {
        let current = try #require(Platform.current)
        #if os(Linux)
        #expect(current.operatingSystem == .linux)
        #else
        #expect(current.operatingSystem == .macos)
        #endif
    }

    @Test func onlyTheUserInterfaceNeedsNoBackend() {
        #expect(Capability.allCases.filter { !$0.isBackend } == [.ui])
        #expect(
            Capability.allCases.map(\.rawValue) == ["resource", "exec", "networker", "log", "metric", "settings", "ui"]
        )
    }

    @Test(arguments: ["on_startup", "on_capability:log", "on_view:a-b", "on_command:x"])
    func activation(_ text: String) throws {
        #expect(try #require(Activation(text)).description == text)
    }

    @Test(arguments: [
        "", "on_startup:", "on_view", "on_view:", "on_view:A", "on_capability:exce", "on_command: a", "startup",
    ])
    func activationIsRefused(_ text: String) {
        #expect(Activation(text) == nil)
    }

    @Test(arguments: ["activity", "dashboard-card", "kubernetes/toolbar", "omniview/resource/sidebar/infopanel"])
    func extensionPoint(_ text: String) throws {
        #expect(try #require(ExtensionPoint(text)).description == text)
    }

    @Test(arguments: ["", "/", "a", "a/", "/a", "A/b", "a/B", "a//b", "a/../b", "a/b/c/d/e/f"])
    func extensionPointIsRefused(_ text: String) {
        #expect(ExtensionPoint(text) == nil)
    }

    @Test func commandPrefersTheArchitecture() {
        let command = Command.perPlatform([
            "linux": .init(program: "bin/any"), "linux-arm64": .init(program: "bin/arm", arguments: ["-x"]),
        ])
        #expect(command.command(for: Platform(.linux, .arm64)) == ["bin/arm", "-x"])
        #expect(command.command(for: Platform(.linux, .x86_64)) == ["bin/any"])
        #expect(command.command(for: Platform(.macos, .arm64)) == nil)
        #expect(Command.default.command(for: Platform(.windows, .x86_64)) == ["bin/plugin"])
    }

    @Test func aProgramWithoutASlashIsAnInterpreter() {
        #expect(Command.Line(program: "bin/plugin").isInsidePlugin)
        #expect(Command.Line(program: "./plugin").isInsidePlugin)
        #expect(!Command.Line(program: "python3", arguments: ["src/main.py"]).isInsidePlugin)
    }
}

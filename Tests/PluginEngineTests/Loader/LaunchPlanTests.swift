import PluginDefinition
import PluginEngine
import PluginHost
import PluginIntegrity
import PluginProtocol
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct LaunchPlanTests {
    @Test func theDefinitionDecidesHowTheBackendIsStarted() throws {
        let plugin = try SamplePlugin(
            definition: SamplePlugin.head + """
                backend:
                  command: [bin/plugin, --mode, plugin]
                  cookie: {key: A_COOKIE, value: is sweet}
                  app_protocols: [5, 6]
                  tls: optional
                  start_timeout: 1500ms
                  env:
                    pass: [LANG, HOME]
                    set: {ONE: "1", TWO: two}
                """
        )
        try plugin.install(Products.peer("cpp/bin/cpp-plugin"))
        let launch = try launch(of: plugin)
        #expect(launch.command.program == plugin.file("bin/plugin"))
        #expect(launch.command.arguments == ["--mode", "plugin"])
        #expect(launch.command.workingDirectory == plugin.path)
        #expect(launch.cookie.key == "A_COOKIE")
        #expect(launch.cookie.value == "is sweet")
        #expect(launch.appProtocols == [5, 6])
        #expect(launch.tls == .optional)
        #expect(launch.startTimeout == .milliseconds(1500))
        #expect(launch.passedEnvironment == ["LANG", "HOME"])
        #expect(launch.environment == ["ONE": "1", "TWO": "two"])
    }

    @Test func theDefaultsAreTheSafeOnes() throws {
        let plugin = try SamplePlugin(definition: SamplePlugin.head + "backend: {}\n")
        try plugin.install(Products.peer("cpp/bin/cpp-plugin"))
        let launch = try launch(of: plugin)
        #expect(launch.tls == .required)
        #expect(launch.cookie.key == "OMNIVIEW")
        #expect(launch.cookie.value == "sample")
        #expect(launch.passedEnvironment.isEmpty)
        #expect(launch.environment.isEmpty)
        #expect(launch.startTimeout == .seconds(60))
    }

    #if os(Linux)
    @Test func aNativeExecutableIsExecutedByItsDescriptor() throws {
        let plugin = try SamplePlugin.native()
        try PluginSealer.seal(directory: plugin.path)
        let loaded = try PluginLoader().load(directory: plugin.path)
        let path = try #require(loaded.launch?.command.executionPath)
        #expect(path.hasPrefix("/proc/"))
        #expect(try readFile(path) == readFile(plugin.file("bin/plugin")))
    }
    #endif

    @Test(arguments: ["", "  command: [sh, bin/plugin]", "  command: [bin/plugin, one]"])
    func whatAnInterpreterReadsIsAPrivateCopy(backend: String) throws {
        let plugin = try SamplePlugin.script("", backend: backend)
        try plugin.write("data", to: "lib/module.txt")
        try PluginSealer.seal(directory: plugin.path)
        var copy = ""
        try {
            let loaded = try PluginLoader().load(directory: plugin.path)
            let command = try #require(loaded.launch?.command)
            copy = try #require(command.workingDirectory)
            #expect(copy != plugin.path)
            // A script is known by its own path, and an interpreter reads the copy.
            let isInterpreted = backend.contains("sh,")
            #expect(command.executionPath == (isInterpreted ? nil : "\(copy)/bin/plugin"))
            #expect(command.program == (isInterpreted ? "sh" : plugin.file("bin/plugin")))
            for name in ["bin/plugin", "lib/module.txt", "plugin.yaml"] {
                #expect(try readFile("\(copy)/\(name)") == readFile(plugin.file(name)))
            }
            withExtendedLifetime(loaded) {}
        }()
        #expect(!FileManager.default.fileExists(atPath: copy), "the copy goes with the plugin")
    }

    @Test func thePlatformDecidesTheCommand() throws {
        let plugin = try SamplePlugin(
            backend: "  command: {linux: [bin/any], linux-arm64: [bin/arm], macos: [sh, bin/any]}"
        )
        try plugin.install(Products.peer("cpp/bin/cpp-plugin"), as: "bin/any")
        try plugin.install(Products.peer("cpp/bin/cpp-plugin"), as: "bin/arm")
        let programs: [(Platform, String)] = [
            (Platform(.linux, .x86_64), plugin.file("bin/any")),
            (Platform(.linux, .arm64), plugin.file("bin/arm")),
            (Platform(.macos, .arm64), "sh"),
        ]
        for (platform, program) in programs {
            #expect(try launch(of: plugin, platform: platform).command.program == program)
        }
        for (platform, name) in [(Platform(.windows, .x86_64), "windows-x86_64"), (nil, "this system")] {
            let error = try expectError(.unsupported) { try launch(of: plugin, platform: platform) }
            #expect(error.message.contains(name))
            #expect(error.message.contains("backend.command"))
        }
    }

    @Test func aCommandForAllPlatformsNeedsNoPlatform() throws {
        let plugin = try SamplePlugin.native()
        #expect(try launch(of: plugin, platform: nil).command.program == plugin.file("bin/plugin"))
    }

    @Test func multiplexingIsAskedForWhenTheDefinitionDoes() throws {
        #expect(try launch(of: SamplePlugin.native(backend: "  multiplex: true")).isMultiplexed)
        #expect(try !launch(of: SamplePlugin.native()).isMultiplexed)
    }

    private func launch(of plugin: SamplePlugin, platform: Platform? = .current) throws -> PluginLaunch {
        try #require(
            try PluginLoader(allowsUnsealed: true, platform: platform).load(directory: plugin.path).launch
        )
    }
}

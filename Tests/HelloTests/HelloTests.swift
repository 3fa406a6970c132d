import GRPCCore
import PluginCapabilities
import PluginEngine
import PluginHost
import PluginIntegrity
import PluginProtocol
import PluginTransport
import Synchronization
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The plugin that ships, as a user gets it: its folder sealed, verified and started by the engine.
@Suite(.startsProcesses) struct HelloTests {
    /// Puts the folder together as `make demo` does, and starts the plugin.
    private func withHello(_ body: (RunningPlugin, RecordingLog) async throws -> Void) async throws -> PluginEnd {
        let folder = try TemporaryFolder()
        let definition = try readFile("\(Products.root)/Plugins/hello/plugin.yaml")
        try folder.write(String(decoding: definition, as: UTF8.self), to: "plugin.yaml")
        // Its views are bundled of their sources, and are another test's.
        try folder.write("export {}\n", to: "assets/entry.js")
        try folder.write("", to: "bin/plugin")
        try FileManager.default.removeItem(atPath: "\(folder.path)/bin/plugin")
        try FileManager.default.copyItem(
            atPath: Products.executable("hello"),
            toPath: "\(folder.path)/bin/plugin"
        )
        try PluginSealer.seal(directory: folder.path)
        let loaded = try PluginLoader().load(directory: folder.path)
        #expect(loaded.diagnostics.isEmpty)
        let launch = try #require(loaded.launch)
        let log = RecordingLog()
        return try await loaded.withVerifiedFiles {
            try await PluginHost.withPlugin(launch, logger: log.logger()) { try await body($0, log) }.end
        }
    }

    @Test func greetsByName() async throws {
        let greet = try #require(PluginMethod("omniview.hello.v1.Greeter/Greet"))
        let end = try await withHello { plugin, log in
            #expect(plugin.tls?.peerKey == "ECDSA P-256")
            let answer = try await plugin.callUnary(greet, request: [0x0a, 3] + Array("ada".utf8))
            #expect(String(decoding: answer, as: UTF8.self).contains("Hello, ada!"))
            let toAll = try await plugin.callUnary(greet, request: [])
            #expect(String(decoding: toAll, as: UTF8.self).contains("Hello, world!"))
            // The log comes on a way of its own.
            let isLogged = try await ProcessFacts.eventually {
                log.entries.contains { $0.message == "greeting" && $0.metadata["name"] == "ada" }
            }
            #expect(isLogged)
        }
        #expect(end.isGraceful)
        #expect(end.exit == .exited(0))
    }

    @Test func greetsAsTheSettingsWant() async throws {
        let greet = try #require(PluginMethod("omniview.hello.v1.Greeter/Greet"))
        _ = try await withHello { plugin, _ in
            let settings = SettingsClient(plugin: plugin.name, client: plugin.client, timeout: .seconds(60))
            let before = try await settings.list()
            #expect(before.problems.isEmpty)
            #expect(before.settings.map(\.definition.id) == ["greeting", "loud"])
            #expect(before.settings.map(\.effectiveValue) == ["Hello", false])
            try await settings.set(["greeting": "Good morning", "loud": true])
            let answer = try await plugin.callUnary(greet, request: [0x0a, 3] + Array("ada".utf8))
            #expect(String(decoding: answer, as: UTF8.self).contains("GOOD MORNING, ADA!"))
            let error = await #expect(throws: CapabilityError.self) { try await settings.set("loud", to: "very") }
            #expect(error?.code == .invalidValue)
            #expect(error?.description.contains("the setting 'loud' takes true or false") == true)
        }
    }

    @Test func saysWhatItIsAndProvides() async throws {
        _ = try await withHello { plugin, _ in
            let lifecycle = LifecycleClient(plugin: plugin.name, client: plugin.client, timeout: .seconds(60))
            let info = try await lifecycle.info()
            #expect(info == PluginInfo(id: "hello", version: "1.0.0"))
            let capabilities = try await lifecycle.capabilities()
            #expect(capabilities == ["lifecycle", "settings"])
            let health = try await lifecycle.health()
            #expect(health == .serving)
            let services = try await plugin.services()
            #expect(services?.contains("omniview.sdk.lifecycle.v1.PluginLifecycle") == true)
        }
    }

    @Test func countsDownAndNotFromTooFar() async throws {
        let countdown = try #require(PluginMethod("omniview.hello.v1.Greeter/Countdown"))
        _ = try await withHello { plugin, _ in
            let answers = Mutex<[[UInt8]]>([])
            // Field 1 of the request is 3; of the answers 3, 2, 1, and 0, which protobuf leaves out.
            // Field 2 is the time between numbers: at once, and a millisecond.
            for request: [UInt8] in [[0x08, 3], [0x08, 3, 0x10, 1]] {
                answers.withLock { $0 = [] }
                try await plugin.call(countdown, request: request) { message in
                    answers.withLock { $0.append(message) }
                }
                #expect(answers.withLock { $0 } == [[0x08, 3], [0x08, 2], [0x08, 1], []])
            }
            for request: [UInt8] in [[0x08, 0xe9, 0x07], [0x08, 3, 0x10, 0x91, 0x4e]] {
                let error = await #expect(throws: RPCError.self) {
                    try await plugin.call(countdown, request: request) { _ in }
                }
                #expect(error?.code == .invalidArgument)
            }
        }
    }
}

import TestSupport
import Testing

/// `plugin inspect` of a plugin's folder.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct InspectCommandTests {
    @Test func aSealedPluginIsShownToPeople() async throws {
        let plugin = try await sealed(SamplePlugin.native())
        let run = try await Omniview.run(["plugin", "inspect", plugin.path])
        #expect(run.code == 0, "\(run.error)")
        #expect(run.error == "")
        #expect(!run.output.contains(0x1b), "no colour where there is no terminal")
        for line in [
            "sample", "  verified      2 files as sealed", "  app protocol  1",
            "  tls           TLS 1.3, peer key ECDSA P-521",
            "  multiplex     no", "  health        SERVING", "  services      not known: the plugin has no reflection",
            "  stopped       gracefully, exit code 0",
        ] {
            #expect(run.text.split(separator: "\n").contains(Substring(line)), "\(line) in:\n\(run.text)")
        }
        #expect(run.text.contains("  address       unix /"))
        for step in ["verify", "spawn", "handshake", "connect", "first answer", "stop"] {
            #expect(run.text.contains("\n  \(step) "), "\(step) in:\n\(run.text)")
        }
    }

    @Test func theJSONHasEveryKey() async throws {
        let plugin = try await sealed(SamplePlugin.native())
        let run = try await Omniview.run(["plugin", "inspect", plugin.path, "--json"])
        #expect(run.code == 0, "\(run.error)")
        let object = try run.object()
        #expect(
            object.keys.sorted() == [
                "address", "app_protocol", "health", "multiplex", "network", "services", "stop", "timings_ms", "tls",
                "verified",
            ]
        )
        #expect(object["app_protocol"] == .number(1))
        #expect(object["network"]?.string == "unix")
        #expect(object["address"]?.string?.hasPrefix("/") == true)
        #expect(object["tls"] == .object(["version": .string("TLS 1.3"), "peer_key": .string("ECDSA P-521")]))
        #expect(object["multiplex"] == .bool(false))
        #expect(object["services"] == .null)
        #expect(object["health"]?.string == "SERVING")
        #expect(object["verified"] == .bool(true))
        #expect(
            object["stop"] == .object(["graceful": .bool(true), "exit": .number(0), "signal": .null])
        )
        let timings = try #require(object["timings_ms"]?.object)
        #expect(timings.keys.sorted() == ["connect", "first_answer", "handshake", "spawn", "stop", "verify"])
        for (step, value) in timings { #expect((value.number ?? -1) > 0, "\(step)") }
    }

    @Test func thePluginThatShipsNamesItsServices() async throws {
        let plugin = try SamplePlugin(
            definition: String(decoding: readFile("\(Products.root)/Plugins/hello/plugin.yaml"), as: UTF8.self)
        )
        try plugin.install(Products.executable("hello"))
        try plugin.write("export {}\n", to: "assets/entry.js")
        let run = try await Omniview.run(["plugin", "inspect", sealed(plugin).path, "--json"])
        #expect(run.code == 0, "\(run.error)")
        let services = try #require(run.object()["services"]?.array).compactMap(\.string)
        #expect(
            services == [
                "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection", "omniview.hello.v1.Greeter",
                "omniview.sdk.lifecycle.v1.PluginLifecycle", "omniview.sdk.settings.v1.SettingsPlugin",
                "plugin.GRPCBroker", "plugin.GRPCController", "plugin.GRPCStdio",
            ]
        )
    }

    @Test func aPluginWithoutAManifestIsRefusedAndToldHow() async throws {
        let plugin = try SamplePlugin.native()
        let run = try await Omniview.run(["plugin", "inspect", plugin.path, "--json"])
        #expect(run.code == 77)
        let failure = try run.failure()
        #expect(failure.code == "unsealed")
        #expect(failure.message.contains("omniview plugin seal \(plugin.path)"))
        #expect(failure.message.contains("--unsealed"))
    }

    @Test func aPluginWithoutAManifestRunsWhenAskedForAndSaysSo() async throws {
        let plugin = try SamplePlugin.native()
        let run = try await Omniview.run(["plugin", "inspect", plugin.path, "--unsealed"])
        #expect(run.code == 0, "\(run.error)")
        #expect(run.text.contains("  verified      no: started without a manifest (--unsealed)\n"))
        let json = try await Omniview.run(["plugin", "inspect", plugin.path, "--unsealed", "--json"])
        #expect(try json.object()["verified"] == .bool(false))
    }

    /// Omniview's SDK reads the definition at a place in the home, where this plugin is not.
    @Test func aBackendOfOmniviewsFindsItsDefinition() async throws {
        let plugin = try SamplePlugin(definition: "id: sample\nversion: 1.0.0\ncapabilities: [resource]\n")
        let script = """
            #!/bin/sh
            grep -q 'id: sample' "$HOME/.omniview/plugins/$OMNIVIEW/plugin.yaml" || exit 7
            INTEROP_PLUGIN=hello exec \(try Products.peer("cpp/bin/cpp-plugin"))

            """
        try plugin.write(script, to: "bin/plugin", mode: 0o755)
        let run = try await Omniview.run(["plugin", "inspect", sealed(plugin).path])
        #expect(run.code == 0, "\(run.error)")
        #expect(run.text.contains("  health        SERVING\n"))
        // A home of the user's choice stays.
        let own = try await Omniview.run(["plugin", "inspect", plugin.path, "--env", "HOME=/nowhere"])
        #expect(own.error.contains("exited with code 7"), "\(own.error)")
    }

    @Test(arguments: [[], ["--unsealed"]])
    func anAlteredFileIsRefusedAndNamed(option: [String]) async throws {
        let plugin = try await sealed(SamplePlugin.native(rest: "icon: star"))
        try plugin.write("#!/bin/sh\nexit 3\n", to: "bin/plugin", mode: 0o755)
        let run = try await Omniview.run(["plugin", "inspect", plugin.path, "--json"] + option)
        #expect(run.code == 77)
        let failure = try run.failure()
        #expect(failure.code == "not-intact")
        #expect(failure.message.contains("bin/plugin was altered"))
        #expect(failure.message.contains("sample"))
    }

    @Test func aDefinitionWithErrorsIsBadDataWithAllOfThem() async throws {
        let plugin = try SamplePlugin(definition: SamplePlugin.head + "capabilities: [exce]\nlicens: MIT\n")
        let run = try await Omniview.run(["plugin", "inspect", plugin.path])
        #expect(run.code == 65)
        #expect(run.text == "")
        let lines = run.error.split(separator: "\n")
        #expect(lines.count == 3)
        let summary = "error: the definition in \(plugin.path) has errors, the first in line 5, column 16: unknown"
        #expect(lines[0].hasPrefix(summary))
        #expect(lines[1].hasPrefix("\(plugin.path)/plugin.yaml:5:16: error: unknown capability `exce`"))
        #expect(lines[2].hasPrefix("\(plugin.path)/plugin.yaml:6:1: error: "))
    }

    @Test func aPageAloneHasNothingToInspect() async throws {
        let plugin = try SamplePlugin(definition: SamplePlugin.head + "capabilities: [ui]\nui: {entry: main.js}\n")
        try plugin.write("export {}", to: "assets/main.js")
        let run = try await Omniview.run(["plugin", "inspect", sealed(plugin).path, "--json"])
        #expect(run.code == 65)
        let failure = try run.failure()
        #expect(failure.code == "no-backend")
        #expect(failure.message.contains("sample has no backend"))
    }

    @Test func aMissingProgramIsBadData() async throws {
        let plugin = try await sealed(SamplePlugin())
        let run = try await Omniview.run(["plugin", "inspect", plugin.path, "--json"])
        #expect(run.code == 65)
        #expect(try run.failure().code == "invalid-component")
    }

    @Test func theCommandLineGoesBeforeTheDefinition() async throws {
        let plugin = try await sealed(SamplePlugin.native(backend: "  tls: required\n  app_protocols: [1]"))
        let plain = try await Omniview.run(["plugin", "inspect", plugin.path, "--tls", "off", "--json"])
        #expect(try plain.object()["tls"] == .null)
        let versions = try await Omniview.run(["plugin", "inspect", plugin.path, "--app-protocol", "7,8", "--json"])
        #expect(versions.code == 69)
        #expect(try versions.failure().message.contains("Client versions: [7 8]"))
    }

    private func sealed(_ plugin: SamplePlugin) async throws -> SamplePlugin {
        let run = try await Omniview.run(["plugin", "seal", plugin.path])
        #expect(run.code == 0, "\(run.error)")
        return plugin
    }
}

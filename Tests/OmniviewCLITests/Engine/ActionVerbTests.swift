import EngineAPI
import FakeEngineSupport
import TestSupport
import Testing

/// The verbs that change a plugin, and the engine's stop.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct ActionVerbTests {
    @Test(arguments: ["start", "stop", "restart", "enable", "disable", "reset"])
    func eachActionIsAskedForOnce(action: String) async throws {
        try await withEngine { engine in
            let run = try await engine.run("plugin", action, "hello")
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text == "hello is running: A view needs it.\n")
            #expect(engine.service.performed == ["\(action) hello"])
            let detail = try await engine.run("plugin", action, "hello", "--json").value(PluginDetail.self)
            #expect(detail == Samples.detail())
        }
    }

    @Test func trustSaysWhatItMeansAndHowItIsTakenBack() async throws {
        try await withEngine { engine in
            let run = try await engine.run("plugin", "trust", "hello")
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text.hasPrefix("trusted hello 1.0.0 with the window\n"), "\(run.text)")
            for part in ["install and remove plugins", Samples.digest, "  omniview plugin distrust hello\n"] {
                #expect(run.text.contains(part), "\(run.text)")
            }
            #expect(engine.service.performed == ["trust(digest: \"\(Samples.digest)\") hello"])
            let detail = try await engine.run("plugin", "trust", "hello", "--json").value(PluginDetail.self)
            #expect(detail.uiTrusted)
        }
    }

    @Test func distrustSaysWhatGoesOn() async throws {
        try await withEngine { engine in
            let run = try await engine.run("plugin", "distrust", "hello")
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text.hasPrefix("hello is not trusted with the window: its views run in frames\n"))
            #expect(engine.service.performed == ["distrust hello"])
            let unknown = try await engine.run("plugin", "distrust", "none")
            #expect(unknown.code != 0 && unknown.error.contains("there is no plugin none"))
        }
    }

    @Test func whyItDoesNotRunIsShown() async throws {
        var scenario = FakeScenario()
        scenario.plugins = [Samples.summary("hello", in: .failed, because: "It crashed.")]
        try await withEngine(scenario) { engine in
            let run = try await engine.run("plugin", "start", "hello")
            #expect(run.text == "hello is failed: It crashed.\n")
        }
    }

    @Test func theWindowIsOpenedWhereThereIsOne() async throws {
        let web = try TemporaryFolder()
        let names = ["window", "frame", "react", "react-dom", "react-dom-client", "react-jsx-runtime", "plugin"]
        for name in names { try web.write("//\n", to: "\(name).js") }
        try await withEngine(port: 0, web: web.path) { engine in
            let run = try await engine.run("open", "--print")
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text.contains("/open?token="))
        }
        withExtendedLifetime(web) {}
    }

    @Test(arguments: [nil, 0] as [Int?]) func withoutAWindowThereIsNothingToOpen(port: Int?) async throws {
        try await withEngine(port: port) { engine in
            let run = try await engine.run("open", "--print", "--json")
            #expect(run.code == 69)
            #expect(try run.failure().code == "no-window")
        }
    }

    @Test func theEngineStops() async throws {
        try await withEngine { engine in
            let run = try await engine.run("shutdown")
            #expect(run.code == 0)
            #expect(run.text == "the engine stops\n")
            #expect(try await engine.run("shutdown", "--json").object() == ["stopping": .bool(true)])
            #expect(engine.service.performed == ["shutdown", "shutdown"])
        }
    }
}

import EngineAPI
import Testing

@testable import OmniviewCLI

@Suite("The client of the API", .timeLimit(.minutes(10))) struct EngineClientTests {
    @Test func anAnswerHasALimit() async throws {
        let engine = try ScriptedEngine()
        let answer = "[]        "
        engine.answer([ScriptedEngine.reply(answer), ScriptedEngine.reply(answer)])
        let socket = EngineSocket(stateDirectory: engine.state)
        let plugins = try await EngineClient.withClient(of: socket, limit: answer.utf8.count) { try await $0.plugins() }
        #expect(plugins.isEmpty)
        let failure = try await #require(throws: CommandFailure.self) {
            try await EngineClient.withClient(of: socket, limit: answer.utf8.count - 1) { try await $0.plugins() }
        }
        #expect(failure.code == "answer-too-large")
    }

    @Test func anEngineThatHangsIsNotWaitedFor() async throws {
        // It takes connections and answers none.
        let engine = try ScriptedEngine()
        let socket = EngineSocket(stateDirectory: engine.state)
        let failure = try await #require(throws: CommandFailure.self) {
            try await EngineClient.withClient(of: socket, patience: .milliseconds(50)) { try await $0.plugins() }
        }
        #expect(failure.code == "timeout")
        #expect(failure.message == "the engine does not answer at \(socket.path)")
        #expect(EngineClient.usualPatience == .seconds(10))
        #expect(engine.heads.isEmpty)
    }

    @Test func whatIsNamedIsNeverAPath() async throws {
        let engine = try ScriptedEngine()
        engine.answer([ScriptedEngine.reply("[]")])
        _ = try await EngineClient.withClient(of: EngineSocket(stateDirectory: engine.state)) {
            try await $0.versions(of: "../../v1?a=b&c#d e\u{e9}")
        }
        let line = try #require(engine.heads.first?.split(separator: "\r\n").first)
        #expect(line == "GET /v1/plugins/%2e%2e%2f%2e%2e%2fv1%3fa%3db%26c%23d%20e%c3%a9/versions HTTP/1.1")
    }

    @Test(arguments: [
        ("/home/me/.omniview", "http+unix://%2fhome%2fme%2f%2eomniview%2frun%2fengine%2esock"),
        ("/s//", "http+unix://%2fs%2frun%2fengine%2esock"),
        ("/", "http+unix://%2f%2frun%2fengine%2esock"),
    ])
    func theSocketIsBelowTheStateFolder(state: String, url: String) {
        #expect(EngineSocket(stateDirectory: state).url == url)
    }

    @Test func aPathHasALimit() throws {
        let rest = "/run/engine.sock".utf8.count
        let longest = "/" + String(repeating: "d", count: EngineSocket.maxPathBytes - rest - 1)
        try EngineSocket(stateDirectory: longest).check()
        #expect(throws: CommandFailure.self) { try EngineSocket(stateDirectory: longest + "d").check() }
    }
}

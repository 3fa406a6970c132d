import EngineAPI
import FakeEngineSupport
import TestSupport
import Testing

/// What the verbs say when the engine refuses, or is not there.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct FailingVerbTests {
    /// Every verb that needs an engine.
    static let verbs: [[String]] = [
        ["status"], ["doctor"], ["events"], ["events", "-f"], ["events", "-n", "3"], ["shutdown"], ["plugin", "list"],
        ["plugin", "info", "hello"],
        ["plugin", "status"], ["plugin", "status", "hello"], ["plugin", "start", "hello"], ["plugin", "stop", "hello"],
        ["plugin", "restart", "hello"], ["plugin", "enable", "hello"], ["plugin", "disable", "hello"],
        ["plugin", "reset", "hello"], ["plugin", "versions", "hello"], ["plugin", "history", "hello"],
        ["plugin", "crashes", "hello"], ["plugin", "logs", "hello"], ["plugin", "logs", "hello", "-f"],
        ["plugin", "settings", "get", "hello"], ["plugin", "settings", "set", "hello", "a=b"], ["plugin", "top"],
        ["plugin", "top", "hello"], ["plugin", "trust", "hello"], ["plugin", "distrust", "hello"],
    ]

    @Test(arguments: verbs) func withoutAnEngineTheySayWhere(words: [String]) async throws {
        let folder = try TemporaryFolder()
        let run = try await Omniview.run(words + ["--state", folder.path, "--json"])
        #expect(run.code == 69)
        let failure = try run.failure()
        #expect(failure.code == "no-engine")
        #expect(failure.message.contains("\(folder.path)/run/engine.sock"))
        #expect(failure.message.contains("start it with `omniview serve`"))
        #expect(run.error == "error: \(failure.message)\n")
        #expect(folder.entries == [], "asking must not make anything")
    }

    @Test func aSocketThatNobodyListensAtIsNoEngine() async throws {
        let state = try {
            let engine = try ScriptedEngine()
            return engine.folder
        }()
        #expect(TemporaryFolder.entries(of: "\(state.path)/run") == ["engine.sock"])
        let run = try await Omniview.run(["status", "--state", state.path])
        #expect(run.code == 69)
        #expect(run.error.contains("no engine answers at"))
    }

    @Test func anEngineThatIsNotReachedIsNamed() async throws {
        let folder = try TemporaryFolder()
        let lock = try HeldLock(of: folder.path)
        let words = ["status", "--state", folder.path]
        let run = try await Omniview.run(words)
        #expect(run.code == 69)
        #expect(run.error.contains("an engine (process \(lock.process)) has the state folder"), "\(run.error)")
        #expect(run.error.contains("end it with `kill \(lock.process)`"), "\(run.error)")
        // Its file alone says nothing.
        lock.release()
        #expect(try await Omniview.run(words).error.contains("no engine answers at"))
    }

    @Test func aStateFolderThatIsTooDeepSaysSo() async throws {
        let deep = "/" + String(repeating: "d", count: 100)
        let run = try await Omniview.run(["status", "--state", deep])
        #expect(run.code == 69)
        #expect(run.error.contains("choose a shorter state folder"), "\(run.error)")
    }

    @Test(arguments: verbs.filter { $0.count > 2 && $0.contains("hello") })
    func anUnknownPluginIsNamedWithThoseThatAreLikeIt(words: [String]) async throws {
        try await withEngine { engine in
            let wrong = words.map { $0 == "hello" ? "helo" : $0 }
            let run = try await Omniview.run(engine.words(wrong + ["--json"]))
            #expect(run.code == 65)
            let error = try #require(run.object()["error"]?.object)
            #expect(error["code"] == .string("omniview:plugin/not-found"))
            #expect(error["suggestions"] == .array([.string("hello")]))
            #expect(run.error == "error: there is no plugin helo; did you mean hello?\n")
            #expect(engine.service.performed == [])
        }
    }

    static let codes: [(ProblemType, Int32)] = [
        (.badRequest, 65), (.badJSON, 65), (.badParameter, 65), (.unauthorized, 77), (.hostRefused, 77),
        (.originRefused, 77), (.routeNotFound, 65), (.methodNotAllowed, 65), (.bodyTooLarge, 65),
        (.unsupportedMediaType, 65), (.timeout, 69), (.tooManyStreams, 69), (.pluginNotFound, 65),
        (.pluginConflict, 65), (.pluginFailed, 69), (.versionNotFound, 65), (.settingInvalid, 65), (.storage, 69),
        (.stopping, 69), (.engineFailed, 70), (.upgradeRequired, 65), (.tooManyRequests, 65), (.tooManyWindows, 69),
        (.viewNotFound, 65), (.viewClosed, 65), (.viewQuarantined, 65), (.viewStorageFull, 65),
        (.inboxNotFound, 65), (.inboxChanged, 65), (.inboxRefused, 65),
        (ProblemType(rawValue: "omniview:from/later"), 70),
    ]

    @Test(arguments: codes) func aProblemHasItsExitCode(type: ProblemType, code: Int32) async throws {
        var scenario = FakeScenario()
        scenario.failure = Problem(type, detail: "this \u{1b}[31mhappened")
        try await withEngine(scenario) { engine in
            let run = try await engine.run("plugin", "start", "hello", "--json")
            #expect(run.code == code)
            #expect(try run.failure() == (type.rawValue, "this \u{1b}[31mhappened"))
            #expect(run.error == "error: this \\u{1b}[31mhappened\n")
        }
    }

    @Test func everyProblemOfThisVersionWasTried() {
        #expect(Set(Self.codes.map(\.0)).isSuperset(of: ProblemType.known))
    }

    /// What answers, and the code of the failure.
    static let nonsense: [(answer: String, code: String, exit: Int32)] = [
        (ScriptedEngine.reply("[]"), "bad-answer", 70),
        (ScriptedEngine.reply("no JSON"), "bad-answer", 70),
        (ScriptedEngine.reply("<html>", status: "502 Bad Gateway", type: "text/html"), "bad-answer", 70),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{", "connection-lost", 69),
        ("SSH-2.0-OpenSSH\r\n", "connection-lost", 69),
        ("", "connection-lost", 69),
    ]

    @Test(arguments: nonsense)
    func anAnswerThatIsNoneIsAFailure(answer: String, code: String, exit: Int32) async throws {
        let engine = try ScriptedEngine()
        engine.answer([answer])
        let run = try await Omniview.run(["status", "--state", engine.state, "--json"])
        #expect(run.code == exit)
        #expect(try run.failure().code == code)
        // An engine that cannot be understood is one: nothing is installed past it.
        engine.answer([answer])
        let install = try await Omniview.run(["plugin", "remove", "hello", "--state", engine.state])
        #expect(install.code == exit)
        #expect(engine.folder.entries == ["run"])
    }

    @Test func membersAndWordsOfANewerEngineAreNoFailure() async throws {
        let info =
            #"{"version":"9","api_version":1,"started_at":"2026-01-01T00:00:00Z","process_id":1,"#
            + #""state_directory":"/s","plugins":{"dreaming":2},"new":[1]}"#
        let engine = try ScriptedEngine()
        engine.answer([ScriptedEngine.reply(info)])
        let run = try await Omniview.run(["status", "--state", engine.state])
        #expect(run.code == 0)
        #expect(run.text.contains("2 dreaming"))
    }
}

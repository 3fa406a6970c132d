import EngineAPI
import Subprocess
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the program prints about a real engine: settings, logs, JSON and exit codes.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct OutputScenarioTests {
    @Test func settingsAreKept() async throws {
        let scenario = try Scenario()
        let hello = try scenario.makeHello()
        try await scenario.serve {
            try await scenario.done("plugin", "install", hello)
            let set = try await scenario.done("plugin", "settings", "set", "hello", "greeting=Ahoy", "loud=true")
            #expect(set.contains("greeting  Ahoy ") && set.contains("loud      true "), "\(set)")
            #expect(try await scenario.done("plugin", "settings", "get", "hello", "greeting") == "Ahoy\n")
            let all = try await scenario.value([SettingInfo].self, "plugin", "settings", "get", "hello")
            #expect(all.map(\.id) == ["greeting", "loud"])
            #expect(all.map(\.isSet) == [true, true])
            let values: [EngineAPI.JSONValue?] = ["Ahoy", true]
            #expect(all.map(\.value) == values)

            // All or nothing.
            let words = ["greeting=Never", "loud=maybe"]
            let wrong = try await scenario.refused(65, "plugin", "settings", "set", "hello", words[0], words[1])
            #expect(wrong == "error: the setting loud takes true or false, and `maybe` is not\n")
            let code = try await scenario.failure(65, "plugin", "settings", "set", "hello", words[0], words[1])
            #expect(code == "omniview:plugin/setting-invalid")
            let unknown = try await scenario.refused(65, "plugin", "settings", "set", "hello", "greting=Never")
            #expect(unknown == "error: the plugin hello has no setting greting; did you mean greeting?\n")
            #expect(try await scenario.value([SettingInfo].self, "plugin", "settings", "get", "hello") == all)

            let unset = try await scenario.done("plugin", "settings", "set", "hello", "--unset", "loud")
            #expect(unset.contains("loud      false "), "\(unset)")
            let loud = try await scenario.value(SettingInfo.self, "plugin", "settings", "get", "hello", "loud")
            #expect(!loud.isSet)
            #expect(loud.value == nil)
        }
        try await scenario.serve {
            let greeting = try await scenario.done("plugin", "settings", "get", "hello", "greeting")
            #expect(greeting == "Ahoy\n")
            let loud = try await scenario.done("plugin", "settings", "get", "hello", "loud")
            #expect(loud == "false\n")
        }
    }

    @Test func aLogIsFollowedUntilCtrlC() async throws {
        let scenario = try Scenario()
        let plugin = try scenario.make(version: "1.0.0", "echo 'these are its words' >&2")
        try await scenario.serve {
            try await scenario.done("plugin", "install", plugin)
            try await scenario.done("plugin", "start", "sample")
            let first = try await scenario.process()
            let words = ["plugin", "logs", "sample", "-f", "--state", scenario.state]
            let run = try await Omniview.run(
                words,
                steps: [
                    Omniview.Step(" DEBUG plugin: these are its words") { _, _ in kill(first, SIGKILL) },
                    // The next process says it too, and Ctrl-C comes while the log grows.
                    Omniview.Step(" DEBUG plugin: these are its words") { _, send in try send(.interrupt) },
                ]
            )
            #expect(run.code == 0)
            #expect(run.error == "")
            let all = try await scenario.values(LogRecord.self, "plugin", "logs", "sample")
            #expect(all.count { $0.message == "these are its words" } == 2)
            #expect(zip(all, all.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
            let last = try await scenario.values(LogRecord.self, "plugin", "logs", "sample", "--tail", "1")
            #expect(last.count == 1)
            let errors = try await scenario.values(LogRecord.self, "plugin", "logs", "sample", "--level", "error")
            #expect(errors.isEmpty)
        }
    }

    /// Every verb that works on a plugin that runs, and those that say something of the engine.
    static let verbs: [[String]] = [
        ["status"], ["doctor"], ["plugin", "list"], ["plugin", "status"], ["plugin", "status", "sample"],
        ["plugin", "info", "sample"], ["plugin", "versions", "sample"], ["plugin", "history", "sample"],
        ["plugin", "crashes", "sample"], ["plugin", "settings", "get", "sample"], ["plugin", "top", "--once"],
        ["plugin", "top", "sample", "--once"], ["plugin", "start", "sample"], ["plugin", "restart", "sample"],
        ["plugin", "kill", "sample"], ["plugin", "reset", "sample"], ["plugin", "stop", "sample"],
        ["plugin", "disable", "sample"], ["plugin", "enable", "sample"], ["plugin", "remove", "sample"],
    ]

    @Test func everyVerbPrintsTextAndJSON() async throws {
        let scenario = try Scenario()
        let (old, new) = (try scenario.make(version: "1.0.0"), try scenario.make(version: "2.0.0"))
        for isJSON in [false, true] {
            try await scenario.serve {
                let before = [["install", old], ["start", "sample"], ["upgrade", new], ["rollback", "sample"]]
                for words in before.map({ ["plugin"] + $0 }) + Self.verbs {
                    let text = try await scenario.output(of: isJSON ? words + ["--json"] : words)
                    #expect(text != "", "\(words)")
                    guard isJSON else { continue }
                    let value = try EngineJSON.decode(JSONValue.self, from: Data(text.utf8))
                    #expect(value.object != nil || value.array != nil, "\(words)")
                }
                let events = try await scenario.values(JSONValue.self, "events")
                #expect(events.count > 10)
                #expect(events.allSatisfy { $0.object?["sequence"]?.number != nil })
                let last = try await scenario.values(EngineEvent.self, "events", "--tail", "3", "--plugin", "sample")
                #expect(last.map(\.plugin) == ["sample", "sample", "sample"])
            }
        }
    }

    @Test func aFailureHasItsExitCode() async throws {
        let scenario = try Scenario()
        let plugin = try scenario.make("other", version: "1.0.0")
        let altered = try scenario.make(version: "1.0.0")
        let seal = try await TestSupport.run(Products.executable("omniview"), ["plugin", "seal", altered])
        #expect(seal.exitCode == 0, "\(seal.error)")
        try scenario.folder.write("#!/bin/sh\nexit 1\n", to: "made/sample-1.0.0/bin/plugin", mode: 0o755)
        #expect(try await scenario.refused(69, "plugin", "list").contains("start it with `omniview serve`"))
        try await scenario.serve {
            try await scenario.done("plugin", "install", plugin)
            #expect(try await scenario.refused(64, "plugin", "settings", "set", "other", "word").contains("KEY=VALUE"))
            #expect(try await scenario.refused(64, "plugin", "start").contains("<id>"))
            #expect(try await scenario.refused(65, "plugin", "start", "othre").contains("did you mean other?"))
            #expect(try await scenario.refused(65, "plugin", "install", "/nowhere/at/all").contains("cannot be found"))
            #expect(try await scenario.refused(77, "plugin", "install", altered).contains("bin/plugin was altered"))
            // Two engines on one folder would undo each other's work.
            #expect(try await scenario.refused(69, "serve", "--no-window").contains("another engine (process "))
            #expect(try await scenario.value([PluginSummary].self, "plugin", "list").map(\.id) == ["other"])
        }
    }
}

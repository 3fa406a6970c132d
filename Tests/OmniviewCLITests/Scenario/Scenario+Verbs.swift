import EngineAPI
import Subprocess
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Verbs, each a process of its own.
extension Scenario {
    /// Runs a verb that works, and returns what it prints.
    @discardableResult
    func done(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        try await output(of: words, sourceLocation)
    }

    /// Runs a verb that fails and prints nothing but a message, and returns that.
    @discardableResult
    func refused(
        _ code: Int32,
        _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let result = try await omniview(words)
        #expect(result.exitCode == code, "\(words): \(result.error)", sourceLocation: sourceLocation)
        #expect(result.output == "", "\(words)", sourceLocation: sourceLocation)
        #expect(result.error.hasPrefix("error: "), "\(words): \(result.error)", sourceLocation: sourceLocation)
        return result.error
    }

    /// Runs a verb with `--json` that works, and reads the value that it prints.
    func value<Value: Decodable>(
        _ type: Value.Type,
        _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Value {
        let text = try await output(of: words + ["--json"], sourceLocation)
        return try EngineJSON.decode(type, from: Data(text.utf8))
    }

    /// Runs a verb with `--json` that works, and reads the values that it prints, one in each line.
    func values<Value: Decodable>(
        _ type: Value.Type,
        _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [Value] {
        let text = try await output(of: words + ["--json"], sourceLocation)
        return try text.split(separator: "\n").map { try EngineJSON.decode(type, from: Data($0.utf8)) }
    }

    /// Runs a verb with `--json` that fails, and returns the code that it prints.
    func failure(
        _ code: Int32,
        _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let result = try await omniview(words + ["--json"])
        #expect(result.exitCode == code, "\(words): \(result.error)", sourceLocation: sourceLocation)
        let object = try EngineJSON.decode([String: JSONValue].self, from: Data(result.output.utf8))
        return try #require(object["error"]?.object?["code"]?.string, sourceLocation: sourceLocation)
    }

    /// What a verb prints that works, and has nothing to complain about.
    func output(of words: [String], _ sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let result = try await omniview(words)
        #expect(result.exitCode == 0, "\(words): \(result.error)", sourceLocation: sourceLocation)
        #expect(result.error == "", "\(words)", sourceLocation: sourceLocation)
        return result.output
    }

    /// Runs the program with these words on this state folder.
    func omniview(_ words: [String]) async throws -> CommandResult {
        try await TestSupport.run(Products.executable("omniview"), words + ["--state", state])
    }

    // MARK: - What is asked often

    /// What `plugin status` says.
    func summary(_ id: String = "sample") async throws -> PluginSummary {
        try await value(PluginSummary.self, "plugin", "status", id)
    }

    /// The process of a plugin that runs.
    func process(_ id: String = "sample", sourceLocation: SourceLocation = #_sourceLocation) async throws -> Int32 {
        let number = try await summary(id).processID
        let process = try #require(number.flatMap { Int32(exactly: $0) }, sourceLocation: sourceLocation)
        #expect(ProcessFacts.isRunning(process), sourceLocation: sourceLocation)
        return process
    }

    /// Waits until the journal has an event whose JSON contains a text.
    func event(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let words = ["events", "-f", "--after", "0", "--json", "--state", state]
        let run = try await Omniview.run(words, until: text) { _, send in try send(.interrupt) }
        #expect(run.code == 0, "\(run.error)", sourceLocation: sourceLocation)
    }
}

import EngineAPI
import PluginDefinition
import PluginHost
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

extension Engine {
    /// The events of a kind, from the journal's beginning.
    func events(_ kind: String?, of plugin: String? = nil, after number: Int = 0) async throws -> JournalFollower {
        try await follow(after: number, plugin: plugin, kind: kind)
    }

    /// Waits until the journal has told that a plugin got into a phase.
    func phase(_ phase: String, of plugin: String, after number: Int = 0) async throws {
        let follower = try await events("plugin.phase-changed", of: plugin, after: number)
        try await follower.until { $0.text("to") == phase }
    }

    /// Calls a plugin, and returns the number of the process that answered.
    @discardableResult
    nonisolated func call(_ plugin: String) async throws -> Int32 {
        try await withBackend(of: pluginID(plugin), isIdempotent: true) { plugin in
            let health = try await plugin.health(timeout: .seconds(60))
            #expect(health == "SERVING")
            return plugin.processID
        }
    }

    /// The number of the journal's last event.
    var lastEvent: Int {
        get async throws { Int(try await store.eventBounds().newest) }
    }

    /// The supervised plugin.
    func managed(_ name: String) -> ManagedPlugin? { plugins[pluginID(name)]?.backend?.managed }

    /// What a plugin looks like.
    func summary(of name: String) async throws -> PluginSummary {
        try await detail(of: name).summary
    }
}

extension JournalFollower {
    /// Waits for an event.
    @discardableResult
    func until(_ isWanted: (EngineEvent) -> Bool) async throws -> EngineEvent {
        while true {
            let event = try await event()
            if isWanted(event) { return event }
        }
    }
}

extension EngineEvent {
    /// A text of what it says.
    func text(_ key: String) -> String? {
        guard case .object(let members) = data, case .string(let text)? = members[key] else { return nil }
        return text
    }
}

/// Expects a problem, and returns it.
@discardableResult
func expectProblem(
    _ type: ProblemType,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async throws -> Problem {
    let problem = try #require(
        await #expect(throws: Problem.self, sourceLocation: sourceLocation) { try await body() },
        sourceLocation: sourceLocation
    )
    #expect(problem.type == type, "\(problem)", sourceLocation: sourceLocation)
    return problem
}

import EngineAPI
import Synchronization
import TestSupport
import Testing

@testable import PluginEngine

/// What those get who follow the journal when the engine ends.
struct JournalEndTests {
    @Test func whoFollowsGetsTheLastEvent() async throws {
        let folder = try TemporaryFolder()
        let configuration = EngineConfiguration(stateDirectory: "\(folder.path)/state")
        let engine = try await Engine.open(configuration, logger: RecordingLog().logger())
        let follower = try await engine.follow(after: 0, plugin: nil, kind: nil)
        let reading = Task {
            var kinds: [String] = []
            while case .event(let event)? = await follower.next() {
                kinds.append(event.kind)
                // The engine's end comes while this one still reads.
                try? await Task.sleep(for: .milliseconds(50))
            }
            return kinds
        }
        try await engine.run { engine.stop() }
        #expect(await reading.value == ["engine.started", "engine.stopping", "engine.stopped"])
    }
}

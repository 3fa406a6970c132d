import EngineAPI
import TestSupport
import Testing

/// Versions that take each other's place while the engine runs.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct UpgradeScenarioTests {
    private static let runs = "sample is running: it runs for a user's start\n"

    private static func active(_ scenario: Scenario) async throws -> [String] {
        try await scenario.value([InstalledVersion].self, "plugin", "versions", "sample")
            .filter(\.active).map(\.version)
    }

    @Test func aVersionThatWorksTakesThePlaceOfTheLast() async throws {
        let scenario = try Scenario()
        let (old, new) = (try scenario.make(version: "1.0.0"), try scenario.make(version: "2.0.0"))
        try await scenario.serve {
            let early = try await scenario.refused(65, "plugin", "upgrade", new)
            #expect(early.contains("not installed, so there is nothing to upgrade"), "\(early)")
            try await scenario.done("plugin", "install", old)
            let alone = try await scenario.refused(65, "plugin", "rollback", "sample")
            #expect(alone.contains("no other version"), "\(alone)")

            try await scenario.done("plugin", "start", "sample")
            let first = try await scenario.process()
            let upgrade = try await scenario.done("plugin", "upgrade", new)
            #expect(upgrade == "upgraded sample from 1.0.0 to 2.0.0, sealed as it came\n\(Self.runs)")
            let second = try await scenario.process()
            #expect(second != first)
            #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(first) })
            #expect(try await scenario.summary().version == "2.0.0")

            let rollback = try await scenario.done("plugin", "rollback", "sample")
            #expect(rollback == "rolled back sample to 1.0.0\n\(Self.runs)")
            #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(second) })
            #expect(try await scenario.summary().version == "1.0.0")
            #expect(try await Self.active(scenario) == ["1.0.0"])
            let events = try await scenario.values(EngineEvent.self, "events", "--kind", "plugin.upgraded")
            #expect(events.count == 2)
        }
    }

    @Test func aVersionThatEndsAtOnceChangesNothing() async throws {
        let scenario = try Scenario()
        let (old, new) = (try scenario.make(version: "1.0.0"), try scenario.make(version: "2.0.0"))
        let broken = try scenario.make(version: "3.0.0", "exit 3")
        try await scenario.serve {
            try await scenario.done("plugin", "install", old)
            try await scenario.done("plugin", "start", "sample")
            try await scenario.done("plugin", "upgrade", new)
            let process = try await scenario.process()

            let upgrade = try await scenario.refused(69, "plugin", "upgrade", broken)
            #expect(upgrade.hasPrefix("error: the plugin sample stays as it is: "), "\(upgrade)")
            #expect(upgrade.contains("code 3"), "\(upgrade)")
            #expect(try await scenario.process() == process)
            let summary = try await scenario.summary()
            #expect(summary.version == "2.0.0")
            #expect(summary.crashesInBudget == 0)
            #expect(try await Self.active(scenario) == ["2.0.0"])
            // Again, for programs.
            #expect(try await scenario.failure(69, "plugin", "upgrade", broken) == "omniview:plugin/failed")
            #expect(try await scenario.process() == process)
            let events = try await scenario.values(EngineEvent.self, "events", "--kind", "plugin.upgrade-refused")
            #expect(events.count == 2)

            // Not to the one that came last: it was never in use.
            let rollback = try await scenario.done("plugin", "rollback", "sample")
            #expect(rollback == "rolled back sample to 1.0.0\n\(Self.runs)")
            let back = try await scenario.done("plugin", "rollback", "sample")
            #expect(back == "rolled back sample to 2.0.0\n\(Self.runs)")
        }
    }

    @Test func aVersionIsAlsoTriedWhileTheLastOneIsOnItsWayUp() async throws {
        let scenario = try Scenario()
        let gate = "\(scenario.folder.path)/gate"
        let old = try scenario.make(version: "1.0.0", "until [ -e '\(gate)' ]; do sleep 0.05; done")
        let broken = try scenario.make(version: "2.0.0", "exit 3")
        try await scenario.serve {
            try await scenario.done("plugin", "install", old)
            async let start = scenario.done("plugin", "start", "sample")
            try await scenario.event(#""to":"starting"}"#)
            async let upgrade = scenario.refused(69, "plugin", "upgrade", broken)
            // The engine has been told of the new version, and the old one does not get on before that.
            try await scenario.event(#""version":"2.0.0"},"kind":"plugin.changed""#)
            #expect(try await scenario.summary().phase == .starting)
            try scenario.folder.write("", to: "gate")

            let (message, started) = (try await upgrade, try await start)
            #expect(message.hasPrefix("error: the plugin sample stays as it is: "), "\(message)")
            #expect(started == Self.runs)
            #expect(try await scenario.summary().version == "1.0.0")
            #expect(try await Self.active(scenario) == ["1.0.0"])
            _ = try await scenario.process()
            let rollback = try await scenario.refused(65, "plugin", "rollback", "sample")
            #expect(rollback.contains("no other version"), "\(rollback)")
        }
    }

    @Test func aVersionIsTakenThatWorksWhileTheLastOneIsOnItsWayUp() async throws {
        let scenario = try Scenario()
        let gate = "\(scenario.folder.path)/gate"
        let old = try scenario.make(version: "1.0.0", "until [ -e '\(gate)' ]; do sleep 0.05; done")
        let new = try scenario.make(version: "2.0.0")
        try await scenario.serve {
            try await scenario.done("plugin", "install", old)
            async let start = scenario.done("plugin", "start", "sample")
            try await scenario.event(#""to":"starting"}"#)
            async let upgrade = scenario.done("plugin", "upgrade", new)
            try await scenario.event(#""version":"2.0.0"},"kind":"plugin.changed""#)
            try scenario.folder.write("", to: "gate")

            let (upgraded, started) = (try await upgrade, try await start)
            #expect(upgraded == "upgraded sample from 1.0.0 to 2.0.0, sealed as it came\n\(Self.runs)")
            #expect(started == Self.runs)
            #expect(try await scenario.summary().version == "2.0.0")
            #expect(try await Self.active(scenario) == ["2.0.0"])
            #expect(try await scenario.done("plugin", "rollback", "sample").hasPrefix("rolled back sample to 1.0.0\n"))
        }
    }
}

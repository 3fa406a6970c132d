import EngineAPI
import PluginHost
import PluginStore
import Synchronization
import TestSupport
import Testing

@testable import PluginEngine

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

/// Two versions in the store, of which one runs.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineVersionsTests {
    /// A state folder whose plugin is at its first version, and has a second one to go to.
    private static func fixture(_ second: EngineFixture.Program = .peer) throws -> (EngineFixture, String, String) {
        let fixture = try EngineFixture()
        let old = try fixture.install("one", version: "1.0.0")
        let new = try fixture.install("one", version: "2.0.0", second)
        try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("one"), digest: old)
        try fixture.folder.write("precious", to: "state/data/one/notes")
        return (fixture, old, new)
    }

    @Test func activationLosesNoCall() async throws {
        let (fixture, old, new) = try Self.fixture()
        try await fixture.run { engine in
            let first = try await engine.call("one")
            let calls = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var count = 0
                        // Not one that may be repeated: a lost call would be an error.
                        while try await engine.withBackend(
                            of: pluginID("one"),
                            { plugin in
                                let health = try await plugin.health(timeout: .seconds(60))
                                #expect(health == "SERVING")
                                return plugin.processID
                            }
                        ) == first { count += 1 }
                        return count
                    }
                }
                #expect(fixture.target(of: "one") == old)
                try await engine.activate(new, "one")
                return try await group.reduce(0, +)
            }
            #expect(calls > 0)
            #expect(fixture.target(of: "one") == new)
            let detail = try await engine.detail(of: "one")
            #expect(detail.summary.version == "2.0.0")
            #expect(detail.versions.filter(\.active).map(\.version) == ["2.0.0"])
            #expect(try await engine.crashes(of: "one").isEmpty)
            #expect(try await engine.summary(of: "one").processID.map { Int32($0) } == engine.call("one"))
        }
        #expect(try readFile("\(fixture.state)/data/one/notes") == Array("precious".utf8))
    }

    /// Whoever asks may give up at any moment: what runs in the end is what the name leads to.
    @Test func anActivationThatIsGivenUpIsWholeOrNone() async throws {
        let (fixture, old, new) = try Self.fixture()
        try await fixture.run { engine in
            try await engine.call("one")
            for round in 0..<12 {
                let asked = Task { try await engine.activate(round.isMultiple(of: 2) ? new : old, "one") }
                for _ in 0..<round { await Task.yield() }
                asked.cancel()
                _ = try? await asked.value
                let target = fixture.target(of: "one")
                try await engine.managed("one")?.wait { $0.activeDigest == target }
            }
            #expect(try await engine.crashes(of: "one").isEmpty)
        }
    }

    @Test func activationTriesTheNewVersionOnce() async throws {
        let (fixture, _, new) = try Self.fixture()
        try await fixture.run { engine in
            try await engine.call("one")
            let before = try #require(await engine.managed("one")?.active?.number)
            try await engine.activate(new, "one")
            try await engine.restart("one")
            #expect(await engine.managed("one")?.active?.number == before + 2)
        }
    }

    @Test func versionThatDoesNotStartIsRefused() async throws {
        let (fixture, old, new) = try Self.fixture(.script("exit 3"))
        try await fixture.run { engine in
            let first = try await engine.call("one")
            let problem = try await expectProblem(.pluginFailed) { try await engine.activate(new, "one") }
            #expect(problem.detail.contains("stays as it is"))
            #expect(fixture.target(of: "one") == old)
            #expect(try await engine.call("one") == first)
            #expect(try await engine.summary(of: "one").version == "1.0.0")
            // The next looks through the folder find nothing new, and the refused version is not tried again.
            let number = try #require(await engine.managed("one")?.active?.number)
            for _ in 1...3 { try await engine.rescan() }
            #expect(try await engine.call("one") == first)
            let tried = try await engine.events("plugin.upgrade-refused", of: "one").event()
            #expect(tried.text("code") != nil)
            try await engine.restart("one")
            let next = try #require(await engine.managed("one")?.active?.number)
            #expect(next <= number + 3)
            #expect(try await engine.summary(of: "one").version == "1.0.0")
        }
    }

    /// Whoever upgrades a plugin that is on its way up is told what becomes of it, and not that all is well.
    @Test func versionThatDoesNotStartIsRefusedWhileTheOldOneStarts() async throws {
        let fixture = try EngineFixture()
        let fifo = "\(fixture.folder.path)/fifo"
        try #require(mkfifo(fifo, 0o600) == 0)
        let good = try fixture.install("one", version: "0.9.0")
        let old = try fixture.install("one", version: "1.0.0", .script("read word < \(fifo)"))
        let new = try fixture.install("one", version: "2.0.0", .script("exit 3"))
        for digest in [good, old] {
            try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("one"), digest: digest)
        }
        try await fixture.run { engine in
            let starting = Task { try await engine.start("one") }
            try await engine.managed("one")?.wait { $0.hasProcess }
            let upgrading = Task { try await engine.activate(new, "one") }
            _ = try await ProcessFacts.eventually { fixture.target(of: "one") == new }
            try EngineCrashTests.tell(fifo)
            try await starting.value
            let problem = try await expectProblem(.pluginFailed) { try await upgrading.value }
            #expect(problem.detail.contains("stays as it is"))
            #expect(fixture.target(of: "one") == old)
            let versions = try await engine.versions(of: "one")
            #expect(versions.filter(\.refused).map(\.version) == ["2.0.0"])
            #expect(versions.filter(\.active).map(\.version) == ["1.0.0"])
            // A rollback goes to one that has worked.
            try await engine.rollBack("one")
            #expect(fixture.target(of: "one") == good)
        }
    }

    @Test func activationsAtTheSameTimeAreTakenOneAfterTheOther() async throws {
        let (fixture, _, new) = try Self.fixture()
        let newest = try fixture.install("one", version: "3.0.0")
        try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("one"), digest: new)
        try await fixture.run { engine in
            try await engine.call("one")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<6 {
                    group.addTask { try await engine.activate(number.isMultiple(of: 2) ? newest : new, "one") }
                }
                try await group.waitForAll()
            }
            let target = fixture.target(of: "one")
            #expect(await engine.managed("one")?.activeDigest == target)
            #expect(try await engine.versions(of: "one").allSatisfy { !$0.refused })
        }
    }

    /// A version may do without a backend, and the next one have one again.
    @Test func versionWithViewsAloneTakesThePlaceOfABackend() async throws {
        let (fixture, old, new) = try Self.fixture(.pages)
        try await fixture.run { engine in
            let process = try await engine.call("one")
            try await engine.activate(new, "one")
            #expect(!ProcessFacts.isRunning(process))
            let summary = try await engine.summary(of: "one")
            #expect(summary.version == "2.0.0" && !summary.hasBackend)
            try await expectProblem(.pluginConflict) { try await engine.start("one") }
            try await engine.rollBack("one")
            #expect(fixture.target(of: "one") == old)
            try await engine.call("one")
            let audit = try await engine.audit(of: "one", count: 9).filter { $0.outcome == "ok" }
            #expect(audit.map(\.action) == ["plugin.rollback", "plugin.activate"])
            #expect(audit.map(\.detail) == [old, new].map { ["digest": .string("sha256:\($0)")] })
        }
        #expect(try readFile("\(fixture.state)/data/one/notes") == Array("precious".utf8))
    }

    /// By the word of gRPC's health service, or by that of Omniview's lifecycle service alone.
    @Test(arguments: [
        "NODE_HEALTH=not-serving", "NODE_LIFECYCLE=$TMPDIR/word", "NODE_HEALTH=none NODE_LIFECYCLE=$TMPDIR/word",
    ])
    func versionThatDoesNotServeIsRefused(switches: String) async throws {
        let node = try Products.peer("node/bin/node-plugin")
        let (fixture, old, new) = try Self.fixture(
            .script("echo not-serving >\"$TMPDIR/word\"; export \(switches); exec \(node)")
        )
        try await fixture.run { engine in
            let first = try await engine.call("one")
            let problem = try await expectProblem(.pluginFailed) { try await engine.activate(new, "one") }
            #expect(problem.detail.contains("stays as it is"))
            #expect(fixture.target(of: "one") == old)
            #expect(try await engine.call("one") == first)
        }
    }

    @Test func versionsThatNobodyNeedsAreRemoved() async throws {
        let fixture = try EngineFixture()
        let digests = try (1...5).map { try fixture.install("one", version: "\($0).0.0") }
        try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("one"), digest: digests[0])
        try await fixture.run { engine in
            try await engine.call("one")
            await engine.collectVersions()
            let left = digests.filter { FileManager.default.fileExists(atPath: "\(fixture.state)/store/\($0)") }
            #expect(left == [digests[0], digests[3], digests[4]])
            #expect(try await engine.detail(of: "one").versions.map(\.version).sorted() == ["1.0.0", "4.0.0", "5.0.0"])
            try await engine.activate(digests[4], "one")
            try await engine.rollBack("one")
            try await engine.call("one")
        }
    }

    @Test func refusedVersionIsNoneToGoBackTo() async throws {
        let (fixture, old, new) = try Self.fixture(.script("exit 3"))
        let third = try fixture.install("one", version: "3.0.0")
        try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("one"), digest: old)
        try await fixture.run { engine in
            try await engine.call("one")
            try await engine.activate(third, "one")
            try await expectProblem(.pluginFailed) { try await engine.activate(new, "one") }
            try await engine.rollBack("one")
            #expect(fixture.target(of: "one") == old)
        }
    }

    /// What needs a plugin that is not there is refused before anything of it runs, whether or not the old version does.
    @Test(arguments: [true, false]) func rejectedVersionIsNotTheOneBefore(isRunning: Bool) async throws {
        let fixture = try EngineFixture()
        let first = try fixture.install("one", version: "1.0.0")
        let second = try fixture.install("one", version: "2.0.0")
        let third = try fixture.install("one", version: "3.0.0", rest: "dependencies: {none: \">=1\"}\n")
        try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("one"), digest: first)
        try await fixture.run { engine in
            try await engine.activate(second, "one")
            if isRunning { try await engine.call("one") }
            await #expect(throws: Problem.self) { try await engine.activate(third, "one") }
            #expect(fixture.target(of: "one") == second)
            let entry = try #require(try await engine.store.plugin("one"))
            #expect(entry.active == second)
            #expect(entry.previous == first)
            try await engine.rollBack("one")
            #expect(fixture.target(of: "one") == first)
            try await engine.call("one")
        }
    }

    /// The same for a plugin that has views only, of which nothing ever runs.
    @Test func rejectedVersionOfViewsIsNotTheOneBefore() async throws {
        let fixture = try EngineFixture()
        let first = try fixture.install("one", version: "1.0.0", .pages)
        let second = try fixture.install("one", version: "2.0.0", .pages, rest: "dependencies: {none: \">=1\"}\n")
        try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("one"), digest: first)
        try await fixture.run { engine in
            await #expect(throws: Problem.self) { try await engine.activate(second, "one") }
            let entry = try #require(try await engine.store.plugin("one"))
            #expect(entry.active == first)
            #expect(entry.previous == nil)
            try await expectProblem(.versionNotFound) { try await engine.rollBack("one") }
            #expect(fixture.target(of: "one") == first)
        }
    }

    /// With two versions, of which one was refused, there is none to go back to; also not after another start, and not
    /// without an engine. It goes with the garbage.
    @Test func onlyOtherVersionThatWasRefusedIsNoneToGoBackTo() async throws {
        let (fixture, old, new) = try Self.fixture(.script("exit 3"))
        try await fixture.run { engine in
            try await engine.call("one")
            try await expectProblem(.pluginFailed) { try await engine.activate(new, "one") }
            try await expectProblem(.versionNotFound) { try await engine.rollBack("one") }
        }
        #expect(try Self.versions(fixture).filter(\.isRefused).map(\.digest) == [new])
        try await fixture.run { engine in
            try await expectProblem(.versionNotFound) { try await engine.rollBack("one") }
            #expect(fixture.target(of: "one") == old)
            await engine.collectVersions()
            #expect(try Self.versions(fixture).map(\.digest) == [old])
        }
    }

    @Test func refusedVersionThatIsTakenAfterAllIsOneToGoBackTo() async throws {
        let fixture = try EngineFixture()
        let gate = "\(fixture.folder.path)/gate"
        let old = try fixture.install("one", version: "1.0.0")
        let new = try fixture.install("one", version: "2.0.0", .script("test -e \(gate) || exit 3"))
        try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("one"), digest: old)
        try await fixture.run { engine in
            try await engine.call("one")
            try await expectProblem(.pluginFailed) { try await engine.activate(new, "one") }
            try fixture.folder.write("", to: "gate")
            try await engine.activate(new, "one")
            #expect(try Self.versions(fixture).filter(\.isRefused).isEmpty)
            try await engine.rollBack("one")
            try await engine.rollBack("one")
            #expect(fixture.target(of: "one") == new)
        }
    }

    @Test func rollbackTwiceIsWhereItBegan() async throws {
        let (fixture, old, new) = try Self.fixture()
        try await fixture.run { engine in
            let first = try await engine.call("one")
            try await engine.activate(new, "one")
            let second = try await engine.call("one")
            try await engine.rollBack("one")
            #expect(fixture.target(of: "one") == old)
            let third = try await engine.call("one")
            try await engine.rollBack("one")
            #expect(fixture.target(of: "one") == new)
            #expect(try await engine.summary(of: "one").version == "2.0.0")
            #expect(Set([first, second, third, try await engine.call("one")]).count == 4)
        }
        #expect(try readFile("\(fixture.state)/data/one/notes") == Array("precious".utf8))
    }

    @Test func pluginThatSleepsIsSwitchedWithoutAStart() async throws {
        let (fixture, _, new) = try Self.fixture()
        try await fixture.run { engine in
            try await engine.activate(new, "one")
            #expect(try await engine.summary(of: "one").version == "2.0.0")
            #expect(fixture.processes.isEmpty)
            try await engine.call("one")
        }
    }

    @Test func unknownVersionIsAProblem() async throws {
        let (fixture, old, _) = try Self.fixture()
        try await fixture.run { engine in
            let none = String(repeating: "0", count: 64)
            try await expectProblem(.versionNotFound) { try await engine.activate(none, "one") }
            try await expectProblem(.versionNotFound) { try await engine.activate("", "one") }
            #expect(fixture.target(of: "one") == old)
        }
    }

    @Test func onlyVersionCannotBeLeft() async throws {
        let fixture = try EngineFixture()
        try fixture.install("one", .pages)
        try await fixture.run { engine in
            try await expectProblem(.versionNotFound) { try await engine.rollBack("one") }
        }
    }

    @Test func changedFileOfTheStoreIsNotStarted() async throws {
        let (fixture, old, new) = try Self.fixture()
        try await fixture.run { engine in
            let first = try await engine.call("one")
            try Self.append("#", to: "\(fixture.state)/store/\(new)/plugin.yaml")
            try await expectProblem(.pluginFailed) { try await engine.activate(new, "one") }
            #expect(fixture.target(of: "one") == old)
            try Self.append("#", to: "\(fixture.state)/store/\(old)/plugin.yaml")
            // The process that runs is what was verified; a new one would not be.
            #expect(try await engine.call("one") == first)
            try await expectProblem(.pluginFailed) { try await engine.restart("one") }
        }
    }

    /// Who can write to the store can also write a manifest that fits; but not under the digest that was installed.
    @Test func resealedVersionOfTheStoreIsNotStarted() async throws {
        let (fixture, old, _) = try Self.fixture()
        let folder = "\(fixture.state)/store/\(old)"
        let other = try fixture.make("one", version: "6.6.6")
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.moveItem(atPath: other, toPath: folder)
        try await fixture.run { engine in
            let problem = try await expectProblem(.pluginFailed) { try await engine.start("one") }
            #expect(problem.detail.contains("its manifest is not the one that was installed"))
            #expect(fixture.processes.isEmpty)
        }
    }

    private static func versions(_ fixture: EngineFixture) throws -> [PluginEngine.InstalledVersion] {
        try PluginInstaller(stateDirectory: fixture.state).versions(of: pluginID("one"))
    }

    private static func append(_ text: String, to file: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        try Data(readFile(file) + Array(text.utf8)).write(to: URL(filePath: file), options: [])
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file)
    }
}

import EngineAPI
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An engine's own life, and its state folder.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineTests {
    @Test func secondEngineIsRefused() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { _ in
            let error = await #expect(throws: PluginEngineError.self) {
                _ = try await Engine.open(fixture.configuration, logger: fixture.log.logger())
            }
            #expect(error?.code == .busy)
            #expect(error?.message.contains("another engine (process \(getpid())) has the state folder") == true)
        }
        // The first one has let go of it.
        try await fixture.run { engine in #expect(await engine.info().processID == Int(getpid())) }
    }

    @Test func relativeAndImpossibleFoldersAreErrors() async throws {
        let fixture = try EngineFixture()
        let file = try fixture.folder.write("", to: "file")
        for path in ["", "\(file)/state"] {
            let error = await #expect(throws: PluginEngineError.self) {
                _ = try await Engine.open(EngineConfiguration(stateDirectory: path), logger: fixture.log.logger())
            }
            #expect(error?.code == .storageFailed)
        }
    }

    @Test func damagedDatabaseIsSetAside() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in try await engine.setEnabled(false, "one") }
        for companion in ["wal", "shm"] { unlink("\(fixture.state)/engine.db-\(companion)") }
        try fixture.folder.write("no database at all", to: "state/engine.db")
        try await fixture.run { engine in
            let events = try await engine.events("store.damaged")
            // The numbers from before are gone.
            guard case .gap? = await events.next() else { throw Unexpected(what: "no gap") }
            let event = try await events.event()
            let aside = try #require(event.text("set_aside"))
            #expect(try readFile(aside) == Array("no database at all".utf8))
            let check = await engine.doctor().checks.first { $0.code == "store" }
            #expect(check?.status == .warning)
            #expect(check?.advice?.contains("engine.db.damaged") == true)
            // The catalogue comes from the folders; what a person wanted is gone.
            #expect(try await engine.summary(of: "one").enabled)
            try await engine.call("one")
        }
        // It was said once.
        try await fixture.run { engine in
            #expect(await engine.doctor().checks.first { $0.code == "store" }?.status == .ok)
        }
    }

    @Test func stopLeavesNothingOfManyPlugins() async throws {
        let fixture = try EngineFixture()
        let names = (1...20).map { "plugin-\($0)" }
        for name in names { try fixture.put(name, rest: "activation: [on_startup]\n") }
        try await fixture.run { engine in
            for name in names { try await engine.phase("running", of: name) }
            #expect(fixture.processes.count >= names.count)
        }
    }

    @Test func stopWhilePluginsStart() async throws {
        let fixture = try EngineFixture()
        let fifo = "\(fixture.folder.path)/never"
        try #require(mkfifo(fifo, 0o600) == 0)
        let names = (1...3).map { "plugin-\($0)" }
        for name in names {
            try fixture.put(name, .script("read line < \(fifo)"), rest: "activation: [on_startup]\n")
        }
        try await fixture.run { engine in
            for name in names { try await engine.phase("starting", of: name) }
        }
        try await fixture.store { store in
            let crashes = try await store.events(after: 0, limit: 99, kindPrefix: "plugin.crashed").events
            #expect(crashes.isEmpty)
        }
    }

    @Test func cancellationIsAStop() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", rest: "activation: [on_startup]\n")
        try await Self.runUntilCancelled(fixture)
        #expect(try await ProcessFacts.eventually { fixture.processes.isEmpty })
        try await fixture.store { store in
            let kinds = try await store.events(after: 0, limit: 99, kindPrefix: "engine.").events.map(\.event.kind)
            #expect(kinds == ["engine.started", "engine.stopping", "engine.stopped"])
        }
    }

    private static func runUntilCancelled(_ fixture: EngineFixture) async throws {
        let engine = try await Engine.open(fixture.configuration, logger: fixture.log.logger())
        let running = Task { try await engine.run() }
        try await engine.phase("running", of: "one")
        running.cancel()
        try await running.value
    }

    /// What is done first with an engine is done in the closure that it is told to run.
    @Test func callsCanBeMadeAsSoonAsItRuns() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        let engine = try await Engine.open(fixture.configuration, logger: fixture.log.logger())
        try await engine.run {
            await #expect(throws: Never.self) { try await engine.call("one") }
            engine.stop()
        }
    }

    @Test func actionsAfterTheStopAreProblems() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        let engine = try await Engine.open(fixture.configuration, logger: fixture.log.logger())
        try await engine.run { engine.stop() }
        try await expectProblem(.stopping) { try await engine.start("one") }
        let failure = await #expect(throws: PluginCallError.self) { try await engine.call("one") }
        #expect(failure?.obstacle == .engineStopping)
    }

    #if os(Linux)
    @Test(.enabled(if: geteuid() == 0, "mounting needs the administrator"))
    func fullDiskStopsNoPluginAndHeals() async throws {
        let fixture = try EngineFixture { $0.policy.healthyRun = .zero }
        try #require(mount("none", fixture.state, "tmpfs", 0, "size=8m") == 0)
        defer { umount2(fixture.state, Int32(MNT_DETACH)) }
        try fixture.install("one", rest: "activation: [on_startup]\n")
        try await fixture.run { engine in
            let first = try await engine.call("one")
            let ballast = "\(fixture.state)/ballast"
            Self.fill(ballast)
            // The store's log may have room left: events are told until it has none.
            try await Self.tellUntilRefused(engine, fixture)
            let number = try await engine.lastEvent
            kill(first, SIGKILL)
            let second = try await engine.call("one")
            #expect(second != first)
            unlink(ballast)
            let crash = try await engine.events("plugin.crashed", of: "one", after: number).event()
            #expect(crash.text("signal") == "SIGKILL")
            #expect(fixture.log.has("The journal is written again"))
        }
    }

    private static func tellUntilRefused(_ engine: Engine, _ fixture: EngineFixture) async throws {
        let payload = EngineAPI.JSONValue.string(String(repeating: "x", count: 100_000))
        #expect(
            try await ProcessFacts.eventually {
                if engine.journal.waitingCount == 0 { engine.journal.tell("test", payload) }
                return fixture.log.has("The journal cannot be written")
            }
        )
    }

    /// Writes until the disk is full.
    private static func fill(_ path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let block = [UInt8](repeating: 0, count: 4_096)
        while write(file, block, block.count) > 0 {}
        close(file)
    }
    #endif
}

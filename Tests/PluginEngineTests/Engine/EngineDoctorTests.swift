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

/// What the doctor finds, in health and sickness. A damaged database is in ``EngineTests``.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineDoctorTests {
    @Test func healthyEngineHasNoFinding() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            try await engine.call("one")
            let checks = await engine.doctor().checks
            #expect(
                Set(checks.map(\.code)).isSuperset(of: [
                    "state-folder", "disk", "store", "journal", "descriptors", "watch", "sealed",
                ])
            )
            // The machine that the tests run on may have little room.
            let findings = checks.filter { $0.status != .ok && !["disk", "descriptors", "watch"].contains($0.code) }
            #expect(findings.isEmpty, "\(findings)")
        }
    }

    @Test func stateFolderThatOthersCanWriteToIsFound() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            #expect(chmod(fixture.state, 0o777) == 0)
            let check = await engine.check("state-folder")
            #expect(check?.status == .warning)
            #expect(check?.advice == "chmod go-w \"\(fixture.state)\"")
            #expect(chmod(fixture.state, 0o700) == 0)
            #expect(await engine.check("state-folder")?.status == .ok)
        }
    }

    @Test func allowedUnsealedPluginsAreFound() async throws {
        try await EngineFixture { $0.allowsUnsealed = true }.run { engine in
            #expect(await engine.check("sealed")?.status == .warning)
        }
    }

    @Test func journalThatCannotBeReadIsFound() async throws {
        try await EngineFixture().run { engine in
            #expect(await engine.check("journal")?.status == .ok)
            _ = try await engine.events("engine.started").event()
            #expect(try await ProcessFacts.eventually { (try? engine.store.close()) != nil })
            #expect(await engine.check("journal")?.status == .error)
            for _ in 0..<Journal.batch { engine.journal.tell("test", [:]) }
            #expect(await engine.check("journal")?.status == .error)
        }
    }

    @Test func removedDatabaseIsWrittenAgain() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            try await engine.setEnabled(false, "one")
            for name in ["engine.db", "engine.db-wal"] { #expect(unlink("\(fixture.state)/\(name)") == 0) }
            engine.journal.tell("test", .null)
            try await engine.expect("store") { $0.status == .warning && $0.what.contains("is written again") }
            let message = "The engine's database was removed by somebody, and is written again with all that was in it"
            #expect(try await ProcessFacts.eventually { fixture.log.has(message) })
            #expect(fixture.log.count(message) == 1)
        }
        try await fixture.run { engine in
            let summary = try await engine.summary(of: "one")
            #expect(summary.enabled == false)
            #expect(await engine.check("store")?.status == .ok)
        }
    }

    @Test func rejectedAndFailedPluginsAreFound() async throws {
        let fixture = try EngineFixture()
        try fixture.put("bad", isSealed: false)
        try fixture.put("broken", .script("exit 3"))
        try fixture.put("good")
        try await fixture.run { engine in
            _ = try? await engine.start("broken")
            let checks = await engine.doctor().checks.filter { $0.code == "plugin" }
            #expect(checks.map(\.status) == [.error, .error])
            #expect(checks.first?.what.contains("has no MANIFEST.json") == true)
            #expect(checks.last?.what.contains("failed too often") == true)
            #expect(checks.last?.advice?.contains("omniview plugin crashes broken") == true)
        }
    }

    @Test func whatAPersonWantsIsNoFinding() async throws {
        let fixture = try EngineFixture()
        try fixture.put("kept-off")
        try fixture.put("stopped")
        try await fixture.run { engine in
            try await engine.setEnabled(false, "kept-off")
            try await engine.stop("stopped")
            #expect(await engine.check("plugin") == nil)
        }
    }

    @Test func folderThatCannotBeWatchedIsFound() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            try await engine.expect("watch") { $0.status == .ok }
            #expect(rename(fixture.plugins, "\(fixture.plugins)-away") == 0)
            let advice = "put it back: mkdir -p \"\(engine.stateDirectory)/plugins\""
            try await engine.expect("watch") { check in
                check.status == .warning && check.what.contains("it is not there") && check.advice == advice
            }
            #expect(rename("\(fixture.plugins)-away", fixture.plugins) == 0)
            try await engine.expect("watch") { $0.status == .ok }
        }
    }

    @Test func folderWithoutAnIDIsFound() async throws {
        let fixture = try EngineFixture()
        try fixture.folder.write("schema_version: 9\n", to: "state/plugins/No Plugin/plugin.yaml")
        try await fixture.run { engine in
            let check = await engine.check("folder")
            #expect(check?.status == .error)
            #expect(check?.what.contains("plugins/No Plugin is not taken") == true)
        }
    }
}

/// What the doctor says of a machine that is not as it should be, at the edge of each limit. What the machine says in fact
/// is in ``EngineDiskTests`` and, for descriptors and watches, in the tests of the command line.
@Suite struct DoctorVerdictTests {
    @Test func roomOnTheDisk() {
        let enough = Engine.diskCheck(free: Engine.scarceBytes)
        #expect(enough.status == .ok && enough.advice == nil)
        let scarce = Engine.diskCheck(free: Engine.scarceBytes - 1)
        #expect(scarce.status == .warning)
        #expect(scarce.what == "little space is left: 511 MiB are free on the state folder's disk")
        #expect(scarce.advice == "free space, so that 512 MiB or more are free")
        let none = Engine.diskCheck(free: 0)
        #expect(none.status == .error)
        #expect(none.advice?.contains("while the disk is full") == true)
    }

    @Test func databaseThatWasInOrderAtTheStart() {
        #expect(Engine.trouble(StoreCondition()) == nil)
        let error = StoreError(code: .damaged, message: "engine.db is damaged")
        let damaged = Engine.trouble(StoreCondition(damage: error, place: .removed, rewrites: 1))
        #expect(damaged?.status == .error)
        #expect(damaged?.what == "engine.db is damaged")
        let removed = Engine.trouble(StoreCondition(place: .removed))
        #expect(removed?.status == .warning)
        #expect(removed?.what.hasPrefix("somebody has removed engine.db") == true)
        let replaced = Engine.trouble(StoreCondition(place: .replaced, rewrites: 1))
        #expect(replaced?.status == .error)
        #expect(replaced?.advice?.hasPrefix("restart the engine") == true)
        let rewritten = Engine.trouble(StoreCondition(rewrites: 1))
        #expect(rewritten?.status == .warning)
        #expect(rewritten?.what.contains("is written again") == true)
    }

    @Test func openFiles() {
        #expect(Engine.descriptorCheck(limit: nil).status == .ok)
        #expect(Engine.descriptorCheck(limit: Engine.wantedDescriptors).status == .ok)
        let low = Engine.descriptorCheck(limit: Engine.wantedDescriptors - 1)
        #expect(low.status == .warning)
        #expect(low.what == "the engine may have 1023 files open")
        #expect(low.advice?.hasSuffix("ulimit -n 4096") == true)
    }

    @Test func folderThatCannotBeWrittenTo() {
        let disk = Engine.unwritable("/s", EROFS)
        #expect(disk.status == .error)
        #expect(disk.what == "the state folder /s cannot be written to (Read-only file system)")
        #expect(disk.advice?.contains("mount its disk writable") == true)
        #expect(Engine.unwritable("/s", EACCES).advice?.hasPrefix("make it writable: chmod u+w /s") == true)
        #expect(Engine.unwritable("/s", EIO).advice?.contains("dmesg") == true)
    }
}

extension Engine {
    fileprivate func check(_ code: String) async -> DoctorCheck? {
        await doctor().checks.first { $0.code == code }
    }

    /// Waits until a check says what is wanted.
    fileprivate func expect(
        _ code: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ isWanted: (DoctorCheck) -> Bool
    ) async throws {
        let end = ContinuousClock.now + .seconds(60)
        var last: DoctorCheck?
        while ContinuousClock.now < end {
            last = await check(code)
            if last.map(isWanted) == true { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("\(String(describing: last))", sourceLocation: sourceLocation)
    }
}

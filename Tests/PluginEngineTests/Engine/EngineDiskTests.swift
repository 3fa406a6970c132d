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

#if os(Linux)
/// A running engine whose disk cannot be written to any more. A full one is in ``EngineTests``.
///
/// The disk is a file with a file system of its own, so that it is known how it behaves; to mount it needs the
/// administrator. The database is open all the while, so that a mode or a mount over its folder would not keep it from
/// being written: each test goes on only when the store has refused an event.
@Suite(
    .startsProcesses,
    .timeLimit(.minutes(10)),
    .enabled(if: geteuid() == 0, "mounting needs the administrator")
)
struct EngineDiskTests {
    /// Files that may not be changed, not even by who has them open, and then may: the engine goes on, says what is wrong
    /// and writes what has waited.
    @Test func filesThatMayNotBeWrittenHeal() async throws {
        let fixture = try EngineFixture()
        try await withDisk(of: fixture) {
            try fixture.put("one", .script("echo 'here it is' >&2"))
            try await fixture.run { engine in
                let first = try await engine.call("one")
                let log = "\(fixture.state)/logs/one.log"
                #expect(try await ProcessFacts.eventually { access(log, F_OK) == 0 })
                let files = ["engine.db", "engine.db-wal"].map { "\(fixture.state)/\($0)" } + [log]
                try await Self.system("/usr/bin/chattr", ["+i"] + files)
                try await refuses(engine, fixture, "engine.db")
                #expect(try await engine.call("one") == first)
                let number = try await engine.lastEvent
                // Not even a crash is lost.
                kill(first, SIGKILL)
                let second = try await engine.call("one")
                #expect(second != first)
                try await Self.system("/usr/bin/chattr", ["-i"] + files)
                let crash = try await engine.events("plugin.crashed", of: "one", after: number).event()
                #expect(crash.text("signal") == "SIGKILL")
                _ = try await engine.events("log.refused", of: "one").event()
                _ = try await engine.events("log.healed", of: "one").event()
                #expect(fixture.log.has("The journal is written again"))
                #expect(await engine.doctor().checks.filter { $0.code == "journal" }.map(\.status) == [.ok])
                try await engine.setEnabled(false, "one")
            }
        }
    }

    /// What the system does with a disk on which it has found an error: it lets nothing more be written, and only mounting
    /// it anew changes that. The engine goes on, says so, and ends in order.
    @Test func diskThatTheSystemMakesReadOnlyEndsNothing() async throws {
        let fixture = try EngineFixture()
        try await withDisk(of: fixture) {
            try fixture.put("one")
            try await fixture.run { engine in
                let first = try await engine.call("one")
                // What is in memory only would hide that the file behind it cannot be changed.
                sync()
                try await Self.system(
                    "/bin/sh",
                    [
                        "-c",
                        "echo 1 >/sys/fs/ext4/$(basename $(findmnt -n -o SOURCE '\(fixture.state)'))/trigger_fs_error",
                    ]
                )
                #expect(mkdir("\(fixture.state)/x", 0o700) != 0 && errno == EROFS)
                try await refuses(engine, fixture, "engine.db")
                #expect(try await engine.call("one") == first)
                let folder = try #require(await engine.doctor().checks.first { $0.code == "state-folder" })
                #expect(folder.status == .error)
                #expect(folder.what.contains("cannot be written to (Read-only file system)"))
                #expect(folder.advice?.contains("mount its disk writable") == true)
                let problem = try await expectProblem(.storage) { try await engine.setEnabled(false, "one") }
                #expect(problem.detail.contains("cannot be written to"))
                kill(first, SIGKILL)
                #expect(try await engine.call("one") != first)
            }
        }
    }

    /// Has the engine tell events until the store refuses them, and looks at what it says.
    private func refuses(_ engine: Engine, _ fixture: EngineFixture, _ file: String) async throws {
        engine.journal.tell("test", .null)
        try #require(try await ProcessFacts.eventually { engine.journal.refusal != nil })
        #expect(engine.journal.refusal?.code == .readOnly)
        #expect(fixture.log.has("The journal cannot be written"))
        let check = try #require(await engine.doctor().checks.first { $0.code == "journal" })
        #expect(check.status == .error)
        #expect(check.what.contains("events wait in memory"))
        #expect(check.what.contains("\(file)\" cannot be written to"))
        #expect(check.advice?.contains("by themselves") == true)
    }

    /// The state folder on a disk of its own while `body` runs.
    private func withDisk(of fixture: EngineFixture, _ body: () async throws -> Void) async throws {
        let image = "\(fixture.folder.path)/disk"
        try await Self.system("/usr/bin/truncate", ["-s", "64M", image])
        try await Self.system("/usr/sbin/mkfs.ext4", ["-q", "-O", "^has_journal", image])
        try await Self.system("/bin/mount", ["-o", "loop,errors=remount-ro", image, fixture.state])
        let result: Result<Void, any Error>
        do {
            try await Self.system("/bin/mkdir", ["\(fixture.state)/plugins"])
            #expect(chmod(fixture.state, 0o700) == 0)
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        try await Self.system("/bin/umount", [fixture.state])
        try result.get()
    }

    private static func system(_ program: String, _ words: [String]) async throws {
        let result = try await run(program, words)
        try #require(result.exitCode == 0, "\(program) \(words): \(result.error)")
    }
}
#endif

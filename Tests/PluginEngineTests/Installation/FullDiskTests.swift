import PluginEngine
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

#if os(Linux)
/// A small disk needs the right to mount one. Without it, the limits for files in the other suites stand in for it.
@Suite("Installing on a full disk", .enabled(if: geteuid() == 0), .serialized)
struct FullDiskTests {
    @Test(.timeLimit(.minutes(10))) func leavesWhatWasThere() async throws {
        let fixture = try InstallFixture()
        let archives = try ["1.0.0", "2.0.0"].map { try fixture.archive($0) }
        try fixture.folder.write("", to: "state/empty")
        // From a disk that not even the folders fit on to one that everything fits on, a block and an inode at a time.
        var outcomes: Set<String> = []
        for inodes in 2...30 {
            let options = "size=1m,nr_inodes=\(inodes)"
            let outcome = try await attempt(options, archives, fixture)
            if let outcome { outcomes.insert(outcome) }
        }
        for blocks in 1...20 {
            let outcome = try await attempt("size=\(blocks * 4)k", archives, fixture)
            if let outcome { outcomes.insert(outcome) }
        }
        // Nothing installed, the first version kept, and both installed: all of them happened, or nothing was mounted.
        #expect(outcomes.isEmpty || outcomes == ["nothing", "version 1.0.0", "version 2.0.0"])
    }

    /// Installs two versions on a disk, and says which is active; nil when no disk could be mounted.
    private func attempt(_ options: String, _ archives: [String], _ fixture: InstallFixture) async throws -> String? {
        let mounted = try await run("/bin/mount", ["-t", "tmpfs", "-o", options, "tmpfs", fixture.state])
        if mounted.exitCode != 0 { return nil }
        var expected: String?
        do {
            for archive in archives {
                try install(archive, fixture)
                expected = expected == nil ? "version 1.0.0" : "version 2.0.0"
            }
        } catch let error as PluginEngineError {
            #expect(error.code == .storageFailed, "\(options): \(error)")
        }
        let active = try fixture.wholeActiveVersion()
        #expect(active == expected, "\(options)")
        let leftovers = try fixture.leftovers()
        #expect(leftovers.isEmpty, "\(options)")
        let unmounted = try await run("/bin/umount", [fixture.state])
        #expect(unmounted.exitCode == 0, "\(unmounted.error)")
        return active ?? "nothing"
    }

    /// In a function of its own, so that no descriptor keeps the disk from being taken away.
    private func install(_ archive: String, _ fixture: InstallFixture) throws {
        try fixture.installer().install(from: archive)
    }
}
#endif

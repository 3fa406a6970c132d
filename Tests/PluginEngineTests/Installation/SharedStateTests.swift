import PluginEngine
import PluginIntegrity
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("One state folder and several installers")
struct SharedStateTests {
    @Test(.timeLimit(.minutes(10))) func installsAtOnce() async throws {
        let fixture = try InstallFixture()
        let sources = try (1...4).map { try fixture.source("\($0).0.0") }
        let state = fixture.state
        try await withThrowingTaskGroup(of: Void.self) { group in
            for source in sources {
                group.addTask { _ = try PluginInstaller(stateDirectory: state).install(from: source) }
            }
            try await group.waitForAll()
        }
        let active = try fixture.wholeActiveVersion()
        #expect(active?.hasPrefix("version ") == true)
        let versions = try fixture.installer().versions(of: sampleID)
        #expect(versions.count == 4)
        let leftovers = try fixture.leftovers()
        #expect(leftovers.isEmpty)
    }

    @Test(.timeLimit(.minutes(10))) func leavesAnotherInstallersFilesAlone() throws {
        let fixture = try InstallFixture()
        var slow = try fixture.installer()
        let (source, other, state) = (try fixture.source("1.0.0"), try fixture.source("2.0.0"), fixture.state)
        slow.atStep = { step in
            guard step == .contentsWritten else { return }
            // A whole installation, with all its sweeping, in the middle of this one.
            #expect(throws: Never.self) { try PluginInstaller(stateDirectory: state).install(from: other) }
        }
        try slow.install(from: source)
        let active = try fixture.wholeActiveVersion()
        #expect(active == "version 1.0.0")
    }

    @Test(.timeLimit(.minutes(10))) func givesUpOnAnotherThatHoldsTheLock() throws {
        let fixture = try InstallFixture()
        var installer = try fixture.installer()
        installer.lockTimeout = .milliseconds(20)
        let lock = open("\(fixture.state)/store/.lock", O_RDWR | O_CLOEXEC)
        #expect(flock(lock, LOCK_EX) == 0)
        let source = try fixture.source("1.0.0")
        try expectInstallError(.busy) { try installer.install(from: source) }
        close(lock)
        try installer.install(from: source)
    }

    @Test func leavesNothingWhenTheDiskIsFull() async throws {
        // A limit for files stands in for the disk: it ends in the same error of the same call.
        await #expect(processExitsWith: .success) {
            let fixture = try InstallFixture()
            let source = try fixture.source("1.0.0")
            try fixture.folder.write(String(repeating: "x", count: 200_000), to: "source-1.0.0/assets/large.js")
            let installer = try fixture.installer()
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            #else
            setrlimit(RLIMIT_FSIZE, &limit)
            #endif
            try expectInstallError(.storageFailed) { try installer.install(from: source) }
            let leftovers = try fixture.leftovers()
            #expect(leftovers.isEmpty)
            #expect(TemporaryFolder.entries(of: "\(fixture.state)/plugins").isEmpty)
        }
    }

    @Test func sweepsWhatAKilledInstallerHasLeft() throws {
        let fixture = try InstallFixture()
        _ = try fixture.installer()
        try fixture.folder.write("x", to: "state/store/.incoming/1-abc/tree/file")
        try fixture.folder.write("{}", to: "state/store/\(String(repeating: "a", count: 64)).json")
        _ = try fixture.installer()
        let leftovers = try fixture.leftovers()
        #expect(leftovers.isEmpty)
    }
}

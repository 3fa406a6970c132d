import Testing

@testable import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a killed process has left of its private copies, and what looks like it.
@Suite struct LeftCopiesTests {
    private func sweep(_ parent: String) throws { LeftCopies.sweep(try PluginRoot(parent).descriptor) }

    @Test(.timeLimit(.minutes(10))) func aCopyOfADeadProcessGoesWithTheNextOne() async throws {
        let folder = try PluginFolder.sealedSample()
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [plugin = folder.path as String, parent = folder.parent as String] in
            let verified = try PluginVerifier.open(directory: plugin, executable: nil)
            let copy = try verified.makePrivateCopy(in: parent)
            kill(getpid(), SIGKILL)
            withExtendedLifetime(copy) {}
        }
        let left = try #require(try names(in: folder.parent).first { $0.hasPrefix(LeftCopies.namePrefix) })
        let copy = try PluginVerifier.open(directory: folder.path, executable: nil).makePrivateCopy(in: folder.parent)
        defer { withExtendedLifetime((folder, copy)) {} }
        #expect(!exists("\(folder.parent)/\(left)"))
        #expect(exists(copy.path(of: "plugin.yaml")))
    }

    @Test func aCopyInUseStaysUntilItsLockIsGone() throws {
        let folder = try PluginFolder.sealedSample()
        let copy = try PluginVerifier.open(directory: folder.path, executable: nil).makePrivateCopy(in: folder.parent)
        defer { withExtendedLifetime(copy) {} }
        try sweep(folder.parent)
        #expect(exists(copy.path(of: "plugin.yaml")))
        #expect(fcntl(copy.folder.raw, F_GETFD) & FD_CLOEXEC != 0)
        // As the system does for a process that ends.
        _ = flock(copy.folder.raw, LOCK_UN)
        try sweep(folder.parent)
        #expect(!exists(copy.directory))
    }

    @Test func nothingElseGoes() throws {
        let folder = try PluginFolder()
        let kept = [
            "ov-copy-aaaaa", "ov-copy-aaaaaaa", "ov-copy-aaa.aa", "plugin-aaaaaa", "xov-copy-aaaaa", "ov-aaaaaa",
        ]
        for name in kept { try check(mkdir("\(folder.parent)/\(name)", 0o700), "mkdir") }
        try check(symlink(folder.path, "\(folder.parent)/ov-copy-linked"), "symlink")
        try check(mkdir("\(folder.parent)/ov-copy-aaaaaa", 0o700), "mkdir")
        try check(symlink(folder.path, "\(folder.parent)/ov-copy-aaaaaa/link"), "symlink")
        try folder.write("file", "kept")
        try sweep(folder.parent)
        #expect(try Set(names(in: folder.parent)) == Set(kept + ["ov-copy-linked", "plugin"]))
        #expect(try folder.read("file") == Array("kept".utf8))
    }

    @Test func sweepsThatRaceWithCopiesTakeNothingThatIsInUse() async throws {
        let folder = try PluginFolder.sealedSample()
        defer { withExtendedLifetime(folder) {} }
        let (parent, path) = (folder.parent, folder.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let descriptor = try PluginRoot(parent).descriptor
                    for _ in 0..<300 { LeftCopies.sweep(descriptor) }
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    let plugin = try PluginVerifier.open(directory: path, executable: nil)
                    for _ in 0..<100 {
                        let copy = try plugin.makePrivateCopy(in: parent)
                        #expect(exists(copy.path(of: "plugin.yaml")))
                        try copy.remove()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try names(in: parent) == ["plugin"])
    }

    private func names(in parent: String) throws -> [String] {
        try PluginRoot(parent).descriptor.names(limit: 1000).names.map { String(decoding: $0, as: UTF8.self) }
    }
}

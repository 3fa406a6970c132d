import PluginIntegrity
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct PluginVerifierTests {
    private static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test func aSealedPluginIsIntact() throws {
        let folder = try PluginFolder.sealedSample()
        let report = try PluginVerifier.verify(directory: folder.path)
        #expect(report.isIntact)
        #expect(report.problems.isEmpty)
        #expect(report.warnings.isEmpty)
        #expect(report.files.map(\.path) == ["assets/icons/a.svg", "bin/plugin", "plugin.yaml"])
        #expect(report.files.allSatisfy { $0.status == .ok })
    }

    @Test func missing() throws {
        let folder = try PluginFolder.sealedSample()
        try check(unlink(folder.file("assets/icons/a.svg")), "unlink")
        #expect(try folder.problems() == ["assets/icons/a.svg": .missing])
        try check(rmdir(folder.file("assets/icons")), "rmdir")
        #expect(try folder.problems() == ["assets/icons/a.svg": .missing])
    }

    @Test func alteredSize() throws {
        let folder = try PluginFolder.sealedSample()
        try folder.write("assets/icons/a.svg", "")
        #expect(try folder.problems() == ["assets/icons/a.svg": .altered(.size(expected: 6, actual: 0))])
    }

    @Test func alteredContents() throws {
        let folder = try PluginFolder()
        try folder.write("a", "abd")
        try PluginSealer.seal(directory: folder.path)
        let before = try PluginManifest(parsing: folder.read("MANIFEST.json")).files[0].sha256
        try folder.write("a", "abc")
        let after = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(try folder.problems() == ["a": .altered(.digest(expected: before, actual: after))])
    }

    @Test(arguments: ["extra", "bin/extra", "assets/icons/deep/er/extra", ".MANIFEST.json.tmp", "assets/data/x"])
    func unlisted(_ name: String) throws {
        let folder = try PluginFolder.sealedSample()
        try folder.write(name, "x")
        #expect(try folder.problems() == [name: .unlisted])
    }

    @Test func anEmptyUnlistedFolderIsNoFinding() throws {
        let folder = try PluginFolder.sealedSample()
        try folder.makeFolders(above: "cache/tmp/x")
        #expect(try PluginVerifier.verify(directory: folder.path).isIntact)
    }

    @Test(arguments: [0o777, 0o644, 0o4755, 0o1755] as [mode_t])
    func modeChanged(_ mode: mode_t) throws {
        let folder = try PluginFolder.sealedSample()
        try check(chmod(folder.file("bin/plugin"), mode), "chmod")
        #expect(try folder.problems() == ["bin/plugin": .modeChanged(expected: 0o755, actual: UInt16(mode))])
    }

    @Test func alteredContentsAndModeAreTwoFindings() throws {
        let folder = try PluginFolder.sealedSample()
        try folder.write("plugin.yaml", "id: simple\n", mode: 0o666)
        let problems = try PluginVerifier.verify(directory: folder.path).problems
        #expect(problems.map(\.path) == ["plugin.yaml", "plugin.yaml"])
        #expect(problems.first?.status == .modeChanged(expected: 0o644, actual: 0o666))
        guard case .altered(.digest) = problems.last?.status else {
            Issue.record("\(problems)")
            return
        }
    }

    @Test func symbolicLinks() throws {
        let folder = try PluginFolder.sealedSample()
        try check(rename(folder.file("bin"), folder.parent + "/moved"), "rename")
        try check(symlink("../moved", folder.file("bin")), "symlink")
        try check(symlink("nowhere\u{1b}", folder.file("dangling")), "symlink")
        try check(symlink("/", folder.file("store")), "symlink")
        #expect(
            try folder.problems() == [
                "bin": .symbolicLink(target: "../moved"),
                "bin/plugin": .missing,
                "dangling": .symbolicLink(target: "nowhere\\x1b"),
                "store": .symbolicLink(target: "/"),
            ]
        )
    }

    @Test func aLinkToAnEqualFileIsStillALink() throws {
        let folder = try PluginFolder.sealedSample()
        try check(rename(folder.file("plugin.yaml"), folder.parent + "/real"), "rename")
        try check(symlink("../real", folder.file("plugin.yaml")), "symlink")
        #expect(try folder.problems() == ["plugin.yaml": .symbolicLink(target: "../real")])
    }

    @Test func specialFiles() throws {
        let folder = try PluginFolder.sealedSample()
        try check(unlink(folder.file("plugin.yaml")), "unlink")
        // Opening it for reading would wait for a writer that never comes.
        try check(mkfifo(folder.file("plugin.yaml"), 0o644), "mkfifo")
        let socket = try folder.makeSocket("bin/s")
        defer { close(socket) }
        try check(unlink(folder.file("assets/icons/a.svg")), "unlink")
        try check(mkdir(folder.file("assets/icons/a.svg"), 0o755), "mkdir")
        #expect(
            try folder.problems() == [
                "plugin.yaml": .specialFile(.fifo),
                "bin/s": .specialFile(.socket),
                "assets/icons/a.svg": .specialFile(.directory),
            ]
        )
    }

    @Test func unreadable() throws {
        let folder = try PluginFolder.sealedSample()
        try check(chmod(folder.file("assets/icons"), 0), "chmod")
        let file = folder.file("bin/plugin")
        try check(chmod(file, 0), "chmod")
        let problems = try withoutPrivileges { try folder.problems() }
        try check(chmod(folder.file("assets/icons"), 0o755), "chmod")
        #expect(
            problems == [
                "assets/icons": .unreadable(errno: EACCES),
                "assets/icons/a.svg": .unreadable(errno: EACCES),
                "bin/plugin": .unreadable(errno: EACCES),
            ]
        )
    }

    @Test func hardLinksAreAWarning() throws {
        let folder = try PluginFolder.sealedSample()
        try check(link(folder.file("bin/plugin"), folder.parent + "/second"), "link")
        let report = try PluginVerifier.verify(directory: folder.path)
        #expect(report.isIntact)
        #expect(report.warnings.count == 1)
        #expect(report.warnings.first?.hasPrefix("bin/plugin has 2 hard links") == true)
    }

    #if os(Linux)
    @Test func namesThatAreNotUTF8AreUnlisted() throws {
        let folder = try PluginFolder.sealedSample()
        let path = folder.path.utf8.map { CChar(bitPattern: $0) } + [0x2F, 0x61, -1, 0]
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o644)
        try check(descriptor, "open")
        close(descriptor)
        #expect(try folder.problems() == ["a\\xff": .unlisted])
    }

    @Test func spellingsAreComparedByBytes() throws {
        let folder = try PluginFolder()
        try folder.write("caf\u{e9}", "")
        try PluginSealer.seal(directory: folder.path)
        try check(rename(folder.file("caf\u{e9}"), folder.file("cafe\u{301}")), "rename")
        let problems = try PluginVerifier.verify(directory: folder.path).problems
        #expect(problems.map(\.status) == [.unlisted, .missing])
    }
    #endif

    @Test func aHugeSparseFileIsNotRead() throws {
        let folder = try PluginFolder.sealedSample()
        try check(truncate(folder.file("plugin.yaml"), 1 << 40), "truncate")
        try folder.write("extra", "")
        try check(truncate(folder.file("extra"), 1 << 40), "truncate")
        #expect(
            try folder.problems() == [
                "plugin.yaml": .altered(.size(expected: 11, actual: 1 << 40)), "extra": .unlisted,
            ]
        )
    }

    @Test func leavesNoDescriptorOpen() throws {
        let folder = try PluginFolder.sealedSample()
        try check(symlink("x", folder.file("link")), "symlink")
        // Every descriptor that is left would keep the folder's lock or its files; the lowest free number shows it.
        let report = try PluginVerifier.verify(directory: folder.path)
        #expect(!report.isIntact)
        #expect(try Self.openFiles(below: folder.path).isEmpty)
        let verified = try? PluginVerifier.open(directory: folder.path, executable: "bin/plugin")
        #expect(verified == nil)
        #expect(try Self.openFiles(below: folder.path).isEmpty)
    }

    /// The files below a folder that this process has open.
    private static func openFiles(below path: String) throws -> [String] {
        var found: [String] = []
        #if os(Linux)
        for number in 0..<1024 {
            var buffer = [CChar](repeating: 0, count: 4096)
            let count = readlink("/proc/self/fd/\(number)", &buffer, buffer.count)
            guard count > 0 else { continue }
            let target = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if target.hasPrefix(path) { found.append(target) }
        }
        #endif
        return found
    }
}

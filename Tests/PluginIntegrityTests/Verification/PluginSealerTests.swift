import PluginIntegrity
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct PluginSealerTests {
    @Test func writesTheSameBytesEverywhere() throws {
        let folder = try PluginFolder()
        try folder.write("plugin.yaml", "abc", mode: 0o600)
        try folder.write("bin/plugin", "", mode: 0o755)
        try folder.write("bin-extra", "abc", mode: 0o444)
        let manifest = try PluginSealer.seal(directory: folder.path)
        let golden = """
            {
              "manifest_version": 1,
              "algorithm": "sha256",
              "files": [
                {"path": "bin-extra", "size": 3, "mode": "0444", "sha256": \
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
                {"path": "bin/plugin", "size": 0, "mode": "0755", "sha256": \
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                {"path": "plugin.yaml", "size": 3, "mode": "0600", "sha256": \
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
              ]
            }

            """
        #expect(try folder.read("MANIFEST.json") == Array(golden.utf8))
        #expect(manifest.encoded() == Array(golden.utf8))
        #expect(try modeBits(folder.file("MANIFEST.json")) == 0o644)
        #expect(!exists(folder.file(".MANIFEST.json.tmp")))
    }

    @Test func sealingTwiceGivesTheSameBytes() throws {
        let folder = try PluginFolder.sealedSample()
        let first = try folder.read("MANIFEST.json")
        try PluginSealer.seal(directory: folder.path + "///.//")
        #expect(try folder.read("MANIFEST.json") == first)
    }

    @Test func anEmptyFolderSealsAndVerifies() throws {
        let folder = try PluginFolder()
        #expect(try PluginSealer.seal(directory: folder.path).files.isEmpty)
        #expect(try PluginVerifier.verify(directory: folder.path).isIntact)
    }

    @Test func runtimeFoldersAtTheTopAreLeftOut() throws {
        let folder = try PluginFolder.sample()
        try folder.write("data/cache.db", "x")
        try folder.write("store/a/b", "x")
        try folder.write("assets/data/c", "x")
        let paths = try PluginSealer.seal(directory: folder.path).files.map(\.path)
        #expect(paths == ["assets/data/c", "assets/icons/a.svg", "bin/plugin", "plugin.yaml"])
        #expect(PluginLayout.runtimeFolders == ["data", "store"])
    }

    @Test func replacesAManifestThatIsALink() throws {
        let folder = try PluginFolder.sample()
        try folder.write("../outside", "untouched")
        try check(symlink("../outside", folder.file("MANIFEST.json")), "symlink")
        try PluginSealer.seal(directory: folder.path)
        #expect(try PluginVerifier.verify(directory: folder.path).isIntact)
        #expect(try readFile(folder.parent + "/outside") == Array("untouched".utf8))
    }

    @Test func removesWhatAKilledSealerLeft() throws {
        let folder = try PluginFolder.sample()
        try folder.write(".MANIFEST.json.tmp", "half")
        #expect(try PluginSealer.seal(directory: folder.path).files.count == 3)
        #expect(!exists(folder.file(".MANIFEST.json.tmp")))
    }

    @Test func oneSealerAtATime() throws {
        let folder = try PluginFolder.sample()
        let other = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try check(other, "open")
        defer { close(other) }
        try check(flock(other, LOCK_EX), "flock")
        let message = try expectError(.sealInProgress) { try PluginSealer.seal(directory: folder.path) }
        #expect(message.contains("try again"))
        #expect(!exists(folder.file("MANIFEST.json")))
    }

    static let refusals: [(String, @Sendable (PluginFolder) throws -> Void)] = [
        ("bin/link is a symbolic link to plugin", { try check(symlink("plugin", $0.file("bin/link")), "symlink") }),
        ("lib is a symbolic link to /usr/lib", { try check(symlink("/usr/lib", $0.file("lib")), "symlink") }),
        ("data is a symbolic link to /", { try check(symlink("/", $0.file("data")), "symlink") }),
        ("bin/pipe is a named pipe", { try check(mkfifo($0.file("bin/pipe"), 0o644), "mkfifo") }),
        ("s is a socket", { close(try $0.makeSocket("s")) }),
        ("a has mode 4755: setuid, setgid or sticky", { try $0.write("a", "", mode: 0o4755) }),
        ("a has mode 2755: setuid, setgid or sticky", { try $0.write("a", "", mode: 0o2755) }),
        ("a has mode 1644: setuid, setgid or sticky", { try $0.write("a", "", mode: 0o1644) }),
        ("a\\x0ab contains a control character", { try $0.write("a\nb", "") }),
        ("a\\\\b contains a backslash", { try $0.write("a\\b", "") }),
        ("store is reserved", { try $0.write("store", "") }),
    ]

    @Test(arguments: refusals.indices)
    func refuses(_ index: Int) throws {
        let (reason, make) = Self.refusals[index]
        let folder = try PluginFolder.sealedSample()
        let before = try folder.read("MANIFEST.json")
        try make(folder)
        let message = try expectError(.refusedFile) { try PluginSealer.seal(directory: folder.path) }
        #expect(message.contains(reason), "\(message)")
        #expect(message.hasPrefix("\"\(folder.path)\" cannot be sealed"))
        #expect(try folder.read("MANIFEST.json") == before)
    }

    @Test func refusesDevices() throws {
        let folder = try PluginFolder.sample()
        // Only root may make one, and not in every container.
        guard mknod(folder.file("null"), S_IFCHR | 0o666, 0x103) == 0 else { return }
        let message = try expectError(.refusedFile) { try PluginSealer.seal(directory: folder.path) }
        #expect(message.contains("null is a character device"))
    }

    @Test func refusesUnreadableFiles() throws {
        let folder = try PluginFolder.sample()
        try check(chmod(folder.file("bin/plugin"), 0), "chmod")
        let message = try expectError(.refusedFile) {
            try withoutPrivileges { try PluginSealer.seal(directory: folder.path) }
        }
        #expect(message.contains("bin/plugin cannot be read (Permission denied)"))
    }

    #if os(Linux)
    @Test func refusesNamesThatAreNotUTF8() throws {
        let folder = try PluginFolder.sample()
        let descriptor = open(
            folder.path.utf8.map { CChar(bitPattern: $0) } + [0x2F, 0x61, -1, 0],
            O_WRONLY | O_CREAT,
            0o644
        )
        try check(descriptor, "open")
        close(descriptor)
        let message = try expectError(.refusedFile) { try PluginSealer.seal(directory: folder.path) }
        #expect(message.contains("a\\xff has a name that is not UTF-8"))
    }

    @Test func refusesNamesThatDifferOnlyInCase() throws {
        let folder = try PluginFolder.sample()
        try folder.write("bin/Plugin", "")
        let message = try expectError(.duplicatePath) { try PluginSealer.seal(directory: folder.path) }
        #expect(message.contains(folder.path))
        #expect(message.contains("differ only in case"))
    }
    #endif

    @Test func namesManyRefusalsInOneMessage() throws {
        let folder = try PluginFolder()
        for index in 10..<24 { try check(symlink("x", folder.file("l\(index)")), "symlink") }
        let message = try expectError(.refusedFile) { try PluginSealer.seal(directory: folder.path) }
        #expect(message.contains("l10 is a symbolic link to x; l11 is"))
        #expect(message.contains("l19 is a symbolic link to x; and 4 more"))
    }

    @Test func aManifestThatCannotBeReplacedIsAnError() throws {
        let folder = try PluginFolder.sample()
        try folder.makeFolders(above: "MANIFEST.json/x")
        let message = try expectError(.writeFailed) { try PluginSealer.seal(directory: folder.path) }
        #expect(message.contains("MANIFEST.json cannot be written"))
        #expect(!exists(folder.file(".MANIFEST.json.tmp")))
    }

    @Test func aHugeSparseFileIsRefusedUnread() throws {
        let folder = try PluginFolder.sample()
        try folder.write("huge", "")
        try check(truncate(folder.file("huge"), 1 << 40), "truncate")
        let message = try expectError(.limitExceeded) { try PluginSealer.seal(directory: folder.path) }
        #expect(message.contains("\"huge\""))
    }
}

import PluginIntegrity
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct KeptManifestTests {
    @Test func isWhatTheSealerWouldWriteAndWritesNothing() throws {
        let folder = try PluginFolder.sample()
        let manifest = try PluginSealer.manifest(of: folder.path)
        #expect(!exists(folder.file("MANIFEST.json")))
        #expect(!exists(folder.file(".MANIFEST.json.tmp")))
        #expect(try PluginSealer.seal(directory: folder.path) == manifest)
        #expect(try PluginSealer.manifest(of: folder.path) == manifest)
    }

    @Test func refusesWhatTheSealerRefuses() throws {
        let folder = try PluginFolder.sample()
        try check(symlink("/etc/passwd", folder.file("assets/link")), "symlink")
        let message = try expectError(.refusedFile) { try PluginSealer.manifest(of: folder.path) }
        #expect(message.contains("assets/link"))
    }

    @Test func verifiesAFolderThatHasNoManifest() throws {
        let folder = try PluginFolder.sample()
        let manifest = try PluginSealer.manifest(of: folder.path)
        #expect(try PluginVerifier.verify(directory: folder.path, against: manifest).isIntact)
        let plugin = try PluginVerifier.open(directory: folder.path, executable: "bin/plugin", against: manifest)
        #expect(plugin.manifest == manifest)
        #expect(plugin.executable?.path == "bin/plugin")
        try expectError(.unsealed) { try PluginVerifier.verify(directory: folder.path) }
    }

    @Test(arguments: ["altered", "added", "removed", "mode"])
    func refusesWhatIsNotAsKept(how: String) throws {
        let folder = try PluginFolder.sample()
        let manifest = try PluginSealer.manifest(of: folder.path)
        switch how {
        case "altered": try folder.write("bin/plugin", "#!/bin/sh\nexit 43\n", mode: 0o755)
        case "added": try folder.write("bin/other", "")
        case "removed": try check(unlink(folder.file("assets/icons/a.svg")), "unlink")
        default: try check(chmod(folder.file("bin/plugin"), 0o700), "chmod")
        }
        let report = try PluginVerifier.verify(directory: folder.path, against: manifest)
        #expect(report.problems.count == 1)
        try expectError(.notIntact) {
            try PluginVerifier.open(directory: folder.path, executable: nil, against: manifest)
        }
    }

    @Test func sealingAgainDoesNotDeceiveIt() throws {
        let folder = try PluginFolder.sealedSample()
        let kept = try PluginSealer.manifest(of: folder.path)
        try folder.write("bin/plugin", "#!/bin/sh\nexit 43\n", mode: 0o755)
        try PluginSealer.seal(directory: folder.path)
        #expect(try PluginVerifier.verify(directory: folder.path).isIntact)
        #expect(try !PluginVerifier.verify(directory: folder.path, against: kept).isIntact)
    }

    @Test func doesNotLookAtTheManifestInTheFolder() throws {
        let folder = try PluginFolder.sample()
        let kept = try PluginSealer.manifest(of: folder.path)
        try folder.write("MANIFEST.json", "{")
        #expect(try PluginVerifier.verify(directory: folder.path, against: kept).isIntact)
    }

    @Test func digestNamesTheContentsAndNotTheOrder() throws {
        let one = PluginManifest.Entry(path: "a", size: 0, mode: 0o644, sha256: String(repeating: "0", count: 64))
        let two = PluginManifest.Entry(path: "b", size: 0, mode: 0o644, sha256: String(repeating: "0", count: 64))
        let digest = try PluginManifest(files: [one, two]).digest
        #expect(try PluginManifest(files: [two, one]).digest == digest)
        #expect(try PluginManifest(files: [one]).digest != digest)
        #expect(digest.utf8.count == 64)
    }
}

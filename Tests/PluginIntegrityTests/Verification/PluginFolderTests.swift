import PluginIntegrity
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder and its manifest as a whole.
@Suite struct PluginFolderTests {
    @Test func withoutAManifestAPluginIsUnsealed() throws {
        let folder = try PluginFolder.sample()
        let message = try expectError(.unsealed) { try PluginVerifier.verify(directory: folder.path) }
        #expect(message.contains("\"\(folder.path)\" is not sealed"))
        #expect(message.contains("seal it"))
        try expectError(.unsealed) { try PluginVerifier.open(directory: folder.path, executable: nil) }
    }

    @Test func linksAboveTheFolderAreFollowed() throws {
        let folder = try PluginFolder.sealedSample()
        try check(symlink(folder.parent, folder.parent + "/up"), "symlink")
        #expect(try PluginVerifier.verify(directory: folder.parent + "/up/up/plugin").isIntact)
    }

    @Test(arguments: ["", "/", "//", "/.", "/./"])
    func theFolderItselfMustNotBeALink(_ tail: String) throws {
        let folder = try PluginFolder.sealedSample()
        try check(symlink(folder.path, folder.parent + "/link"), "symlink")
        let message = try expectError(.symbolicLink) {
            try PluginVerifier.verify(directory: folder.parent + "/link" + tail)
        }
        #expect(message.contains("is a symbolic link"))
        try expectError(.symbolicLink) { try PluginSealer.seal(directory: folder.parent + "/link" + tail) }
    }

    @Test func otherThingsThatAreNoFolder() throws {
        let folder = try PluginFolder.sealedSample()
        #expect(
            try expectError(.notFound) { try PluginVerifier.verify(directory: folder.path + "x") }.contains("exist")
        )
        try expectError(.notADirectory) { try PluginVerifier.verify(directory: folder.file("plugin.yaml")) }
        try expectError(.notADirectory) { try PluginVerifier.verify(directory: folder.file("plugin.yaml/x")) }
        try expectError(.invalidPath) { try PluginVerifier.verify(directory: "") }
        try expectError(.invalidPath) { try PluginVerifier.verify(directory: folder.path + "\0x") }
        try check(chmod(folder.path, 0), "chmod")
        let message = try expectError(.unreadable) {
            try withoutPrivileges { try PluginVerifier.verify(directory: folder.path) }
        }
        #expect(message.contains("Permission denied"))
        try check(chmod(folder.path, 0o755), "chmod")
    }

    @Test func aManifestThatIsNoFile() throws {
        let folder = try PluginFolder.sealedSample()
        let manifest = folder.file("MANIFEST.json")
        try check(rename(manifest, folder.parent + "/m"), "rename")
        try check(symlink("../m", manifest), "symlink")
        let message = try expectError(.symbolicLink) { try PluginVerifier.verify(directory: folder.path) }
        #expect(message.contains("MANIFEST.json"))
        try check(unlink(manifest), "unlink")
        try check(mkfifo(manifest, 0o644), "mkfifo")
        try expectError(.refusedFile) { try PluginVerifier.verify(directory: folder.path) }
        try check(unlink(manifest), "unlink")
        try check(mkdir(manifest, 0o755), "mkdir")
        try expectError(.refusedFile) { try PluginVerifier.verify(directory: folder.path) }
    }

    @Test func aManifestThatCannotBeRead() throws {
        let folder = try PluginFolder.sealedSample()
        let manifest = folder.file("MANIFEST.json")
        try check(chmod(manifest, 0), "chmod")
        try expectError(.unreadable) { try withoutPrivileges { try PluginVerifier.verify(directory: folder.path) } }
        try folder.write("MANIFEST.json", "{}")
        let message = try expectError(.malformedManifest) { try PluginVerifier.verify(directory: folder.path) }
        #expect(message.hasPrefix("in \"\(folder.path)\": MANIFEST.json:1:1:"))
        try check(truncate(manifest, 1 << 40), "truncate")
        try expectError(.limitExceeded) { try PluginVerifier.verify(directory: folder.path) }
    }

    @Test func limitsOfTheTree() throws {
        let folder = try PluginFolder.sealedSample()
        var limits = IntegrityLimits()
        limits.maxFiles = 3
        limits.maxFolders = 3
        limits.maxDepth = 3
        limits.maxPathBytes = "assets/icons/a.svg".utf8.count
        #expect(try PluginVerifier.verify(directory: folder.path, limits: limits).isIntact)

        func refuses(_ what: String, _ name: String) throws {
            let other = try PluginFolder.sealedSample()
            try other.write(name, "")
            let message = try expectError(.limitExceeded) {
                try PluginVerifier.verify(directory: other.path, limits: limits)
            }
            #expect(message.contains(what), "\(message)")
            try expectError(.limitExceeded) { try PluginSealer.seal(directory: other.path, limits: limits) }
        }
        try refuses("more than 3 files", "b")
        try refuses("more than 3 folders", "b/plugin.yaml")
        try refuses("more than 3 deep", "assets/icons/b/c")
        try refuses("of more than 18 bytes", "assets/icons/ab.svg")
    }

    @Test func tenThousandFiles() throws {
        let folder = try PluginFolder()
        for index in 0..<10_000 {
            try folder.write("f\(index % 100)/\(index)", "\(index)")
        }
        #expect(try PluginSealer.seal(directory: folder.path).files.count == 10_000)
        let report = try PluginVerifier.verify(directory: folder.path)
        #expect(report.isIntact)
        #expect(report.files.count == 10_000)
        try folder.write("one-more", "")
        try expectError(.limitExceeded) { try PluginSealer.seal(directory: folder.path) }
        try expectError(.limitExceeded) { try PluginVerifier.verify(directory: folder.path) }
    }
}

import PluginIntegrity
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct FolderFingerprintTests {
    @Test func isTheSameWhileNothingChanges() throws {
        let folder = try PluginFolder.sealedSample()
        let first = try FolderFingerprint(of: folder.path)
        _ = try PluginVerifier.verify(directory: folder.path)
        try folder.write("data/cache", "what a plugin writes while it runs")
        #expect(try FolderFingerprint(of: folder.path) == first)
    }

    @Test(arguments: ["write", "same size", "mode", "new", "gone", "manifest", "link", "fifo", "folder", "renamed"])
    func isAnotherAfterAChange(how: String) throws {
        let folder = try PluginFolder.sealedSample()
        let first = try FolderFingerprint(of: folder.path)
        switch how {
        case "write": try folder.write("plugin.yaml", "id: other sample\n")
        case "same size":
            // Another inode, so that the tick of the file system's clock does not matter.
            try folder.write("plugin.new", "id: elpmas\n")
            try check(rename(folder.file("plugin.new"), folder.file("plugin.yaml")), "rename")
        case "mode": try check(chmod(folder.file("plugin.yaml"), 0o600), "chmod")
        case "new": try folder.write("assets/new", "")
        case "gone": try check(unlink(folder.file("assets/icons/a.svg")), "unlink")
        case "manifest": try folder.write("MANIFEST.json", "{}")
        case "link": try check(symlink("plugin.yaml", folder.file("link")), "symlink")
        case "fifo": try check(mkfifo(folder.file("fifo"), 0o600), "mkfifo")
        case "folder": try folder.makeFolders(above: "assets/empty/x")
        default: try check(rename(folder.file("assets"), folder.file("Assets")), "rename")
        }
        #expect(try FolderFingerprint(of: folder.path).digest != first.digest)
    }

    @Test func isSettledOnceTheFilesAreAtRest() throws {
        let folder = try PluginFolder()
        #expect(try FolderFingerprint(of: folder.path).isSettled)
        try folder.write("plugin.yaml", "")
        #expect(try !FolderFingerprint(of: folder.path).isSettled)
        #expect(try FolderFingerprint(of: folder.path, settleSeconds: -1).isSettled)
        // What this test was built from has been left alone for longer; nothing can set a change time back.
        let sources = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        #expect(try FolderFingerprint(of: sources).isSettled)
    }

    @Test func obeysTheLimits() throws {
        let folder = try PluginFolder.sample()
        var limits = IntegrityLimits()
        limits.maxFiles = 2
        try expectError(.limitExceeded) { try FolderFingerprint(of: folder.path, limits: limits) }
        try expectError(.notFound) { try FolderFingerprint(of: folder.path + "/nowhere") }
    }
}

import PluginIntegrity
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct VerifiedPluginTests {
    @Test func keepsTheExecutableOpen() throws {
        let folder = try PluginFolder.sealedSample()
        let plugin = try PluginVerifier.open(directory: folder.path, executable: "bin/plugin")
        let executable = try #require(plugin.executable)
        defer { withExtendedLifetime(executable) {} }
        #expect(plugin.directory == folder.path)
        #expect(plugin.manifest.files.count == 3)
        #expect(plugin.report.isIntact)
        #expect(executable.path == "bin/plugin")
        #expect(executable.isScript)
        #expect(try readAll(executable.descriptor) == folder.read("bin/plugin"))
        #expect(lseek(executable.descriptor, 0, SEEK_CUR) == 0)
        #expect(fcntl(executable.descriptor, F_GETFD) & FD_CLOEXEC != 0)
        try executable.checkUnchanged()
    }

    @Test func withoutAnExecutable() throws {
        let folder = try PluginFolder.sealedSample()
        #expect(try PluginVerifier.open(directory: folder.path, executable: nil).executable == nil)
    }

    @Test(arguments: ["", "#", "#!", "#!/bin/sh", "\u{7f}ELF", " #!"])
    func scriptsAreRecognised(_ text: String) throws {
        let folder = try PluginFolder()
        try folder.write("run", text, mode: 0o700)
        try PluginSealer.seal(directory: folder.path)
        let plugin = try PluginVerifier.open(directory: folder.path, executable: "run")
        #expect(plugin.executable?.isScript == text.hasPrefix("#!"))
    }

    @Test(arguments: [
        ("plugin.yaml", IntegrityError.Code.notExecutable, "has mode 0644, so nobody may execute it; run chmod +x"),
        ("bin/other", .notListed, "is not in the manifest"),
        ("bin", .notListed, "is not in the manifest"),
        ("", .invalidPath, "is empty"),
        ("./bin/plugin", .invalidPath, "is not normalised"),
        ("/bin/sh", .invalidPath, "is absolute"),
        ("../plugin/bin/plugin", .invalidPath, "contains a .. component"),
        ("bin/plugin\0", .invalidPath, "contains a control character"),
        ("data/run", .invalidPath, "is reserved"),
    ])
    func refuses(_ executable: String, _ code: IntegrityError.Code, _ reason: String) throws {
        let folder = try PluginFolder.sealedSample()
        let message = try expectError(code) {
            try PluginVerifier.open(directory: folder.path, executable: executable)
        }
        #expect(message.contains(reason), "\(message)")
        #expect(message.contains(folder.path))
    }

    @Test func refusesAPluginThatIsNotIntact() throws {
        let folder = try PluginFolder.sealedSample()
        for index in 1...5 { try folder.write("extra\(index)", "") }
        let error = try #require(
            #expect(throws: IntegrityError.self) {
                try PluginVerifier.open(directory: folder.path, executable: "bin/plugin")
            }
        )
        #expect(error.code == .notIntact)
        #expect(error.message.contains("extra1 is unlisted"))
        #expect(error.message.hasSuffix("; and 2 more"))
        #expect(error.report?.problems.count == 5)
    }

    @Test func theDescriptorClosesWithTheLastReference() throws {
        let folder = try PluginFolder.sealedSample()
        var executable = try PluginVerifier.open(directory: folder.path, executable: "bin/plugin").executable
        let number = try #require(executable?.descriptor)
        var before = stat()
        try check(fstat(number, &before), "fstat")
        executable = nil
        // Another test may have got the number by now, but not for this file.
        var after = stat()
        #expect(fstat(number, &after) != 0 || before.st_ino != after.st_ino)
    }
}

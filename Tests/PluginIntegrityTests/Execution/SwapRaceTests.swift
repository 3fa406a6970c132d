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

/// Somebody exchanges the executable between verification and start.
@Suite struct SwapRaceTests {
    /// A plugin whose executable is a program: a copy of the shell. Exchanged, it is a script that exits with 7.
    private func programPlugin() throws -> (PluginFolder, VerifiedPlugin) {
        let folder = try PluginFolder()
        try folder.write("bin/plugin", readFile("/bin/sh"), mode: 0o755)
        try PluginSealer.seal(directory: folder.path)
        return (folder, try PluginVerifier.open(directory: folder.path, executable: "bin/plugin"))
    }

    private func swapExecutable(of folder: PluginFolder) throws {
        try folder.write("../new", "#!/bin/sh\nexit 7\n", mode: 0o755)
        try check(rename(folder.parent + "/new", folder.file("bin/plugin")), "rename")
    }

    @Test func theDescriptorKeepsTheVerifiedBytes() throws {
        let (folder, plugin) = try programPlugin()
        try swapExecutable(of: folder)
        let executable = try #require(plugin.executable)
        defer { withExtendedLifetime(executable) {} }
        #expect(try readAll(executable.descriptor) == readFile("/bin/sh"))
        #expect(try folder.read("bin/plugin") == Array("#!/bin/sh\nexit 7\n".utf8))
    }

    #if os(Linux)
    @Test(.conforms(to: 19)) func executingTheDescriptorRunsTheVerifiedProgram() throws {
        let (folder, plugin) = try programPlugin()
        let executable = try #require(plugin.executable)
        defer { withExtendedLifetime(executable) {} }
        #expect(!executable.isScript)
        try swapExecutable(of: folder)
        #expect(try run(["plugin", "-c", "exit 42"], executable: folder.file("bin/plugin")) == 7)
        let path = try #require(executable.executionPath)
        #expect(path == "/proc/\(getpid())/fd/\(executable.descriptor)")
        #expect(try run(["plugin", "-c", "exit 42"], executable: path) == 42)
        #expect(try run(["plugin", "-c", "exit 42"], executable: "/proc/self/fd/\(executable.descriptor)") == 42)
    }

    @Test(.conforms(to: 19)) func executingTheDescriptorRunsTheVerifiedScript() throws {
        let folder = try PluginFolder.sealedSample()
        let plugin = try PluginVerifier.open(directory: folder.path, executable: "bin/plugin")
        let executable = try #require(plugin.executable)
        defer { withExtendedLifetime(executable) {} }
        try swapExecutable(of: folder)
        // The interpreter opens the script by this path, after close-on-exec has closed its own copy.
        let path = try #require(executable.executionPath)
        #expect(try run(["plugin"], executable: path) == 42)
    }

    @Test func exchangingTheWholeFolderChangesNothing() throws {
        let folder = try PluginFolder.sealedSample()
        let plugin = try PluginVerifier.open(directory: folder.path, executable: "bin/plugin")
        try check(rename(folder.path, folder.parent + "/old"), "rename")
        try check(mkdir(folder.path, 0o755), "mkdir")
        try folder.write("bin/plugin", "#!/bin/sh\nexit 7\n", mode: 0o755)
        let executable = try #require(plugin.executable)
        defer { withExtendedLifetime(executable) {} }
        let path = try #require(executable.executionPath)
        #expect(try run(["plugin"], executable: path) == 42)
        let copy = try plugin.makePrivateCopy(in: folder.parent)
        defer { withExtendedLifetime(copy) {} }
        #expect(try run([copy.path(of: "bin/plugin")]) == 42)
    }
    #else
    @Test func withoutDescriptorExecutionThereIsNoPath() throws {
        let (_, plugin) = try programPlugin()
        #expect(plugin.executable?.executionPath == nil)
    }
    #endif

    @Test func writingInPlaceIsNoticedByTheLastCheck() throws {
        let folder = try PluginFolder.sealedSample()
        let plugin = try PluginVerifier.open(directory: folder.path, executable: "bin/plugin")
        let executable = try #require(plugin.executable)
        defer { withExtendedLifetime(executable) {} }
        try folder.write("bin/plugin", "#!/bin/sh\nexit 123\n", mode: 0o755)
        let message = try expectError(.changedWhileReading) { try executable.checkUnchanged() }
        #expect(message.contains("\"bin/plugin\" changed after it was verified"))
    }
}

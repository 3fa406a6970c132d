import TestSupport
import Testing

@testable import PluginHost

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file is executed only if it is the one that was meant.
@Suite(.startsProcesses, .timeLimit(.minutes(2))) struct ChecksumTests {
    /// By another implementation, whose names of the functions are the same.
    private static func checksum(
        _ algorithm: PluginChecksum.Algorithm,
        of path: String
    ) async throws -> PluginChecksum {
        let result = try await run("/usr/bin/openssl", ["dgst", "-r", "-\(algorithm.rawValue)", path])
        let digits = String(result.output.prefix { $0 != " " })
        var checksum = try #require(PluginChecksum(hexadecimal: digits), "\(result.error)")
        checksum.algorithm = algorithm
        return checksum
    }

    @Test(.conforms(to: 15, 18), arguments: [PluginChecksum.Algorithm.sha256, .sha384, .sha512])
    func rightOneStartsAsOftenAsItIsUsed(algorithm: PluginChecksum.Algorithm) async throws {
        var launch = try Peers.swiftLaunch()
        launch.checksum = try await Self.checksum(algorithm, of: launch.command.program)
        for _ in 0..<2 {
            _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
                let health = try await plugin.health(timeout: .seconds(60))
                #expect(health == "SERVING")
            }
        }
    }

    @Test(.conforms(to: 15), arguments: PluginChecksum.Algorithm.allCases)
    func everyFunctionOfTheFamilyIsKnown(algorithm: PluginChecksum.Algorithm) async throws {
        let folder = try TemporaryFolder()
        var plugin = try FakePlugin("touch \(folder.path)/started")
        plugin.launch.checksum = try await Self.checksum(algorithm, of: plugin.launch.command.program)
        #expect(try await plugin.startFailure()?.code == .handshake)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["started"])
        plugin.launch.checksum?.bytes[0] ^= 1
        #expect(try await plugin.startFailure()?.code == .checksum)
    }

    @Test(
        .conforms(to: 16, 17),
        arguments: [
            (PluginChecksum(.sha256, [UInt8](repeating: 7, count: 32)), "checksums did not match"),
            (PluginChecksum(.sha256, [1, 2, 3]), "checksums did not match"),
            (PluginChecksum(.sha512, []), "no checksum provided"),
        ]
    )
    func wrongOneStartsNothing(checksum: PluginChecksum, words: String) async throws {
        let folder = try TemporaryFolder()
        var plugin = try FakePlugin("touch \(folder.path)/started")
        plugin.launch.checksum = checksum
        let error = try #require(try await plugin.startFailure())
        #expect(error.code == .checksum)
        #expect(error.message.hasPrefix(words))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    #if os(Linux)
    @Test(.conforms(to: 19)) func whatWasComparedIsExecuted() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/program"
        try Data("first".utf8).write(to: URL(filePath: path))
        let file = try await CheckedFile.compare(path, try await Self.checksum(.sha256, of: path), of: "test")
        try FileManager.default.removeItem(atPath: path)
        try Data("other".utf8).write(to: URL(filePath: path))
        #expect(try Data(contentsOf: URL(filePath: file.executionPath)) == Data("first".utf8))
    }
    #endif

    @Test(.conforms(to: 19)) func writingToItIsNoticed() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/program"
        try Data("first".utf8).write(to: URL(filePath: path))
        let file = try await CheckedFile.compare(path, try await Self.checksum(.sha256, of: path), of: "test")
        #expect(file.isUnchanged)
        let descriptor = open(path, O_WRONLY | O_APPEND)
        #expect(write(descriptor, "more", 4) == 4)
        close(descriptor)
        #expect(!file.isUnchanged)
    }

    /// A program so large that to hash it takes an hour; it has no content.
    private static func hugeProgram(in folder: TemporaryFolder) throws -> String {
        let path = try folder.write("", to: "program", mode: 0o755)
        try #require(truncate(path, 4 << 40) == 0)
        return path
    }

    @Test func othersGetTheirTurnWhileLargeProgramsAreCompared() async throws {
        let folder = try TemporaryFolder()
        let path = try Self.hugeProgram(in: folder)
        let compared = await withTaskGroup(of: Bool.self) { group in
            // More than the pool has threads.
            for _ in 0..<2 * ProcessInfo.processInfo.activeProcessorCount {
                group.addTask {
                    let checksum = PluginChecksum(.sha256, [1])
                    return (try? await CheckedFile.compare(path, checksum, of: "test")) != nil
                }
            }
            group.addTask { false }
            _ = await group.next()
            group.cancelAll()
            return await group.contains(true)
        }
        #expect(!compared)
    }

    @Test func startIsCancelledWhileItsProgramIsCompared() async throws {
        let folder = try TemporaryFolder()
        var plugin = try FakePlugin("")
        plugin.launch.command.program = try Self.hugeProgram(in: folder)
        plugin.launch.checksum = PluginChecksum(.sha512, [1])
        let task = Task { [plugin] in try await plugin.startFailure() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func hexadecimal() {
        let bytes = (0..<32).map { UInt8($0 * 7) }
        let text = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(PluginChecksum(hexadecimal: text) == PluginChecksum(.sha256, bytes))
        #expect(PluginChecksum(hexadecimal: text.uppercased()) == PluginChecksum(.sha256, bytes))
        #expect(PluginChecksum(hexadecimal: text + text)?.algorithm == .sha512)
        #expect(PluginChecksum(hexadecimal: String(text.prefix(56)))?.algorithm == .sha224)
        for wrong in ["", "abc", String(text.dropLast()), text + "zz", String(repeating: "ä", count: 32)] {
            #expect(PluginChecksum(hexadecimal: wrong) == nil)
        }
    }
}

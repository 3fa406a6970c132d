import PluginIntegrity
import TestSupport
import Testing

@testable import PluginArchive

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("Unpacking")
struct ArchiveUnpackerTests {
    private let folder: TemporaryFolder
    private let archive: String

    init() throws {
        folder = try TemporaryFolder()
        archive = "\(folder.path)/a.tar.gz"
        let tar = TarBuilder.tar {
            $0.add("plugin.yaml", mode: "0000666")
            $0.add("bin/plugin", mode: "0000711")
        }
        try writeFile(try gzip(tar), to: archive)
    }

    private func unpack(_ path: String, named name: String = "out") throws -> UnpackedArchive {
        try ArchiveUnpacker.unpack(path, into: PluginRoot(folder.path).descriptor, named: name)
    }

    @Test func givesTwoModesOnly() throws {
        _ = try unpack(archive)
        #expect(fileMode("\(folder.path)/out/plugin.yaml") == 0o644)
        #expect(fileMode("\(folder.path)/out/bin/plugin") == 0o755)
        #expect(fileMode("\(folder.path)/out/bin") == 0o755)
    }

    @Test func refusesAFolderThatIsThere() throws {
        try folder.write("mine", to: "out/file")
        let error = try #require(throws: ArchiveError.self) { try unpack(archive) }
        #expect(error.code == .writeFailed)
        #expect(TemporaryFolder.entries(of: "\(folder.path)/out") == ["file"])
    }

    @Test func refusesALinkInPlaceOfTheFolder() throws {
        let elsewhere = try TemporaryFolder()
        #expect(symlink(elsewhere.path, "\(folder.path)/out") == 0)
        #expect(throws: ArchiveError.self) { try unpack(archive) }
        #expect(elsewhere.entries.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func neverWaitsForANamedPipe() throws {
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let error = try #require(throws: ArchiveError.self) { try unpack("\(folder.path)/pipe") }
        #expect(error.message.contains("not a regular file"))
    }

    @Test func leavesNothingWhenTheDiskIsFull() async throws {
        // A limit for files stands in for the disk: it ends in the same error of the same call.
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let contents = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8)) }
            let tar = TarBuilder.tar { $0.add("large", contents: contents) }
            try writeFile(try gzip(tar), to: "\(folder.path)/a.tar.gz")
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            #else
            setrlimit(RLIMIT_FSIZE, &limit)
            #endif
            let error = try #require(throws: ArchiveError.self) {
                try ArchiveUnpacker.unpack(
                    "\(folder.path)/a.tar.gz",
                    into: PluginRoot(folder.path).descriptor,
                    named: "out"
                )
            }
            #expect(error.code == .writeFailed)
            #expect(folder.entries == ["a.tar.gz"])
        }
    }
}

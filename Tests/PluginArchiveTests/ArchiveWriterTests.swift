import PluginIntegrity
import TestSupport
import Testing

@testable import PluginArchive

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Writing archives, and tar's own")
struct ArchiveWriterTests {
    private static let longName = String(repeating: "d", count: 90)

    private func sample() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("id: a\n", to: "plugin/plugin.yaml")
        try folder.write("#!/bin/sh\n", to: "plugin/bin/plugin", mode: 0o755)
        try folder.write("{}", to: "plugin/MANIFEST.json")
        try folder.write("", to: "plugin/assets/empty.js")
        try folder.write("x", to: "plugin/assets/caf\u{E9}.js")
        try folder.write("long", to: "plugin/\(Self.longName)/" + String(repeating: "f", count: 200))
        try folder.write(String(repeating: "0123456789", count: 30_000), to: "plugin/assets/large.js")
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/plugin/hollow",
            withIntermediateDirectories: true
        )
        return folder
    }

    private func unpack(_ archive: String, in folder: TemporaryFolder, _ name: String = "out") throws -> UnpackedArchive
    {
        try ArchiveUnpacker.unpack(archive, into: PluginRoot(folder.path).descriptor, named: name)
    }

    @Test func readsBackTheSameTree() throws {
        let folder = try sample()
        try ArchiveWriter.write("\(folder.path)/plugin", to: "\(folder.path)/a.tar.gz")
        let unpacked = try unpack("\(folder.path)/a.tar.gz", in: folder)
        #expect(unpacked == UnpackedArchive(wrapper: nil, files: 7))
        let (before, after) = (try tree("\(folder.path)/plugin"), try tree("\(folder.path)/out"))
        #expect(before == after)
        #expect(after["hollow"] == "folder")
    }

    @Test func writesTheSameBytesForTheSameTree() throws {
        let (one, other) = (try sample(), try sample())
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)],
            ofItemAtPath: "\(other.path)/plugin/plugin.yaml"
        )
        try ArchiveWriter.write("\(one.path)/plugin", to: "\(one.path)/a.tar.gz")
        try ArchiveWriter.write("\(other.path)/plugin", to: "\(other.path)/a.tar.gz")
        let (first, second) = (try readFile("\(one.path)/a.tar.gz"), try readFile("\(other.path)/a.tar.gz"))
        #expect(first == second)
    }

    @Test func leavesOutRuntimeFolders() throws {
        let folder = try sample()
        try folder.write("secret", to: "plugin/data/key.json")
        try ArchiveWriter.write("\(folder.path)/plugin", to: "\(folder.path)/a.tar.gz")
        let unpacked = try unpack("\(folder.path)/a.tar.gz", in: folder)
        #expect(unpacked.files == 7)
    }

    @Test func writesNothingOfAFolderWithALink() throws {
        let folder = try sample()
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/plugin/link",
            withDestinationPath: "/etc/passwd"
        )
        let error = try #require(throws: ArchiveError.self) {
            try ArchiveWriter.write("\(folder.path)/plugin", to: "\(folder.path)/a.tar.gz")
        }
        #expect(error.code == .refusedEntry)
        #expect(error.entry == "link")
        #expect(folder.entries == ["plugin"])
    }

    @Test func neverWritesOverAnArchive() throws {
        let folder = try sample()
        try folder.write("mine", to: "a.tar.gz")
        #expect(throws: ArchiveError.self) {
            try ArchiveWriter.write("\(folder.path)/plugin", to: "\(folder.path)/a.tar.gz")
        }
        let kept = try readFile("\(folder.path)/a.tar.gz")
        #expect(kept == Array("mine".utf8))
    }

    @Test func tarReadsWhatIsWritten() async throws {
        let folder = try sample()
        try ArchiveWriter.write("\(folder.path)/plugin", to: "\(folder.path)/a.tar.gz")
        try FileManager.default.createDirectory(atPath: "\(folder.path)/out", withIntermediateDirectories: true)
        let result = try await run("/usr/bin/tar", ["-xzf", "\(folder.path)/a.tar.gz", "-C", "\(folder.path)/out"])
        #expect(result.exitCode == 0, "\(result.error)")
        let (before, after) = (try tree("\(folder.path)/plugin"), try tree("\(folder.path)/out"))
        #expect(before == after)
    }

    @Test(arguments: ["gnu", "pax", "ustar"])
    func readsWhatTarWrites(_ format: String) async throws {
        let folder = try sample()
        if format == "ustar" {
            // A component of more than 100 bytes has no place in that format.
            try FileManager.default.removeItem(atPath: "\(folder.path)/plugin/\(Self.longName)")
        }
        let arguments = ["--format=\(format)", "-czf", "\(folder.path)/a.tar.gz", "-C", "\(folder.path)/plugin", "."]
        let result = try await run("/usr/bin/tar", arguments)
        #expect(result.exitCode == 0, "\(result.error)")
        _ = try unpack("\(folder.path)/a.tar.gz", in: folder)
        let (before, after) = (try tree("\(folder.path)/plugin"), try tree("\(folder.path)/out"))
        #expect(before == after)
    }

    @Test func namesTheOneFolderAtTheTop() async throws {
        let folder = try sample()
        let result = try await run("/usr/bin/tar", ["-czf", "\(folder.path)/a.tar.gz", "-C", folder.path, "plugin"])
        #expect(result.exitCode == 0, "\(result.error)")
        let unpacked = try unpack("\(folder.path)/a.tar.gz", in: folder)
        #expect(unpacked.wrapper == "plugin")
    }
}

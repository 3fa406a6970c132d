import Testing

@testable import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct FileDigestTests {
    private func open(_ name: String, in folder: PluginFolder) throws -> OpenedFile {
        guard case .file(let file) = try PluginRoot(folder.path).descriptor.find(RelativePath(name)) else {
            throw TestFailure(what: "\(name) is not a file")
        }
        return file
    }

    // The examples of FIPS 180-4 and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func knownAnswers(_ text: String, _ digest: String) throws {
        let folder = try PluginFolder()
        try folder.write("a", text)
        #expect(FileDigest.outcome(of: try open("a", in: folder)) == .digest(digest))
    }

    @Test func chunkBoundaries() throws {
        let folder = try PluginFolder()
        // A million times the letter a, from FIPS 180-4: several chunks and a rest.
        try folder.write("a", [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(FileDigest.outcome(of: try open("a", in: folder)) == .digest(million))
        for size in [FileDigest.chunkBytes - 1, FileDigest.chunkBytes, FileDigest.chunkBytes + 1] {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try folder.write("b", bytes)
            var read: [UInt8] = []
            let failure = FileDigest.read(try open("b", in: folder)) { chunk in
                read.append(contentsOf: chunk)
                return true
            }
            #expect(failure == nil)
            #expect(read == bytes)
        }
    }

    @Test func parallelHashingKeepsTheOrder() throws {
        let folder = try PluginFolder()
        var files: [OpenedFile] = []
        for index in 0..<40 {
            try folder.write("f\(index)", [UInt8](repeating: UInt8(index), count: 50_000 + index))
            files.append(try open("f\(index)", in: folder))
        }
        let outcomes = FileDigest.outcomes(of: files)
        #expect(outcomes == files.map(FileDigest.outcome))
        #expect(Set(outcomes).count == 40)
    }

    @Test(arguments: ["longer than before", "short", "hello"])
    func writingAfterOpeningIsNoticed(_ text: String) throws {
        let folder = try PluginFolder()
        try folder.write("a", "hello")
        let file = try open("a", in: folder)
        try tick(from: file)
        try folder.write("a", text)
        #expect(FileDigest.outcome(of: file) == .changedWhileReading)
    }

    @Test func cuttingAndModesAreNoticed() throws {
        let folder = try PluginFolder()
        try folder.write("a", "hello")
        let cut = try open("a", in: folder)
        try check(truncate(folder.file("a"), 2), "truncate")
        #expect(FileDigest.outcome(of: cut) == .changedWhileReading)
        let mode = try open("a", in: folder)
        try check(chmod(folder.file("a"), 0o600), "chmod")
        #expect(FileDigest.outcome(of: mode) == .changedWhileReading)
    }

    @Test func aFolderCannotBeRead() throws {
        let folder = try PluginFolder()
        let root = try PluginRoot(folder.path)
        let info = try #require(root.descriptor.info().info)
        let outcome = FileDigest.outcome(of: OpenedFile(descriptor: root.descriptor, info: info))
        #expect(outcome == .unreadable(EISDIR))
    }

    /// Touches another file until the file system's clock has moved on from the given file's change time.
    private func tick(from file: OpenedFile) throws {
        let folder = try PluginFolder()
        repeat {
            try folder.write("clock", "")
        } while try open("clock", in: folder).info.changed == file.info.changed
    }
}

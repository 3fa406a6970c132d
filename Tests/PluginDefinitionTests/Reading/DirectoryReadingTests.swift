import Foundation
import PluginDefinition
import Testing

@Suite struct DirectoryReadingTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("definition-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func code(_ body: () throws -> DefinitionReading) -> PluginDefinitionError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? PluginDefinitionError)?.code
        }
    }

    @Test func theFileIsNamedInDiagnostics() throws {
        try withFolder { folder in
            try Data("id: A\n".utf8).write(to: URL(fileURLWithPath: folder + "/plugin.yaml"))
            let reading = try DefinitionReader.read(directory: folder)
            #expect(reading.diagnostics.map(\.file) == [folder + "/plugin.yaml"])
            #expect(
                try DefinitionReader.read(directory: folder + "/").diagnostics.map(\.file) == [folder + "/plugin.yaml"]
            )
        }
    }

    @Test func aGoodFileIsRead() throws {
        try withFolder { folder in
            let file = try #require(Corpus.valid.first { $0.name == "valid/v2-everything.yaml" })
            try Data(file.bytes).write(to: URL(fileURLWithPath: folder + "/plugin.yaml"))
            #expect(try DefinitionReader.read(directory: folder).require().id.rawValue == "everything")
        }
    }

    /// The file is sparse and larger than the memory of most machines: reading it first would not end well.
    @Test func aLargeFileIsNotRead() throws {
        try withFolder { folder in
            let path = folder + "/plugin.yaml"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.truncate(atOffset: 64 << 30)
            try handle.close()
            let reading = try DefinitionReader.read(directory: folder)
            #expect(reading.errorPlaces == ["file-too-large 1:1"])
            #expect(reading.definition == nil)
        }
    }

    @Test func whatIsNoRegularFileIsRefused() throws {
        try withFolder { folder in
            let path = folder + "/plugin.yaml"
            #expect(code { try DefinitionReader.read(directory: folder) } == .notFound)
            #expect(code { try DefinitionReader.read(directory: folder + "/missing") } == .notFound)
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/hostname")
            #expect(code { try DefinitionReader.read(directory: folder) } == .notARegularFile)
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            #expect(code { try DefinitionReader.read(directory: folder) } == .notARegularFile)
            try FileManager.default.removeItem(atPath: path)
            // Opening a pipe without a writer would wait for ever.
            #expect(mkfifo(path, 0o600) == 0)
            #expect(code { try DefinitionReader.read(directory: folder) } == .notARegularFile)
        }
    }

    @Test func theErrorSaysWhichFile() throws {
        let error = #expect(throws: PluginDefinitionError.self) { try DefinitionReader.read(directory: "/nowhere") }
        #expect(error?.message.contains("/nowhere/plugin.yaml") == true)
        #expect(error?.description.hasPrefix("not-found: ") == true)
    }
}

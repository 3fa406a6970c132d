import GRDB
import TestSupport
import Testing

@testable import PluginStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct FilesTests {
    @Test func makesFilesThatOnlyTheirOwnerCanUse() async throws {
        let folder = try TemporaryFolder()
        let opening = try await EngineStore.open(folder: folder.path)
        #expect(opening.isNew)
        try await opening.store.append(1)
        #expect(folder.entries.contains("engine.db-wal"))
        for name in folder.entries { #expect(fileMode("\(folder.path)/\(name)") == 0o600) }
    }

    @Test func takesOthersPermissionsFromAnExistingFile() async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: folder.database)
        let store = try await EngineStore.intact(folder)
        try await store.append(1)
        for name in folder.entries { #expect(fileMode("\(folder.path)/\(name)") == 0o600) }
    }

    @Test(arguments: ["/none", "/file", "/none/", ""])
    func refusesAFolderThatIsNotThere(path: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "file")
        let path = path.isEmpty ? "" : folder.path + path
        #expect(try await code { _ = try await EngineStore.open(folder: path) } == .noFolder)
        #expect(folder.entries == ["file"])
    }

    @Test(arguments: ["engine.db", "engine.db-wal", "engine.db-journal"])
    func refusesASymbolicLink(name: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("secret", to: "target")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/\(name)",
            withDestinationPath: "\(folder.path)/target"
        )
        #expect(try await code { _ = try await EngineStore.open(folder: folder.path) } == .refusedFile)
        #expect(try readFile("\(folder.path)/target") == Array("secret".utf8))
        #expect(folder.entries == [name, "target"].sorted())
    }

    @Test func refusesAFolderInPlaceOfTheLog() async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        try folder.write("x", to: "engine.db-wal/inside")
        #expect(try await code { _ = try await EngineStore.open(folder: folder.path) } == .refusedFile)
        #expect(folder.setAside == [])
    }

    @Test func commitsAreOnDiskBeforeTheyAreAnswered() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let synchronous = try await store.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        let mode = try await store.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(synchronous == 2)
        #expect(mode == "wal")
    }

    @Test func aClosedStoreSaysSo() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try store.close()
        try store.close()
        #expect(try await code { _ = try await store.plugins() } == .closed)
        #expect(try await code { try await store.append(1) } == .closed)
    }
}

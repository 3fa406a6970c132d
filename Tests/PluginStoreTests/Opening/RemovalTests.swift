import TestSupport
import Testing

@testable import PluginStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What happens to the file of an open store while its folder is somebody else's to change, too.
@Suite struct RemovalTests {
    @Test(arguments: [["engine.db", "engine.db-wal"], ["engine.db"], ["engine.db-wal"]])
    func aRemovedFileIsWrittenAgainWithAllThatWasInIt(names: [String]) async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        let store = try await EngineStore.intact(folder)
        try await store.append(1)
        for name in names { #expect(unlink("\(folder.path)/\(name)") == 0) }
        #expect(store.condition.place == .removed)
        #expect(try await store.numbers.count == 61)
        #expect(store.rewrites == 0)
        // Once, and it goes on there.
        for _ in 0..<2 {
            try await store.append(1)
            #expect(store.condition.place == .kept)
            #expect(store.rewrites == 1)
        }
        #expect(folder.entries == ["engine.db", "engine.db-wal"])
        for name in folder.entries { #expect(fileMode("\(folder.path)/\(name)") == 0o600) }
        try store.close()
        #expect(folder.entries == ["engine.db"])
        let again = try await EngineStore.intact(folder)
        #expect(try await again.numbers == Array(1...63))
        #expect(try await again.settings(of: "hello").map(\.key) == ["a"])
        #expect(try await again.versions(of: "hello") == [.sample()])
    }

    @Test func writersThatMeetTheRemovalTogetherLoseNothing() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.append(1)
        for name in folder.entries { #expect(unlink("\(folder.path)/\(name)") == 0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10 { try await store.append(1) }
                }
            }
            try await group.waitForAll()
        }
        #expect(store.rewrites == 1)
        try store.close()
        let again = try await EngineStore.intact(folder)
        #expect(try await again.numbers == Array(1...81))
    }

    @Test func anotherFileInItsPlaceIsAnErrorAndStays() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.append(1)
        #expect(unlink(folder.database) == 0)
        let other = Array("what somebody has put there".utf8)
        try folder.write(other)
        let error = await #expect(throws: StoreError.self) { try await store.append(1) }
        #expect(error?.code == .replaced)
        #expect(error?.message.contains("restart the engine") == true)
        #expect(store.condition.place == .replaced)
        // What runs can still read.
        #expect(try await store.numbers == [1])
        try store.close()
        #expect(try folder.bytes() == other)
    }

    @Test func anotherFolderInPlaceOfItsOwnIsNotWrittenTo() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/state"
        #expect(mkdir(path, 0o700) == 0)
        let store = try await EngineStore.open(folder: path).store
        #expect(rename(path, "\(path)-away") == 0)
        #expect(mkdir(path, 0o700) == 0)
        #expect(try await code { try await store.append(1) } == .replaced)
        #expect(TemporaryFolder.entries(of: path) == [])
        // And all is well when it comes back.
        #expect(rmdir(path) == 0)
        #expect(rename("\(path)-away", path) == 0)
        try await store.append(1)
        #expect(store.rewrites == 0)
    }
}

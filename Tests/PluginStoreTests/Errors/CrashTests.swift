import GRDB
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

@Suite struct CrashTests {
    @Test func aTransactionThatWasNotFinishedLeavesNothing() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let store = try await EngineStore.open(folder: path).store
            try await store.setSettings([StoredSetting(key: "a", json: "1")], of: "hello")
            try await store.append([NewEvent(time: 0, kind: "k", payload: "")])
            try await store.write { database in
                // More than the cache holds, so that a part of it is in the log already.
                try database.execute(sql: "PRAGMA cache_size = 1; UPDATE settings SET json = '2'")
                for _ in 0..<200 {
                    try database.execute(
                        sql: """
                            INSERT INTO events (time, kind, bytes, payload)
                                VALUES (0, 'half', 4, hex(zeroblob(9000)))
                            """
                    )
                }
                kill(getpid(), SIGKILL)
            }
        }
        let store = try await EngineStore.intact(folder)
        #expect(try await store.settings(of: "hello") == [.init(key: "a", json: "1")])
        #expect(try await store.eventBounds() == JournalBounds(oldest: 1, newest: 1))
    }

    /// Writers are killed wherever they are. What they were told is kept is noted in a second file, right after.
    @Test(arguments: 0..<5)
    func whatWasCommittedSurvivesAKill(round: Int) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
            let store = try await EngineStore.open(folder: path).store
            let notes = open("\(path)/notes", O_WRONLY | O_CREAT | O_APPEND, 0o600)
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        while let numbers = try? await store.append(
                            (0..<3).map { NewEvent(time: 0, kind: "w\(writer)", payload: "\($0)") }
                        ) {
                            let line = Array("\(numbers.upperBound)\n".utf8)
                            write(notes, line, line.count)
                            if numbers.upperBound > 100 + Int64(round) * 31 { kill(getpid(), SIGKILL) }
                        }
                    }
                }
            }
        }
        let notes = String(decoding: try folder.bytes(of: "notes"), as: UTF8.self)
        let told = notes.split(separator: "\n").compactMap { Int64($0) }
        #expect(told.count > 30)
        let store = try await EngineStore.intact(folder)
        let events = try await store.events(after: 0, limit: 1_000).events
        #expect(events.map(\.id) == Array(1...Int64(events.count)))
        #expect(events.count.isMultiple(of: 3))
        for start in stride(from: 0, to: events.count, by: 3) {
            let batch = events[start..<start + 3].map(\.event)
            #expect(Set(batch.map(\.kind)).count == 1)
            #expect(batch.map(\.payload) == ["0", "1", "2"])
        }
        #expect((told.max() ?? 0) <= Int64(events.count))
    }
}

import GRDB
import TestSupport
import Testing

@testable import PluginStore

@Suite struct MigrationTests {
    /// What was released stays as it is, and new steps come after it.
    @Test func theStepsBeginWithTheReleasedOnes() {
        let released = ["001 base", "002 what views keep", "003 trusted views", "004 events by kind"]
        #expect(Array(Schema.migrator.migrations.prefix(released.count)) == released)
    }

    @Test func takingAllStepsTwiceChangesNothing() async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        let before = try folder.bytes()
        let queue = try DatabaseQueue(path: folder.database)
        try Schema.migrator.migrate(queue)
        #expect(try await queue.read { try Schema.missing(in: $0) } == [])
        try queue.close()
        #expect(try folder.bytes() == before)
    }

    @Test func aDatabaseOfVersionOneKeepsWhatItHolds() async throws {
        let folder = try TemporaryFolder()
        // Written by hand, as the first release left it.
        let queue = try DatabaseQueue(path: folder.database)
        try Schema.migrator.migrate(queue, upTo: "001 base")
        try await queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO plugins (plugin, enabled) VALUES ('hello', 0);
                    INSERT INTO versions VALUES ('hello', 'aa', '1.0.0', 1, '/plugins/hello', 1);
                    UPDATE plugins SET active = 'aa';
                    INSERT INTO settings VALUES ('hello', 'a', '1', 1);
                    INSERT INTO connections VALUES ('hello', 'c', '2');
                    INSERT INTO events (time, plugin, kind, bytes, payload) VALUES (5, NULL, 'k', 1, '3');
                    INSERT INTO audit (time, actor, action, plugin, outcome, bytes, detail)
                        VALUES (6, 'me', 'do', NULL, 'ok', 1, '4');
                    """
            )
        }
        try queue.close()
        let store = try await EngineStore.intact(folder)
        #expect(
            try await store.plugins() == [CatalogueEntry(plugin: "hello", isEnabled: false, active: "aa")]
        )
        #expect(try await store.versions(of: "hello") == [.sample()])
        #expect(try await store.settings(of: "hello") == [.init(key: "a", json: "1", isSecret: true)])
        #expect(try await store.connections(of: "hello") == [.init(id: "c", json: "2")])
        #expect(try await store.events(after: 0, limit: 1).events.first?.event.payload == "3")
        #expect(try await store.audit(limit: 1).first?.entry.detail == "4")
    }

    /// With the newer engine's step still in the log, and after it was written to the file.
    @Test(arguments: [false, true])
    func refusesANewerEnginesFileAndLeavesItAsItIs(inTheLog: Bool) async throws {
        let folder = try TemporaryFolder()
        let copy = try TemporaryFolder()
        try await folder.fillDatabase()
        var newer = Schema.migrator
        newer.registerMigration("999 from the future") { database in
            try database.execute(sql: "ALTER TABLE settings RENAME TO wishes")
        }
        let pool = try DatabasePool(path: folder.database)
        try newer.migrate(pool)
        let names = inTheLog ? ["engine.db", "engine.db-wal"] : ["engine.db"]
        if !inTheLog { try pool.close() }
        for name in names { try copy.write(try folder.bytes(of: name), to: name) }
        if inTheLog { try pool.close() }
        let before = try names.map { try copy.bytes(of: $0) }

        let error = await #expect(throws: StoreError.self) { try await EngineStore.open(folder: copy.path) }
        #expect(error?.code == .tooNew)
        #expect(error?.message.contains("999 from the future") == true)
        #expect(try names.map { try copy.bytes(of: $0) } == before)
        #expect(copy.setAside == [])
        // And a damaged one of a newer engine is not this engine's to set aside.
        #expect(try await code { _ = try await EngineStore.open(folder: copy.path) } == .tooNew)
    }

    @Test func takesBackAnOpeningThatWasInterrupted() async throws {
        let source = try TemporaryFolder()
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: source.database)
        try await queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = DELETE; CREATE TABLE half (x); PRAGMA cache_size = 1")
            try database.execute(sql: "DROP TABLE half")
            try database.inTransaction {
                try database.execute(sql: "CREATE TABLE half (x)")
                for _ in 0..<50 { try database.execute(sql: "INSERT INTO half VALUES (zeroblob(9000))") }
                for name in ["engine.db", "engine.db-journal"] {
                    try folder.write(try source.bytes(of: name), to: name)
                }
                return .rollback
            }
        }
        #expect(folder.entries == ["engine.db", "engine.db-journal"])
        let store = try await EngineStore.intact(folder)
        #expect(try await store.plugins() == [])
        #expect(try await store.read { try $0.tableExists("half") } == false)
    }
}

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

/// Ways to spoil a database of many pages of 4,096 bytes.
enum Spoiling: String, CaseIterable {
    case randomBytes, shortText, emptied, cutInAPage, cutBetweenPages, cutToItsHeader
    case zeroedFirstPage, zeroedPages, randomPages, wrongFormat, wrongPageSize
    case otherDatabase, lostTable, lostColumn, wrongTypes

    var reasons: Set<Damage.Reason> {
        switch self {
        case .randomBytes, .shortText, .zeroedFirstPage, .wrongPageSize: [.notADatabase, .malformed]
        case .emptied: [.empty]
        case .otherDatabase, .lostTable, .lostColumn: [.foreign]
        case .wrongFormat, .cutInAPage, .cutBetweenPages, .cutToItsHeader, .zeroedPages, .randomPages, .wrongTypes:
            [.malformed, .notADatabase]
        }
    }

    func apply(to folder: TemporaryFolder) throws {
        var bytes = try folder.bytes()
        var random = SystemRandomNumberGenerator()
        switch self {
        case .randomBytes: bytes = (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        case .shortText: bytes = Array("not a database".utf8)
        case .emptied: bytes = []
        case .cutInAPage: bytes.removeLast(bytes.count / 2 + 100)
        case .cutBetweenPages: bytes.removeLast(20 * 4_096)
        case .cutToItsHeader: bytes.removeLast(bytes.count - 100)
        case .zeroedFirstPage: bytes.replaceSubrange(0..<4_096, with: repeatElement(0, count: 4_096))
        case .zeroedPages:
            bytes.replaceSubrange(20 * 4_096..<40 * 4_096, with: repeatElement(0, count: 20 * 4_096))
        case .randomPages:
            for index in 20 * 4_096..<40 * 4_096 { bytes[index] = UInt8.random(in: 0...255, using: &random) }
        case .wrongFormat: bytes[44..<48] = [0, 0, 0, 99]
        case .wrongPageSize: bytes[16..<18] = [0x12, 0x34]
        case .otherDatabase, .lostTable, .lostColumn, .wrongTypes: return try applySQL(to: folder)
        }
        try folder.write(bytes)
    }

    private func applySQL(to folder: TemporaryFolder) throws {
        if self == .otherDatabase { try folder.write([]) }
        try folder.raw { database in
            switch self {
            case .otherDatabase: try database.execute(sql: "CREATE TABLE mail (x)")
            case .lostTable: try database.execute(sql: "DROP TABLE settings")
            case .lostColumn: try database.execute(sql: "ALTER TABLE audit DROP COLUMN outcome")
            default:
                try database.execute(
                    sql: """
                        PRAGMA writable_schema = ON;
                        UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'settings';
                        PRAGMA writable_schema = RESET;
                        UPDATE settings SET json = x'ff00';
                        PRAGMA writable_schema = ON;
                        UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'settings';
                        """
                )
            }
        }
    }
}

@Suite struct DamageTests {
    @Test(arguments: Spoiling.allCases)
    func setsADamagedFileAsideOnceAndBeginsAnew(spoiling: Spoiling) async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        try spoiling.apply(to: folder)
        let spoiled = try folder.bytes()

        let opening = try await EngineStore.open(folder: folder.path)
        let damage = try #require(opening.damage)
        #expect(spoiling.reasons.contains(damage.reason), "\(damage)")
        #expect(!damage.detail.isEmpty)
        #expect(!damage.detail.contains { $0.isNewline })
        #expect(opening.isNew)
        #expect(try readFile(damage.setAside) == spoiled)
        #expect(folder.setAside == [String(damage.setAside.dropFirst(folder.path.count + 1))])
        let name = try #require(folder.setAside.first)
        #expect(name.wholeMatch(of: /engine\.db\.damaged-\d{8}T\d{6}Z/) != nil)

        #expect(try await opening.store.plugins() == [])
        try await opening.store.addVersion(.sample())
        try opening.store.close()
        let again = try await EngineStore.open(folder: folder.path)
        #expect(again.damage == nil)
        #expect(!again.isNew)
        #expect(try await again.store.plugins().count == 1)
    }

    @Test func setsAFolderAsideThatHasTheFilesName() async throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "engine.db/inside")
        let opening = try await EngineStore.open(folder: folder.path)
        let damage = try #require(opening.damage)
        #expect(damage.reason == .notAFile)
        #expect(TemporaryFolder.entries(of: damage.setAside) == ["inside"])
    }

    @Test(arguments: [false, true])
    func keepsALogWhoseDatabaseIsGone(emptied: Bool) async throws {
        let folder = try TemporaryFolder()
        let log: [UInt8] = Array("the last changes".utf8)
        try folder.write(log, to: "engine.db-wal")
        try folder.write([1, 2], to: "engine.db-shm")
        if emptied { try folder.write([]) }
        let opening = try await EngineStore.open(folder: folder.path)
        let damage = try #require(opening.damage)
        #expect(damage.reason == .orphanedLog)
        #expect(try readFile(damage.setAside + "-wal") == log)
        #expect(try readFile(damage.setAside + "-shm") == [1, 2])
        try await opening.store.append(1)
    }

    @Test func keepsTheLogOfADamagedDatabaseBesideIt() async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        try Spoiling.randomBytes.apply(to: folder)
        try folder.write([7, 7, 7], to: "engine.db-wal")
        let opening = try await EngineStore.open(folder: folder.path)
        let damage = try #require(opening.damage)
        #expect(try readFile(damage.setAside + "-wal") == [7, 7, 7])
    }

    @Test func severalInOneSecondAreAllKept() async throws {
        let folder = try TemporaryFolder()
        for count in 1...4 {
            try folder.write([UInt8](repeating: 65, count: count))
            let opening = try await EngineStore.open(folder: folder.path)
            #expect(opening.damage != nil)
            try opening.store.close()
        }
        #expect(try folder.setAside.map { try folder.bytes(of: $0).count }.sorted() == [1, 2, 3, 4])
    }

    @Test func aSubscriberFromBeforeTheDamageIsToldThatItMissedEvents() async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        try Spoiling.randomBytes.apply(to: folder)
        let opening = try await EngineStore.open(folder: folder.path)
        try await opening.store.append(1)
        let page = try await opening.store.events(after: 60, limit: 10)
        let first = try #require(page.events.first)
        #expect(first.id > 1_700_000_000_000)
        #expect(page.missing == 61...(first.id - 1))
    }

    @Test func damageThatShowsLaterIsAnErrorAndNotATrap() async throws {
        let folder = try TemporaryFolder()
        try await folder.fillDatabase()
        let store = try await EngineStore.intact(folder)
        var bytes = try folder.bytes()
        for index in 4_096..<bytes.count { bytes[index] = 0xA5 }
        // In place: a new file would not be the opened one.
        let descriptor = open(folder.database, O_WRONLY)
        #expect(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
        close(descriptor)
        #expect(store.condition.damage == nil)
        let refused = try await code { _ = try await store.events(after: 0, limit: 100) }
        #expect(refused == .damaged)
        #expect(store.condition.damage?.code == .damaged)
    }

    @Test func aValueOfAWrongTypeIsAnErrorAndNotATrap() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.setSettings([.init(key: "a", json: "1")], of: "hello")
        try await store.write { database in
            try database.execute(
                sql: """
                    DROP TABLE settings;
                    CREATE TABLE settings (plugin, key, json, secret);
                    INSERT INTO settings VALUES ('hello', 'a', x'00ff', 'no');
                    INSERT INTO settings VALUES ('null', 'a', NULL, 1);
                    INSERT INTO settings VALUES ('flag', 'a', '1', 'no');
                    """
            )
        }
        for plugin in ["hello", "null", "flag"] {
            #expect(try await code { _ = try await store.settings(of: plugin) } == .damaged)
        }
    }
}

import GRDB
import TestSupport

@testable import PluginStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension TemporaryFolder {
    var database: String { "\(path)/\(EngineStore.fileName)" }

    func bytes(of name: String = EngineStore.fileName) throws -> [UInt8] { try readFile("\(path)/\(name)") }

    func write(_ bytes: [UInt8], to name: String = EngineStore.fileName) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// What was set aside, without the companions.
    var setAside: [String] {
        entries.filter { $0.hasPrefix("engine.db.damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
    }

    /// Leaves a good database of many pages behind, all of it in its one file.
    func fillDatabase() async throws {
        let store = try await EngineStore.intact(self)
        try await store.addVersion(.sample())
        try await store.setSettings([.init(key: "a", json: "1")], of: "hello")
        let payload = String(repeating: "x", count: 3_000)
        try await store.append((0..<60).map { _ in NewEvent(time: 0, kind: "k", payload: payload) })
        try store.close()
    }

    /// Opens the file as SQLite does, without the store.
    func raw<Value>(_ work: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: database)
        let value = try queue.writeWithoutTransaction(work)
        try queue.close()
        return value
    }
}

import TestSupport

@testable import PluginStore

extension EngineStore {
    /// The store of a folder that must not be damaged.
    static func intact(_ folder: TemporaryFolder, limits: StoreLimits = StoreLimits()) async throws -> EngineStore {
        let opening = try await open(folder: folder.path, limits: limits)
        guard opening.damage == nil else { throw UnexpectedDamage(damage: opening.damage) }
        return opening.store
    }

    func append(_ count: Int, kind: String = "test/event", plugin: String? = nil, time: Int64 = 0) async throws {
        try await append((0..<count).map { NewEvent(time: time, plugin: plugin, kind: kind, payload: "\($0)") })
    }

    /// All numbers of the journal.
    var numbers: [Int64] {
        get async throws { try await events(after: 0, limit: 1_000).events.map(\.id) }
    }
}

struct UnexpectedDamage: Error {
    var damage: Damage?
}

extension InstalledVersion {
    static func sample(_ version: String = "1.0.0", digest: String = "aa", installed: Int64 = 1) -> InstalledVersion {
        InstalledVersion(
            plugin: "hello",
            version: version,
            digest: digest,
            installed: installed,
            origin: "/plugins/hello",
            isSealed: true
        )
    }
}

/// Runs the work and returns the code of the error it throws; nil when it throws none.
func code(of work: () async throws -> Void) async throws -> StoreError.Code? {
    do {
        try await work()
        return nil
    } catch let error as StoreError {
        return error.code
    }
}

import GRDB

/// What the engine remembers across restarts: catalogue, settings, connections, event journal and audit.
///
/// One SQLite file in write-ahead mode. Every writing method is one transaction: it is kept whole, on disk, before the
/// method returns, or not at all. Readers see the state between two transactions and never wait for writers. All methods
/// can be called from any task; a cancelled task's call throws ``StoreError/Code/cancelled``.
public final class EngineStore: Sendable {
    /// The name of the file in its folder.
    public static let fileName = "engine.db"

    /// The file.
    public let path: String

    /// How much the store takes and gives.
    public let limits: StoreLimits

    let pool: DatabasePool

    init(pool: DatabasePool, limits: StoreLimits) {
        self.pool = pool
        self.limits = limits
        path = pool.path
    }

    /// Closes the file. Later calls fail as ``StoreError/Code/closed``. A store that nobody holds closes itself.
    ///
    /// - Throws: ``StoreError`` when an access is still under way; the store is open then.
    public func close() throws(StoreError) {
        // SQLite takes the log away with the last connection, if that is one that can write.
        pool.invalidateReadOnlyConnections()
        do {
            try pool.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }

    var check: ValueCheck { ValueCheck(limits: limits) }

    /// One transaction that changes something.
    func write<Value: Sendable>(
        _ change: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.write(change)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// One transaction that sees a single state of the file.
    func read<Value: Sendable>(
        _ look: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.read(look)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    func columns(_ row: Row) -> Columns { Columns(row: row, path: path) }
}

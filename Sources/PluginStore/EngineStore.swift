import GRDB
import Synchronization

/// What the engine remembers across restarts: catalogue, settings, connections, event journal and audit.
///
/// One SQLite file in write-ahead mode, and one connection, which keeps all others out. Every writing method is one
/// transaction: it is kept whole, on disk, before the method returns, or not at all. Readers see the state between two
/// transactions. All methods can be called from any task, and take turns; a cancelled task's call throws
/// ``StoreError/Code/cancelled``.
///
/// A file that somebody removes while it is open is written again from the connection, which still has all of it.
public final class EngineStore: Sendable {
    /// The name of the file in its folder.
    public static let fileName = "engine.db"

    /// The file.
    public let path: String

    /// How much the store takes and gives.
    public let limits: StoreLimits

    private struct State {
        var file: OpenFile
        /// The first damage that an access has met.
        var damage: StoreError?
        var rewrites = 0
    }

    /// Thrown inside of a transaction when its file is not in its place any more.
    private struct Displaced: Error {}

    private let opener: StoreOpener
    private let state: Mutex<State>

    init(file: OpenFile, opener: StoreOpener) {
        self.opener = opener
        limits = opener.limits
        path = opener.files.path
        state = Mutex(State(file: file))
    }

    /// How the file has fared since it was opened.
    public var condition: StoreCondition {
        let state = state.withLock { $0 }
        return StoreCondition(damage: state.damage, place: state.file.place, rewrites: state.rewrites)
    }

    /// How often the file was removed by somebody, and written again.
    public var rewrites: Int { state.withLock { $0.rewrites } }

    /// Closes the file. Later calls fail as ``StoreError/Code/closed``. A store that nobody holds closes itself.
    ///
    /// - Throws: ``StoreError`` when an access is still under way; the store is open then.
    public func close() throws(StoreError) {
        let file = state.withLock { $0.file }
        do {
            try file.queue.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }

    var check: ValueCheck { ValueCheck(limits: limits) }

    /// One transaction that changes something.
    func write<Value: Sendable>(
        _ change: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        while true {
            let file = state.withLock { $0.file }
            do {
                return try await file.queue.write { database -> Value in
                    // What is written to a file without a name is gone with the process.
                    guard file.place == .kept else { throw Displaced() }
                    return try change(database)
                }
            } catch is Displaced {
                try await putBack(file)
            } catch {
                throw failure(error)
            }
        }
    }

    /// One transaction that sees a single state of the file.
    func read<Value: Sendable>(
        _ look: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let file = state.withLock { $0.file }
        do {
            return try await file.queue.unsafeRead { database -> Value in
                // By hand, and not with `read`: that looks into the connection, and ends the process when it is closed.
                try database.beginTransaction(.deferred)
                defer { try? database.rollback() }
                return try look(database)
            }
        } catch {
            throw failure(error)
        }
    }

    /// Writes the whole database to its place again, from the connection that still has all of it, and goes on there.
    ///
    /// - Throws: ``StoreError/Code/replaced`` when another file is there, which may be one that somebody wants.
    private func putBack(_ file: OpenFile) async throws(StoreError) {
        do {
            try await file.queue.writeWithoutTransaction { [self] database in
                // Another write may have met the same before.
                guard state.withLock({ $0.file === file }) else { return }
                switch file.place {
                case .kept: return
                case .replaced: throw StoreError.replaced(path)
                case .removed: break
                }
                try opener.files.putBack { place in
                    try database.execute(sql: "VACUUM INTO ?", arguments: [place])
                }
                let next = try opener.openFile()
                state.withLock { state in
                    state.file = next
                    state.rewrites += 1
                }
            }
        } catch {
            throw failure(error)
        }
    }

    /// What an access threw, in the words of this module. Damage is remembered.
    private func failure(_ error: any Error) -> StoreError {
        let failure = StoreError(error, path: path)
        if failure.code == .damaged {
            state.withLock { state in
                if state.damage == nil { state.damage = failure }
            }
        }
        return failure
    }

    func columns(_ row: Row) -> Columns { Columns(row: row, path: path) }
}

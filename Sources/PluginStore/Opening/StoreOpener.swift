import Dispatch
import GRDB

extension EngineStore {
    /// Opens the database of a folder, and makes it when there is none.
    ///
    /// The whole file is checked first, which takes about a second for each gigabyte. A damaged one is set aside, never
    /// deleted, and replaced by an empty one; ``StoreOpening/damage`` says so. One that a newer engine wrote is refused
    /// before anything is written. As long as the store is open, no other process can use the file.
    ///
    /// - Parameters:
    ///   - folder: An existing folder. The file gets mode 0600; the folder's own permissions are the caller's.
    ///   - limits: How much the store takes and gives.
    /// - Throws: ``StoreError``. A file that could be a good one, but cannot be read or written now, is left as it is.
    public static func open(
        folder: String,
        limits: StoreLimits = StoreLimits()
    ) async throws(StoreError) -> StoreOpening {
        // The check reads the whole file, so it has a thread of its own and not one of the tasks' few.
        let result: Result<StoreOpening, StoreError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "engine.db opening").async {
                continuation.resume(
                    returning: Result { () throws(StoreError) in
                        try StoreOpener(files: try StoreFiles(folder: folder), limits: limits).open()
                    }
                )
            }
        }
        return try result.get()
    }
}

/// The steps from a folder to an open store.
struct StoreOpener {
    let files: StoreFiles
    let limits: StoreLimits

    func open() throws(StoreError) -> StoreOpening {
        var finding = try files.inspect()
        if case .file = finding {
            try files.restrict()
            // A connection that cannot write to the index does not make it either.
            let isNew = try files.createIndex()
            defer { if isNew { files.removeIndex() } }
            finding = try probe(readonly: true)
        }
        switch finding {
        case .file:
            return StoreOpening(store: EngineStore(file: try openFile(), opener: self), damage: nil, isNew: false)
        case .nothing:
            try files.create()
            return StoreOpening(store: EngineStore(file: try openFile(), opener: self), damage: nil, isNew: true)
        case .damaged(let reason, let detail):
            // Once: what is wrong with the new file is an error, so that a bad disk is not filled with damaged files.
            let place = try files.setAside()
            try files.create()
            let file = try openFile()
            try numberEventsFromNow(file)
            let damage = Damage(reason: reason, detail: PathText.shown(detail, limit: 500), setAside: place)
            return StoreOpening(store: EngineStore(file: file, opener: self), damage: damage, isNew: true)
        }
    }

    /// Checks a file over a connection that cannot write to it, so that a newer engine's stays as it is.
    private func probe(readonly: Bool) throws(StoreError) -> StoreFiles.Finding {
        var configuration = self.configuration
        configuration.readonly = readonly
        do {
            let path = readonly ? readingPath : files.path
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { database in
                let applied = try Schema.migrator.appliedIdentifiers(database)
                guard applied.isSubset(of: Schema.migrator.migrations) else {
                    throw tooNew(applied.subtracting(Schema.migrator.migrations))
                }
                let complaints = try String.fetchAll(database, sql: "PRAGMA quick_check(3)")
                guard complaints == ["ok"] else {
                    return .damaged(.malformed, complaints.joined(separator: "; "))
                }
                if applied.isEmpty {
                    // Of an opening that was interrupted there is nothing in it, or it is not ours.
                    let tables = try Int.fetchOne(
                        database,
                        sql: "SELECT count(*) FROM sqlite_schema WHERE name <> 'grdb_migrations'"
                            + " AND name NOT LIKE 'sqlite_%'"
                    )
                    return tables == 0 ? .file : .damaged(.foreign, "it holds tables, and none of the engine's")
                }
                guard applied.count == Schema.migrator.migrations.count else { return .file }
                let missing = try Schema.missing(in: database)
                return missing.isEmpty ? .file : .damaged(.foreign, "it lacks \(missing.joined(separator: ", "))")
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            return .damaged(.notADatabase, error.message ?? "it is no database")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            // The statements are good on every good file, so it is the file that is not: its format is unknown, say.
            return .damaged(.malformed, error.message ?? "its tables cannot be read")
        } catch let error as DatabaseError
            where readonly && error.extendedResultCode == .SQLITE_READONLY_ROLLBACK
        {
            // The first opening was interrupted before the write-ahead mode was set: its journal has to be taken back.
            return try probe(readonly: false)
        } catch {
            let error = StoreError(error, path: files.path)
            guard error.code == .damaged else { throw error }
            return .damaged(.malformed, error.cause.map { "\($0)" } ?? error.message)
        }
    }

    private func tooNew(_ steps: Set<String>) -> StoreError {
        let names = PathText.shown(steps.sorted().prefix(3).joined(separator: ", "), limit: 200)
        return StoreError(
            code: .tooNew,
            message: "\(PathText.quoted(files.path)) was written by a newer engine (it has taken: \(names)); "
                + "run that engine, or choose another state folder"
        )
    }

    /// Opens the file for good, and gives it the tables that it lacks.
    func openFile() throws(StoreError) -> OpenFile {
        var configuration = self.configuration
        configuration.journalMode = .wal
        do {
            let queue = try DatabaseQueue(path: files.path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                // GRDB chooses NORMAL, with which a power cut can undo commits, and numbers of events would be used again.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.execute(sql: "PRAGMA journal_size_limit = \(Self.maxLogBytes)")
                let page = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 4096
                try database.execute(sql: "PRAGMA max_page_count = \(max(1, limits.maxFileBytes / page))")
            }
            try Schema.migrator.migrate(queue)
            return OpenFile(queue: queue, files: files)
        } catch {
            throw StoreError(error, path: files.path)
        }
    }

    /// Lets the numbers of a database that replaces a damaged one begin at the time in milliseconds, above those that
    /// were given out before, so that a subscriber that comes back with an old number is told that it missed something.
    private func numberEventsFromNow(_ file: OpenFile) throws(StoreError) {
        do {
            try file.queue.write { database in
                try database.execute(
                    sql: "INSERT INTO sqlite_sequence (name, seq) "
                        + "SELECT 'events', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
                )
            }
        } catch {
            throw StoreError(error, path: files.path)
        }
    }

    /// What a log that has grown is cut back to.
    private static let maxLogBytes = 64 << 20

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = EngineStore.fileName
        let timeout = limits.busyTimeout / .seconds(1)
        configuration.busyMode = .timeout(timeout)
        configuration.prepareDatabase { database in
            // What SQLite advises for files that others may have changed.
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
            guard !database.configuration.readonly else { return }
            // Set before the first access, it keeps the log's index in this process's memory. Otherwise that is a file
            // that is mapped, and where its disk has no room for one of its pages, or fails, a signal ends the process.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            // Has an effect on a new file only, and before anything is in it.
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
        }
        return configuration
    }

    /// The file for a connection that only reads, as an address that says so of the log's index, too: SQLite then keeps
    /// an index of its own in memory, which no disk can fail.
    private var readingPath: String {
        guard Self.takesAddresses else { return files.path }
        let path = files.path.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "%": "%25"
            case "?": "%3F"
            case "#": "%23"
            default: String(scalar)
            }
        }
        return (files.path.hasPrefix("/") ? "file://" : "file:") + path.joined(separator: "") + "?readonly_shm=1"
    }

    /// Whether this SQLite is built to take addresses where a path is expected.
    private static let takesAddresses: Bool = {
        let sql = "SELECT sqlite_compileoption_used('USE_URI')"
        let isUsed = try? DatabaseQueue().read { database in try Bool.fetchOne(database, sql: sql) }
        return isUsed == true
    }()
}

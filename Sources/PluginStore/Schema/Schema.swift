import GRDB

/// The tables, as a list of named steps.
///
/// A step that was released is never changed: a database that has taken it does not take it again. A new shape is a new
/// step at the end. Tables are `STRICT`, so that the check at opening finds values of a wrong type.
enum Schema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        // A step's name is its key in the file: `NNN what it makes`.
        migrator.registerMigration("001 base", migrate: base)
        migrator.registerMigration("002 what views keep", migrate: viewValues)
        migrator.registerMigration("003 trusted views", migrate: trustedViews)
        migrator.registerMigration("004 events by kind", migrate: eventsByKind)
        return migrator
    }()

    /// Columns that this release needs and a database of its own version does not have, as `table.column`.
    static func missing(in database: Database) throws -> [String] {
        let model = try DatabaseQueue()
        try migrator.migrate(model)
        return try model.read { model in
            let tables = try String.fetchAll(model, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
            return try tables.sorted().flatMap { table in
                guard try database.tableExists(table) else { return [table] }
                let found = Set(try database.columns(in: table).map(\.name))
                return try model.columns(in: table).map(\.name).filter { !found.contains($0) }.map { "\(table).\($0)" }
            }
        }
    }

    private static func base(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE plugins (
                    plugin TEXT NOT NULL PRIMARY KEY,
                    enabled INTEGER NOT NULL,
                    active TEXT,
                    previous TEXT,
                    phase TEXT,
                    phase_reason TEXT,
                    phase_time INTEGER,
                    FOREIGN KEY (plugin, active) REFERENCES versions (plugin, digest),
                    FOREIGN KEY (plugin, previous) REFERENCES versions (plugin, digest)
                ) STRICT;

                CREATE TABLE versions (
                    plugin TEXT NOT NULL REFERENCES plugins ON DELETE CASCADE,
                    digest TEXT NOT NULL,
                    version TEXT NOT NULL,
                    installed INTEGER NOT NULL,
                    origin TEXT NOT NULL,
                    sealed INTEGER NOT NULL,
                    PRIMARY KEY (plugin, digest)
                ) STRICT;

                CREATE TABLE settings (
                    plugin TEXT NOT NULL,
                    key TEXT NOT NULL,
                    json TEXT NOT NULL,
                    secret INTEGER NOT NULL,
                    PRIMARY KEY (plugin, key)
                ) STRICT;

                CREATE TABLE connections (
                    plugin TEXT NOT NULL,
                    id TEXT NOT NULL,
                    json TEXT NOT NULL,
                    PRIMARY KEY (plugin, id)
                ) STRICT;

                CREATE TABLE events (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    time INTEGER NOT NULL,
                    plugin TEXT,
                    kind TEXT NOT NULL,
                    bytes INTEGER NOT NULL,
                    payload TEXT NOT NULL
                ) STRICT;
                CREATE INDEX events_plugin ON events (plugin, sequence);

                CREATE TABLE audit (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                    time INTEGER NOT NULL,
                    actor TEXT NOT NULL,
                    action TEXT NOT NULL,
                    plugin TEXT,
                    outcome TEXT NOT NULL,
                    bytes INTEGER NOT NULL,
                    detail TEXT NOT NULL
                ) STRICT;
                """
        )
    }
    private static func viewValues(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE view_values (
                    plugin TEXT NOT NULL,
                    key TEXT NOT NULL,
                    json TEXT NOT NULL,
                    PRIMARY KEY (plugin, key)
                ) STRICT;
                """
        )
    }

    /// The last events of a kind are found without reading all others of the plugin.
    private static func eventsByKind(_ database: Database) throws {
        try database.execute(sql: "CREATE INDEX events_kind ON events (plugin, kind, sequence)")
    }

    private static func trustedViews(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE trusted_views (
                    plugin TEXT NOT NULL PRIMARY KEY,
                    digest TEXT NOT NULL,
                    time INTEGER NOT NULL
                ) STRICT;
                """
        )
    }
}

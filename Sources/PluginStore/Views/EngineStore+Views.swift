import GRDB

/// What plugins' views keep: small values under keys of their own, apart from settings, which people set.
extension EngineStore {
    /// The JSON that a plugin's views keep under a key; nil when there is none.
    public func viewValue(_ key: String, of plugin: String) async throws(StoreError) -> String? {
        try await read { database in
            try String.fetchOne(
                database,
                sql: "SELECT json FROM view_values WHERE plugin = ? AND key = ?",
                arguments: [plugin, key]
            )
        }
    }

    /// The keys under which a plugin's views keep something, sorted.
    public func viewKeys(of plugin: String) async throws(StoreError) -> [String] {
        let limit = limits.maxViewValues
        return try await read { database in
            try String.fetchAll(
                database,
                sql: "SELECT key FROM view_values WHERE plugin = ? ORDER BY key LIMIT ?",
                arguments: [plugin, limit]
            )
        }
    }

    /// Keeps JSON under a key. The plugin need not be in the catalogue.
    public func setViewValue(_ json: String, for key: String, of plugin: String) async throws(StoreError) {
        try check.name(plugin, as: "plugin id")
        try check.name(key, as: "key of a view's value")
        try check.text(json, as: "view's value \(PathText.quoted(key))", limit: limits.maxViewValueBytes)
        try await write { [self] database in
            try database.execute(
                sql: """
                    INSERT INTO view_values (plugin, key, json) VALUES (?, ?, ?)
                    ON CONFLICT (plugin, key) DO UPDATE SET json = excluded.json
                    """,
                arguments: [plugin, key, json]
            )
            let used = try usage(database, table: "view_values", plugin: plugin)
            try check.count(used.rows, of: "values of a plugin's views", limit: limits.maxViewValues)
            try check.count(used.bytes, of: "bytes in the values of a plugin's views", limit: limits.maxViewValuesBytes)
        }
    }

    /// Forgets what is kept under a key. A key that is not there is no error.
    public func deleteViewValue(_ key: String, of plugin: String) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM view_values WHERE plugin = ? AND key = ?",
                arguments: [plugin, key]
            )
        }
    }
}

import GRDB

extension EngineStore {
    /// All stored settings of a plugin, ordered by key.
    public func settings(of plugin: String) async throws(StoreError) -> [StoredSetting] {
        let limit = limits.maxSettings
        return try await read { [self] database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM settings WHERE plugin = ? ORDER BY key LIMIT ?",
                arguments: [plugin, limit]
            ).map { row in
                let columns = columns(row)
                return StoredSetting(
                    key: try columns.text("key"),
                    json: try columns.text("json"),
                    isSecret: try columns.flag("secret")
                )
            }
        }
    }

    /// Sets settings of a plugin, all or none; other settings stay. The plugin need not be in the catalogue.
    public func setSettings(_ settings: [StoredSetting], of plugin: String) async throws(StoreError) {
        try check.name(plugin, as: "plugin id")
        try check.count(settings.count, of: "settings of a plugin", limit: limits.maxSettings)
        for setting in settings {
            try check.name(setting.key, as: "key of a setting")
            try check.text(
                setting.json,
                as: "setting \(PathText.quoted(setting.key))",
                limit: limits.maxSettingBytes
            )
        }
        try await write { [self] database in
            for setting in settings {
                try database.execute(
                    sql: """
                        INSERT INTO settings (plugin, key, json, secret) VALUES (?, ?, ?, ?)
                        ON CONFLICT (plugin, key) DO UPDATE SET json = excluded.json, secret = excluded.secret
                        """,
                    arguments: [plugin, setting.key, setting.json, setting.isSecret]
                )
            }
            let used = try usage(database, table: "settings", plugin: plugin)
            try check.count(used.rows, of: "settings of a plugin", limit: limits.maxSettings)
            try check.count(used.bytes, of: "bytes in a plugin's settings", limit: limits.maxSettingsBytes)
        }
    }

    /// Deletes settings of a plugin. A key that is not stored is no error.
    public func deleteSettings(_ keys: [String], of plugin: String) async throws(StoreError) {
        try await write { database in
            for key in keys {
                try database.execute(
                    sql: "DELETE FROM settings WHERE plugin = ? AND key = ?",
                    arguments: [plugin, key]
                )
            }
        }
    }

    /// Deletes all settings of a plugin.
    public func deleteAllSettings(of plugin: String) async throws(StoreError) {
        try await write { database in
            try database.execute(sql: "DELETE FROM settings WHERE plugin = ?", arguments: [plugin])
        }
    }

    /// How many values of a plugin a table with a `json` column holds, and how long they are together.
    func usage(_ database: Database, table: String, plugin: String) throws -> (rows: Int, bytes: Int) {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*) AS count, coalesce(sum(length(CAST(json AS BLOB))), 0) AS bytes
                FROM \(table) WHERE plugin = ?
                """,
            arguments: [plugin]
        )
        guard let row else { return (0, 0) }
        let columns = columns(row)
        return (Int(try columns.integer("count")), Int(try columns.integer("bytes")))
    }
}

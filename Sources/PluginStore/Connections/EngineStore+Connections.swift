import GRDB

extension EngineStore {
    /// All stored connections of a plugin, ordered by id.
    public func connections(of plugin: String) async throws(StoreError) -> [StoredConnection] {
        let limit = limits.maxConnections
        return try await read { [self] database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM connections WHERE plugin = ? ORDER BY id LIMIT ?",
                arguments: [plugin, limit]
            ).map { row in
                StoredConnection(id: try columns(row).text("id"), json: try columns(row).text("json"))
            }
        }
    }

    /// Adds connections of a plugin or changes them, all or none; others stay.
    public func setConnections(_ connections: [StoredConnection], of plugin: String) async throws(StoreError) {
        try await store(connections, of: plugin, replacing: false)
    }

    /// Puts connections of a plugin in place of all that were stored of it.
    public func replaceConnections(_ connections: [StoredConnection], of plugin: String) async throws(StoreError) {
        try await store(connections, of: plugin, replacing: true)
    }

    /// Deletes connections of a plugin. An id that is not stored is no error.
    public func deleteConnections(_ ids: [String], of plugin: String) async throws(StoreError) {
        try await write { database in
            for id in ids {
                try database.execute(
                    sql: "DELETE FROM connections WHERE plugin = ? AND id = ?",
                    arguments: [plugin, id]
                )
            }
        }
    }

    private func store(
        _ connections: [StoredConnection],
        of plugin: String,
        replacing: Bool
    ) async throws(StoreError) {
        try check.name(plugin, as: "plugin id")
        try check.count(connections.count, of: "connections of a plugin", limit: limits.maxConnections)
        for connection in connections {
            try check.name(connection.id, as: "connection id")
            try check.text(
                connection.json,
                as: "connection \(PathText.quoted(connection.id))",
                limit: limits.maxConnectionBytes
            )
        }
        try await write { [self] database in
            if replacing {
                try database.execute(sql: "DELETE FROM connections WHERE plugin = ?", arguments: [plugin])
            }
            for connection in connections {
                try database.execute(
                    sql: """
                        INSERT INTO connections (plugin, id, json) VALUES (?, ?, ?)
                        ON CONFLICT (plugin, id) DO UPDATE SET json = excluded.json
                        """,
                    arguments: [plugin, connection.id, connection.json]
                )
            }
            let used = try usage(database, table: "connections", plugin: plugin)
            try check.count(used.rows, of: "connections of a plugin", limit: limits.maxConnections)
            try check.count(used.bytes, of: "bytes in a plugin's connections", limit: limits.maxConnectionsBytes)
        }
    }
}

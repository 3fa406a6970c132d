import GRDB

/// Whose views a person trusts with the window: at most one set of files of each plugin.
extension EngineStore {
    /// All that is trusted, ordered by plugin.
    public func trustedViews() async throws(StoreError) -> [TrustedViews] {
        let limit = limits.maxPlugins
        return try await read { [self] database in
            try Row.fetchAll(database, sql: "SELECT * FROM trusted_views ORDER BY plugin LIMIT ?", arguments: [limit])
                .map { try trusted(columns($0)) }
        }
    }

    /// The files of a plugin that are trusted; nil when none are.
    public func trustedViews(of plugin: String) async throws(StoreError) -> TrustedViews? {
        try await read { [self] database in
            try Row.fetchOne(database, sql: "SELECT * FROM trusted_views WHERE plugin = ?", arguments: [plugin])
                .map { try trusted(columns($0)) }
        }
    }

    /// Trusts these files in place of those that were trusted before. The plugin need not be in the catalogue.
    public func trustViews(_ views: TrustedViews) async throws(StoreError) {
        try check.name(views.plugin, as: "plugin id")
        try check.name(views.digest, as: "digest")
        try await write { [self] database in
            try database.execute(
                sql: """
                    INSERT INTO trusted_views (plugin, digest, time) VALUES (?, ?, ?)
                    ON CONFLICT (plugin) DO UPDATE SET digest = excluded.digest, time = excluded.time
                    """,
                arguments: [views.plugin, views.digest, views.time]
            )
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM trusted_views") ?? 0
            try check.count(count, of: "plugins whose views are trusted", limit: limits.maxPlugins)
        }
    }

    /// Trusts no files of a plugin any more.
    ///
    /// - Returns: Whether there were some.
    @discardableResult
    public func distrustViews(of plugin: String) async throws(StoreError) -> Bool {
        try await write { database in
            try database.execute(sql: "DELETE FROM trusted_views WHERE plugin = ?", arguments: [plugin])
            return database.changesCount > 0
        }
    }

    private func trusted(_ columns: Columns) throws(StoreError) -> TrustedViews {
        TrustedViews(
            plugin: try columns.text("plugin"),
            digest: try columns.text("digest"),
            time: try columns.integer("time")
        )
    }
}

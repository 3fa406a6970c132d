import GRDB

extension EngineStore {
    /// The installed versions of a plugin, the newest first; none when the plugin is not in the catalogue.
    public func versions(of plugin: String) async throws(StoreError) -> [InstalledVersion] {
        let limit = limits.maxVersions
        return try await read { [self] database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM versions WHERE plugin = ? ORDER BY installed DESC, rowid DESC LIMIT ?",
                arguments: [plugin, limit]
            ).map { try version(columns($0)) }
        }
    }

    /// Records an installed version. A plugin that was not in the catalogue comes into it, enabled. The same digest again
    /// replaces what was recorded of it. When there are too many, the oldest is forgotten that is neither in use nor
    /// the one before.
    public func addVersion(_ version: InstalledVersion) async throws(StoreError) {
        try check.name(version.plugin, as: "plugin id")
        try check.name(version.version, as: "version")
        try check.name(version.digest, as: "digest")
        try check.text(version.origin, as: "origin")
        try await write { [self] database in
            try database.execute(
                sql: "INSERT INTO plugins (plugin, enabled) VALUES (?, 1) ON CONFLICT DO NOTHING",
                arguments: [version.plugin]
            )
            try database.execute(
                sql: """
                    INSERT INTO versions (plugin, digest, version, installed, origin, sealed) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (plugin, digest) DO UPDATE SET version = excluded.version,
                        installed = excluded.installed, origin = excluded.origin, sealed = excluded.sealed
                    """,
                arguments: [
                    version.plugin, version.digest, version.version, version.installed, version.origin,
                    version.isSealed,
                ]
            )
            let plugins = try Int.fetchOne(database, sql: "SELECT count(*) FROM plugins") ?? 0
            try check.count(plugins, of: "plugins", limit: limits.maxPlugins)
            let versions = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM versions WHERE plugin = ?",
                arguments: [version.plugin]
            )
            let excess = (versions ?? 0) - limits.maxVersions
            guard excess > 0 else { return }
            let forgotten = try Self.forget(excess, besides: version, in: database)
            try check.count((versions ?? 0) - forgotten, of: "versions of a plugin", limit: limits.maxVersions)
        }
    }

    /// Forgets the oldest versions of a plugin that nothing refers to.
    ///
    /// - Returns: How many there were, at most `count`.
    private static func forget(_ count: Int, besides version: InstalledVersion, in database: Database) throws -> Int {
        try database.execute(
            sql: """
                DELETE FROM versions WHERE rowid IN (
                    SELECT rowid FROM versions WHERE plugin = :plugin AND digest <> :digest AND NOT EXISTS (
                        SELECT 1 FROM plugins WHERE plugins.plugin = versions.plugin
                            AND (plugins.active = versions.digest OR plugins.previous = versions.digest)
                    )
                    ORDER BY installed, rowid LIMIT :count
                )
                """,
            arguments: ["plugin": version.plugin, "digest": version.digest, "count": count]
        )
        return database.changesCount
    }

    /// Makes an installed version the one in use, and the one that was in use the previous one.
    ///
    /// - Throws: ``StoreError/Code/notFound`` when this version is not installed.
    public func activate(digest: String, plugin: String) async throws(StoreError) {
        try await write { database in
            let installed = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM versions WHERE plugin = ? AND digest = ?)",
                arguments: [plugin, digest]
            )
            guard installed == true else { throw Self.noVersion(digest, plugin) }
            try database.execute(
                sql: """
                    UPDATE plugins SET previous = active, active = :digest
                    WHERE plugin = :plugin AND active IS NOT :digest
                    """,
                arguments: ["digest": digest, "plugin": plugin]
            )
        }
    }

    /// Goes back to the version that was in use before; a second time undoes the first.
    ///
    /// - Returns: The digest of the version in use now.
    /// - Throws: ``StoreError/Code/notFound`` when there is none to go back to.
    public func rollBack(plugin: String) async throws(StoreError) -> String {
        try await write { database in
            let digest = try String.fetchOne(
                database,
                sql: """
                    UPDATE plugins SET active = previous, previous = active
                    WHERE plugin = ? AND previous IS NOT NULL RETURNING active
                    """,
                arguments: [plugin]
            )
            guard let digest else {
                throw StoreError(
                    code: .notFound,
                    message: "plugin \(PathText.quoted(plugin)) has no previous version; install one and activate it"
                )
            }
            return digest
        }
    }

    /// Takes a version out of the catalogue. When it was the previous one, there is none to go back to afterwards.
    ///
    /// - Throws: ``StoreError/Code/conflict`` when it is in use, ``StoreError/Code/notFound`` when it is not installed.
    public func removeVersion(digest: String, plugin: String) async throws(StoreError) {
        try await write { database in
            let active = try String.fetchOne(
                database,
                sql: "SELECT active FROM plugins WHERE plugin = ?",
                arguments: [plugin]
            )
            guard active != digest else {
                throw StoreError(
                    code: .conflict,
                    message: "version \(PathText.quoted(digest)) of plugin \(PathText.quoted(plugin)) is in use; "
                        + "activate another one first"
                )
            }
            try database.execute(
                sql: "UPDATE plugins SET previous = NULL WHERE plugin = ? AND previous = ?",
                arguments: [plugin, digest]
            )
            try database.execute(
                sql: "DELETE FROM versions WHERE plugin = ? AND digest = ?",
                arguments: [plugin, digest]
            )
            guard database.changesCount == 1 else { throw Self.noVersion(digest, plugin) }
        }
    }

    private static func noVersion(_ digest: String, _ plugin: String) -> StoreError {
        StoreError(
            code: .notFound,
            message: "plugin \(PathText.quoted(plugin)) has no version \(PathText.quoted(digest)); install it first"
        )
    }

    private func version(_ columns: Columns) throws(StoreError) -> InstalledVersion {
        InstalledVersion(
            plugin: try columns.text("plugin"),
            version: try columns.text("version"),
            digest: try columns.text("digest"),
            installed: try columns.integer("installed"),
            origin: try columns.text("origin"),
            isSealed: try columns.flag("sealed")
        )
    }
}

import GRDB

extension EngineStore {
    /// All plugins of the catalogue, ordered by id.
    public func plugins() async throws(StoreError) -> [CatalogueEntry] {
        let limit = limits.maxPlugins
        return try await read { [self] database in
            try Row.fetchAll(database, sql: "SELECT * FROM plugins ORDER BY plugin LIMIT ?", arguments: [limit])
                .map { try entry(columns($0)) }
        }
    }

    /// One plugin of the catalogue, or nil when it is not in it.
    public func plugin(_ plugin: String) async throws(StoreError) -> CatalogueEntry? {
        try await read { [self] database in
            try Row.fetchOne(database, sql: "SELECT * FROM plugins WHERE plugin = ?", arguments: [plugin])
                .map { try entry(columns($0)) }
        }
    }

    /// Turns a plugin on or off.
    ///
    /// - Throws: ``StoreError/Code/notFound`` when it is not in the catalogue.
    public func setEnabled(_ enabled: Bool, plugin: String) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: "UPDATE plugins SET enabled = ? WHERE plugin = ?",
                arguments: [enabled, plugin]
            )
            guard database.changesCount == 1 else { throw Self.notInstalled(plugin) }
        }
    }

    /// Remembers the phase that a plugin is in now.
    ///
    /// - Throws: ``StoreError/Code/notFound`` when it is not in the catalogue.
    public func setPhase(_ phase: PhaseRecord, plugin: String) async throws(StoreError) {
        try check.name(phase.phase, as: "phase")
        try check.text(phase.reason, as: "reason of a phase")
        try await write { database in
            try database.execute(
                sql: "UPDATE plugins SET phase = ?, phase_reason = ?, phase_time = ? WHERE plugin = ?",
                arguments: [phase.phase, phase.reason, phase.time, plugin]
            )
            guard database.changesCount == 1 else { throw Self.notInstalled(plugin) }
        }
    }

    /// Takes a plugin and its versions out of the catalogue, and the trust in its views with them. One that is not in it
    /// is no error.
    ///
    /// - Parameters:
    ///   - keepingValues: Whether its settings and connections stay, for a later installation.
    public func removePlugin(_ plugin: String, keepingValues: Bool) async throws(StoreError) {
        try await write { database in
            try database.execute(sql: "DELETE FROM plugins WHERE plugin = ?", arguments: [plugin])
            try database.execute(sql: "DELETE FROM trusted_views WHERE plugin = ?", arguments: [plugin])
            guard !keepingValues else { return }
            try database.execute(sql: "DELETE FROM settings WHERE plugin = ?", arguments: [plugin])
            try database.execute(sql: "DELETE FROM connections WHERE plugin = ?", arguments: [plugin])
        }
    }

    static func notInstalled(_ plugin: String) -> StoreError {
        StoreError(
            code: .notFound,
            message: "plugin \(PathText.quoted(plugin)) is not in the catalogue; install it first"
        )
    }

    private func entry(_ columns: Columns) throws(StoreError) -> CatalogueEntry {
        var entry = CatalogueEntry(plugin: try columns.text("plugin"), isEnabled: try columns.flag("enabled"))
        entry.active = try columns.optionalText("active")
        entry.previous = try columns.optionalText("previous")
        if let phase = try columns.optionalText("phase") {
            entry.lastPhase = PhaseRecord(
                phase: phase,
                reason: try columns.text("phase_reason"),
                time: try columns.integer("phase_time")
            )
        }
        return entry
    }
}

import GRDB

extension EngineStore {
    /// Records what somebody did. Entries are never changed; only ``pruneAudit(_:now:)`` removes them.
    public func record(_ entry: AuditEntry) async throws(StoreError) {
        try check.name(entry.actor, as: "actor")
        try check.name(entry.action, as: "action")
        try check.name(entry.outcome, as: "outcome")
        if let plugin = entry.plugin { try check.name(plugin, as: "plugin id") }
        try check.text(
            entry.detail,
            as: "detail of action \(PathText.quoted(entry.action))",
            limit: limits.maxPayloadBytes
        )
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO audit (time, actor, action, plugin, outcome, bytes, detail)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    entry.time, entry.actor, entry.action, entry.plugin, entry.outcome,
                    entry.detail.utf8.count, entry.detail,
                ]
            )
        }
    }

    /// Reads the audit, the newest entry first.
    ///
    /// - Parameters:
    ///   - number: Only entries before this number, the last one of the page before; nil to begin with the newest.
    ///   - limit: The most entries wanted, at least 1 and at most ``StoreLimits/maxPageCount``; other numbers are brought
    ///     into that range. Fewer come when their details are over ``StoreLimits/maxPageBytes``; none, when there are none.
    ///   - plugin: Only entries about this plugin; nil for all.
    public func audit(
        before number: Int64? = nil,
        limit: Int,
        plugin: String? = nil
    ) async throws(StoreError) -> [StoredAuditEntry] {
        let limit = min(max(1, limit), limits.maxPageCount)
        return try await read { [self] database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT * FROM audit WHERE sequence < :number AND (:plugin IS NULL OR plugin = :plugin)
                    ORDER BY sequence DESC LIMIT :limit
                    """,
                arguments: ["number": number ?? .max, "plugin": plugin, "limit": limit]
            )
            var entries: [StoredAuditEntry] = []
            var bytes = 0
            while let row = try rows.next() {
                let entry = try entry(columns(row))
                bytes += entry.entry.detail.utf8.count
                if bytes > limits.maxPageBytes, !entries.isEmpty { break }
                entries.append(entry)
            }
            return entries
        }
    }

    private func entry(_ columns: Columns) throws(StoreError) -> StoredAuditEntry {
        StoredAuditEntry(
            id: try columns.integer("sequence"),
            entry: AuditEntry(
                time: try columns.integer("time"),
                actor: try columns.text("actor"),
                action: try columns.text("action"),
                plugin: try columns.optionalText("plugin"),
                detail: try columns.text("detail"),
                outcome: try columns.text("outcome")
            )
        )
    }
}

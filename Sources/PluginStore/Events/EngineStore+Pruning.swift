import GRDB

extension EngineStore {
    /// Removes the events that the retention does not keep. To be called at the start and every few minutes.
    ///
    /// What goes is always the beginning of the journal, so that what is left has no gaps. Works in transactions of
    /// ``StoreLimits/pruneBatch`` events, between which others write.
    ///
    /// - Parameters:
    ///   - now: The time that ages are counted from, in milliseconds since 1970.
    /// - Returns: How many events were removed.
    @discardableResult
    public func pruneEvents(_ retention: Retention = .events, now: Int64) async throws(StoreError) -> Int {
        try await prune("events", retention, now: now)
    }

    /// Removes the audit entries that the retention does not keep, as ``pruneEvents(_:now:)`` does with events.
    @discardableResult
    public func pruneAudit(_ retention: Retention = .audit, now: Int64) async throws(StoreError) -> Int {
        try await prune("audit", retention, now: now)
    }

    private func prune(_ table: String, _ retention: Retention, now: Int64) async throws(StoreError) -> Int {
        let (oldest, overflow) = now.subtractingReportingOverflow(retention.maxAge.milliseconds)
        let last = try await read { database in
            let bounds = [
                try Self.lastOverCount(database, table, max(0, retention.maxCount)),
                try Self.lastOverBytes(database, table, retention.maxBytes),
                overflow ? nil : try Self.lastOverAge(database, table, oldest),
            ]
            return bounds.compactMap { $0 }.max()
        }
        guard let last else { return 0 }
        var removed = 0
        while true {
            let batch = max(1, limits.pruneBatch)
            let count = try await write { database in
                try database.execute(
                    sql: """
                        DELETE FROM \(table) WHERE sequence IN
                            (SELECT sequence FROM \(table) WHERE sequence <= ? ORDER BY sequence LIMIT ?)
                        """,
                    arguments: [last, batch]
                )
                let count = database.changesCount
                // Gives the pages back to the disk.
                try database.execute(sql: "PRAGMA incremental_vacuum(\(batch))")
                return count
            }
            removed += count
            if count < batch { return removed }
        }
    }

    private static func lastOverCount(_ database: Database, _ table: String, _ count: Int) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql: "SELECT sequence FROM \(table) ORDER BY sequence DESC LIMIT 1 OFFSET ?",
            arguments: [count]
        )
    }

    private static func lastOverBytes(_ database: Database, _ table: String, _ bytes: Int64) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql: """
                SELECT max(sequence) FROM
                    (SELECT sequence, sum(bytes) OVER (ORDER BY sequence DESC) AS total FROM \(table))
                WHERE total > ?
                """,
            arguments: [bytes]
        )
    }

    /// The last before the first that is young enough. Clocks are set back at times: one with an old time between young
    /// ones stays until those go.
    private static func lastOverAge(_ database: Database, _ table: String, _ time: Int64) throws -> Int64? {
        let kept = try Int64.fetchOne(
            database,
            sql: "SELECT sequence FROM \(table) WHERE time >= ? ORDER BY sequence LIMIT 1",
            arguments: [time]
        )
        if let kept { return kept - 1 }
        return try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM \(table)")
    }
}

extension Duration {
    /// In whole milliseconds, as many as the number can hold.
    fileprivate var milliseconds: Int64 {
        let (value, overflow) = components.seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return components.seconds < 0 ? .min : .max }
        return value.addingReportingOverflow(components.attoseconds / 1_000_000_000_000_000).partialValue
    }
}

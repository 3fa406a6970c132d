import GRDB

extension EngineStore {
    /// Appends events to the journal, all or none, in their order and without others between them.
    ///
    /// - Returns: Their numbers; nil for no events.
    @discardableResult
    public func append(_ events: [NewEvent]) async throws(StoreError) -> ClosedRange<Int64>? {
        try check.count(events.count, of: "events in one call", limit: limits.maxAppended)
        for event in events {
            try check.name(event.kind, as: "kind of an event")
            if let plugin = event.plugin { try check.name(plugin, as: "plugin id") }
            try check.text(
                event.payload,
                as: "payload of event \(PathText.quoted(event.kind))",
                limit: limits.maxPayloadBytes
            )
        }
        guard !events.isEmpty else { return nil }
        return try await write { database in
            let statement = try database.cachedStatement(
                sql: "INSERT INTO events (time, plugin, kind, bytes, payload) VALUES (?, ?, ?, ?, ?)"
            )
            for event in events {
                try statement.execute(
                    arguments: [event.time, event.plugin, event.kind, event.payload.utf8.count, event.payload]
                )
            }
            let last = database.lastInsertedRowID
            return (last - Int64(events.count) + 1)...last
        }
    }

    /// Which numbers the journal holds.
    public func eventBounds() async throws(StoreError) -> JournalBounds {
        try await read { database in try Self.bounds(database) }
    }

    /// Reads events in the order of their numbers.
    ///
    /// An event with a lower number never appears after one with a higher number has been read.
    ///
    /// - Parameters:
    ///   - number: The last number that is already known; 0 for all.
    ///   - limit: The most events wanted, at least 1 and at most ``StoreLimits/maxPageCount``; other numbers are brought
    ///     into that range.
    ///   - plugin: Only events about this plugin; nil for all.
    ///   - kindPrefix: Only events whose kind begins with these bytes; nil for all.
    public func events(
        after number: Int64,
        limit: Int,
        plugin: String? = nil,
        kindPrefix: String? = nil
    ) async throws(StoreError) -> EventPage {
        let limit = min(max(1, limit), limits.maxPageCount)
        return try await read { [self] database in
            let bounds = try Self.bounds(database)
            var sql = "SELECT * FROM events WHERE sequence > :number"
            var arguments: StatementArguments = ["number": number, "limit": limit]
            if let plugin {
                sql += " AND plugin = :plugin"
                arguments += ["plugin": plugin]
            }
            if let kindPrefix, !kindPrefix.isEmpty {
                // As bytes: two texts may be one to a person and differ here.
                sql += " AND substr(CAST(kind AS BLOB), 1, :length) = CAST(:prefix AS BLOB)"
                arguments += ["prefix": kindPrefix, "length": kindPrefix.utf8.count]
            }
            let rows = try Row.fetchCursor(
                database,
                sql: sql + " ORDER BY sequence LIMIT :limit",
                arguments: arguments
            )
            var page = EventPage(events: [], next: number, bounds: bounds, missing: bounds.missing(after: number))
            var bytes = 0
            while let row = try rows.next() {
                let event = try event(columns(row))
                bytes += event.event.payload.utf8.count
                if bytes > limits.maxPageBytes, !page.events.isEmpty { break }
                page.events.append(event)
                page.next = event.id
                if page.events.count == limit { return page }
            }
            if bytes <= limits.maxPageBytes { page.next = max(number, bounds.newest) }
            return page
        }
    }

    /// The last events of exactly one kind about a plugin, the newest first. What it costs does not grow with the journal.
    ///
    /// - Parameter limit: The most events wanted, at least 1 and at most ``StoreLimits/maxPageCount``; other numbers are
    ///   brought into that range.
    public func lastEvents(
        _ limit: Int,
        plugin: String,
        kind: String
    ) async throws(StoreError) -> [JournalEvent] {
        let limit = min(max(1, limit), limits.maxPageCount)
        return try await read { [self] database in
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT * FROM events WHERE plugin = ? AND kind = ? ORDER BY sequence DESC LIMIT ?",
                arguments: [plugin, kind, limit]
            )
            var events: [JournalEvent] = []
            while let row = try rows.next() { events.append(try event(columns(row))) }
            return events
        }
    }

    /// The number behind which the last events of the journal begin.
    ///
    /// - Parameters:
    ///   - count: How many events are wanted; fewer when there are fewer.
    ///   - plugin: Only events about this plugin count; nil for all.
    ///   - kind: Only events of exactly this kind count; nil for all.
    public func position(
        beforeLast count: Int,
        plugin: String? = nil,
        kind: String? = nil
    ) async throws(StoreError) -> Int64 {
        try await read { database in
            let newest = try Self.bounds(database).newest
            guard count > 0 else { return newest }
            let first = try Int64.fetchOne(
                database,
                sql: """
                    SELECT min(sequence) FROM (
                        SELECT sequence FROM events
                        WHERE (:plugin IS NULL OR plugin = :plugin) AND (:kind IS NULL OR kind = :kind)
                        ORDER BY sequence DESC LIMIT :count
                    )
                    """,
                arguments: ["plugin": plugin, "kind": kind, "count": count]
            )
            return first.map { $0 - 1 } ?? newest
        }
    }

    private static func bounds(_ database: Database) throws -> JournalBounds {
        JournalBounds(
            oldest: try Int64.fetchOne(database, sql: "SELECT min(sequence) FROM events"),
            newest: try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'") ?? 0
        )
    }

    private func event(_ columns: Columns) throws(StoreError) -> JournalEvent {
        JournalEvent(
            id: try columns.integer("sequence"),
            event: NewEvent(
                time: try columns.integer("time"),
                plugin: try columns.optionalText("plugin"),
                kind: try columns.text("kind"),
                payload: try columns.text("payload")
            )
        )
    }
}

package import EngineAPI
import PluginStore

/// One reader of the journal, at the own pace.
package actor JournalFollower {
    /// What a reader gets.
    package enum Element: Sendable {
        /// The next event.
        case event(EngineEvent)
        /// Events that were asked for are gone.
        case gap(EventGap)
    }

    /// How many events are read at once.
    private static let pageCount = 200

    private let store: EngineStore
    private let changes: AsyncStream<Void>
    private let plugin: String?
    private let kind: String?
    /// The last event that is wanted; nil when there is no such.
    private let last: Int64?
    private var position: Int64
    private var page: ArraySlice<JournalEvent> = []
    /// Is called when nothing more is read.
    private let onEnd: @Sendable () -> Void

    init(
        store: EngineStore,
        changes: AsyncStream<Void>,
        position: Int64,
        last: Int64?,
        plugin: String?,
        kind: String?,
        onEnd: @escaping @Sendable () -> Void
    ) {
        self.onEnd = onEnd
        self.store = store
        self.changes = changes
        self.position = position
        self.last = last
        self.plugin = plugin
        self.kind = kind
    }

    deinit {
        onEnd()
    }

    /// The next event or gap; nil at the end of the engine, or when the calling task is cancelled.
    package func next() async -> Element? {
        var isOpen = true
        while !Task.isCancelled {
            if let event = page.popFirst() {
                if let last, event.id > last {
                    onEnd()
                    return nil
                }
                if let kind, event.event.kind != kind { continue }
                return .event(EngineEvent(event))
            }
            if let last, position >= last {
                onEnd()
                return nil
            }
            guard let found = await read() else {
                guard isOpen else {
                    onEnd()
                    return nil
                }
                // What came before the end is looked for once more after it.
                isOpen = await wait()
                continue
            }
            page = found.events[...]
            if let missing = found.missing, missing.upperBound > position {
                let gap = EventGap(after: Int(position), next: Int(missing.upperBound + 1))
                position = max(found.next, missing.upperBound)
                return .gap(gap)
            }
            position = found.next
        }
        return nil
    }

    /// What comes behind the position; nil when there is nothing, or it cannot be read now.
    private func read() async -> EventPage? {
        let found = try? await store.events(
            after: position,
            limit: Self.pageCount,
            plugin: plugin,
            kindPrefix: kind
        )
        guard let found, found.missing != nil || found.next > position else { return nil }
        return found
    }

    private func wait() async -> Bool {
        var changes = changes.makeAsyncIterator()
        return await changes.next(isolation: self) != nil
    }
}

extension EngineEvent {
    init(_ stored: JournalEvent) {
        let data = try? EngineJSON.decode(JSONValue.self, from: .init(stored.event.payload.utf8))
        self.init(
            sequence: Int(stored.id),
            time: Timestamp(milliseconds: stored.event.time),
            plugin: stored.event.plugin,
            kind: stored.event.kind,
            data: data ?? .string(stored.event.payload)
        )
    }
}

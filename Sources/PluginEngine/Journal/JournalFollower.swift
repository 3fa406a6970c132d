package import EngineAPI
import PluginStore

/// One reader of the journal, at the own pace.
package actor JournalFollower {
    /// What a reader gets.
    package enum Element: Hashable, Sendable {
        /// The next event.
        case event(EngineEvent)
        /// Events that were asked for are gone, or this journal has never given out the number that was asked for: it
        /// goes on with a lower one then.
        case gap(EventGap)
    }

    /// What a reader gets that is going to come back.
    package enum Step: Hashable, Sendable {
        /// An event or a gap.
        case element(Element)
        /// Up to this number the reader has all that it asked for.
        case position(Int)
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
    /// The number up to which the reader knows that it has all; nil before it was told where it begins.
    private var told: Int64?
    /// Whether the journal was read, so that the position is one of its numbers.
    private var hasRead = false
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
        while let step = await nextStep() {
            if case .element(let element) = step { return element }
        }
        return nil
    }

    /// The next event or gap, or how far the follower has got: at first where it begins, then whenever it has passed
    /// events that were not asked for. A reader that gets no event knows by that from where to go on.
    package func nextStep() async -> Step? {
        guard told != nil else {
            told = position
            return .position(Int(position))
        }
        var isOpen = true
        while !Task.isCancelled {
            if let event = page.popFirst() {
                if let last, event.id > last {
                    onEnd()
                    return nil
                }
                if let kind, event.event.kind != kind { continue }
                told = event.id
                return .element(.event(EngineEvent(event)))
            }
            if isAtLast {
                onEnd()
                return nil
            }
            if let told, position > told {
                self.told = position
                return .position(Int(position))
            }
            guard let found = await read() else {
                if isAtLast { continue }
                guard isOpen else {
                    onEnd()
                    return nil
                }
                // What came before the end is looked for once more after it.
                isOpen = await wait()
                continue
            }
            page = found.events[...]
            if position > found.bounds.newest {
                // The numbers began anew, as they do when the database was removed: all that there is may be unknown.
                let first = found.bounds.oldest ?? found.bounds.newest + 1
                let gap = EventGap(after: Int(position), next: Int(first))
                position = first - 1
                told = position
                return .element(.gap(gap))
            }
            if let missing = found.missing, missing.upperBound > position {
                let gap = EventGap(after: Int(position), next: Int(missing.upperBound + 1))
                position = max(found.next, missing.upperBound)
                told = missing.upperBound
                return .element(.gap(gap))
            }
            position = found.next
        }
        return nil
    }

    /// Whether there is nothing more that is wanted. At the very beginning, a number behind the last one may be one
    /// that the journal has never given out.
    private var isAtLast: Bool {
        guard let last else { return false }
        return position == last || (hasRead && position > last)
    }

    /// What comes behind the position, or the bounds of a journal that does not reach it; nil when there is nothing,
    /// or it cannot be read now.
    private func read() async -> EventPage? {
        let found = try? await store.events(
            after: position,
            limit: Self.pageCount,
            plugin: plugin,
            kindPrefix: kind
        )
        guard let found else { return nil }
        hasRead = true
        let isNews = found.missing != nil || found.next > position || found.bounds.newest < position
        return isNews ? found : nil
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

/// Something that happened, before it has a number.
public struct NewEvent: Sendable, Hashable, Codable {
    /// When, in milliseconds since 1970.
    public var time: Int64
    /// The plugin that it is about; nil for the engine itself.
    public var plugin: String?
    /// What kind of event, such as `plugin/crash`.
    public var kind: String
    /// What is known of it, as JSON. The store does not read it.
    public var payload: String

    /// Makes an event.
    public init(time: Int64, plugin: String? = nil, kind: String, payload: String) {
        self.time = time
        self.plugin = plugin
        self.kind = kind
        self.payload = payload
    }
}

/// An event of the journal.
public struct JournalEvent: Sendable, Hashable, Codable, Identifiable {
    /// Its number. Numbers rise by one from event to event, and none is used twice, not even of events that were pruned.
    public var id: Int64
    /// What happened.
    public var event: NewEvent

    /// Makes an event of the journal.
    public init(id: Int64, event: NewEvent) {
        self.id = id
        self.event = event
    }
}

/// Which numbers the journal holds.
public struct JournalBounds: Sendable, Hashable, Codable {
    /// The number of the oldest event that is kept; nil when none is.
    public var oldest: Int64?
    /// The highest number that was given out, whether or not its event is kept; 0 when none was.
    public var newest: Int64

    /// Makes bounds.
    public init(oldest: Int64?, newest: Int64) {
        self.oldest = oldest
        self.newest = newest
    }

    /// The numbers after `number` whose events are gone; nil when none is.
    public func missing(after number: Int64) -> ClosedRange<Int64>? {
        let number = max(0, number)
        let last = oldest.map { $0 - 1 } ?? newest
        return number < last ? (number + 1)...last : nil
    }
}

/// A part of the journal, read at one moment.
public struct EventPage: Sendable, Hashable, Codable {
    /// The events, the oldest first.
    public var events: [JournalEvent]
    /// The number after which to read next. It moves over events that a filter left out.
    public var next: Int64
    /// Which numbers the journal held.
    public var bounds: JournalBounds
    /// The numbers that were asked for and whose events are gone; nil when none is.
    public var missing: ClosedRange<Int64>?

    /// Whether there was more to read.
    public var hasMore: Bool { next < bounds.newest }
}

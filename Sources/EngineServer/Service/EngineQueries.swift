public import EngineAPI

/// What can be done to a plugin.
public enum PluginAction: Hashable, Sendable {
    /// Starts the backend, and keeps it until it is stopped.
    case start
    /// Stops the backend. It is not a crash.
    case stop
    /// Stops the backend and starts it again.
    case restart
    /// Kills the backend as a crash would, so that its recovery can be watched.
    case kill
    /// Lets the plugin run.
    case enable
    /// Stops the plugin and keeps it from running.
    case disable
    /// Forgets its crashes, so that it may start again.
    case reset
    /// Goes back to the version before.
    case rollback
    /// Makes a version active that is already in the store.
    case activate(digest: String)
    /// Lets the views of the plugin's present files, if they still are these, run in the window's own page.
    case trust(digest: String)
    /// Has the plugin's views run in frames again.
    case distrust
}

/// Which lines of a log.
public struct LogQuery: Hashable, Sendable {
    /// The plugin.
    public var plugin: String
    /// At most so many of the latest lines.
    public var tail: Int
    /// Lines of this level and above; nil for all.
    public var level: LogLevel?
    /// Only lines after this sequence, when a follower comes back; `tail` does not count then.
    public var after: Int?

    /// Creates a query.
    public init(plugin: String, tail: Int, level: LogLevel? = nil, after: Int? = nil) {
        self.plugin = plugin
        self.tail = tail
        self.level = level
        self.after = after
    }
}

/// Which events of the journal.
public struct EventQuery: Hashable, Sendable {
    /// Only events after this sequence; nil for those that are yet to come.
    public var after: Int?
    /// So many of the last events come before those that are yet to come; it does not count with `after`.
    public var tail: Int
    /// Only events about this plugin.
    public var plugin: String?
    /// Only events of this kind.
    public var kind: String?
    /// Whether events come that happen later; otherwise the stream ends with the last one that has happened.
    public var follows: Bool

    /// Creates a query.
    public init(
        after: Int? = nil,
        tail: Int = 0,
        plugin: String? = nil,
        kind: String? = nil,
        follows: Bool = true
    ) {
        self.after = after
        self.tail = tail
        self.plugin = plugin
        self.kind = kind
        self.follows = follows
    }
}

/// Which records of the audit.
public struct AuditQuery: Hashable, Sendable {
    /// Only what was asked for this plugin, which need not be there any more.
    public var plugin: String?
    /// Only what comes before the record of this number.
    public var before: Int?
    /// At most so many records.
    public var limit: Int

    /// Creates a query.
    public init(plugin: String? = nil, before: Int? = nil, limit: Int) {
        self.plugin = plugin
        self.before = before
        self.limit = limit
    }
}

/// What comes in a stream of events.
public enum EventStreamItem: Hashable, Sendable {
    /// An event.
    case event(EngineEvent)
    /// Some of the events that were asked for are gone, or there never was one with the number that was asked for.
    case gap(EventGap)
    /// Up to this sequence the reader has all that it asked for, so that it can come back with it.
    case position(Int)
}

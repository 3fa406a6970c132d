/// What went wrong in a view, as the window saw it.
public struct ViewReport: Codable, Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Codable, Hashable, Sendable {
        /// It cannot go on.
        case crashed
        /// It did not answer for seconds.
        case slow
        /// It made itself a new document.
        case reloaded
        /// It sent more than it may, or what has no meaning.
        case flooded
        /// Something failed that it outlived, such as an event handler.
        case error
    }

    /// What happened.
    public var kind: Kind
    /// What the view says of it.
    public var message: String
    /// Where in the view's code it happened.
    public var stack: String?

    /// Creates the value.
    public init(kind: Kind, message: String, stack: String? = nil) {
        self.kind = kind
        self.message = message
        self.stack = stack
    }
}

/// Whether a view may be opened.
public struct ViewStanding: Codable, Hashable, Sendable {
    /// How many of its crashes count.
    public var crashes: Int
    /// Whether it stays closed until a person opens it again.
    public var quarantined: Bool

    /// Creates the value.
    public init(crashes: Int, quarantined: Bool) {
        self.crashes = crashes
        self.quarantined = quarantined
    }
}

/// What the user has put where the engine installs from: `GET /v1/inbox`.
public struct Inbox: Codable, Hashable, Sendable {
    /// The folder that the user puts plugins into.
    public var directory: String
    /// What is in it, sorted by name; hidden names are left out.
    public var entries: [InboxEntry]
    /// What concerns no single entry, in sentences.
    public var notices: [String]

    private enum CodingKeys: String, CodingKey {
        case directory
        case entries
        case notices
    }

    /// Creates the value.
    public init(directory: String, entries: [InboxEntry], notices: [String]) {
        self.directory = directory
        self.entries = entries
        self.notices = notices
    }
}

/// One folder or file of the inbox.
public struct InboxEntry: Codable, Hashable, Sendable {
    /// Its name in the inbox, by which it is installed.
    public var name: String
    /// What is known of it.
    public var state: InboxState
    /// What would be installed, once that is known.
    public var review: InboxReview?
    /// Why it cannot be installed.
    public var problem: String?

    private enum CodingKeys: String, CodingKey {
        case name
        case state
        case review
        case problem
    }

    /// Creates the value.
    public init(name: String, state: InboxState, review: InboxReview? = nil, problem: String? = nil) {
        self.name = name
        self.state = state
        self.review = review
        self.problem = problem
    }
}

/// The body of `POST /v1/inbox/{name}/install`.
public struct InstallRequest: Codable, Hashable, Sendable {
    /// The digest of the review that the person was shown.
    public var digest: String

    private enum CodingKeys: String, CodingKey {
        case digest
    }

    /// Creates the value.
    public init(digest: String) {
        self.digest = digest
    }
}

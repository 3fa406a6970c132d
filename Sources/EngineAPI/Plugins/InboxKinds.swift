/// What is known of an entry of the inbox. A value that is not listed here comes from a newer engine.
public struct InboxState: OpenString {
    /// The word in the API.
    public let rawValue: String

    /// Creates a value from its word; any word will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `checking`: its files are being looked at; `inbox.changed` says when that is done.
    public static let checking = Self(rawValue: "checking")
    /// `ready`: it can be installed.
    public static let ready = Self(rawValue: "ready")
    /// `refused`: it cannot be installed as it is.
    public static let refused = Self(rawValue: "refused")
    /// `installed`: the active version has exactly its files.
    public static let installed = Self(rawValue: "installed")

    /// The words that this version knows.
    public static let known: [Self] = [
        .checking, .ready, .refused, .installed,
    ]
}

/// What installing does to the version that is active. A value that is not listed here comes from a newer engine.
public struct InboxChange: OpenString {
    /// The word in the API.
    public let rawValue: String

    /// Creates a value from its word; any word will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `first`: the plugin is not installed.
    public static let first = Self(rawValue: "first")
    /// `upgrade`: an older version is replaced.
    public static let upgrade = Self(rawValue: "upgrade")
    /// `downgrade`: a newer version is replaced.
    public static let downgrade = Self(rawValue: "downgrade")
    /// `other-files`: neither is newer, and the files are others.
    public static let otherFiles = Self(rawValue: "other-files")
    /// `none`: the active version has the same files.
    public static let none = Self(rawValue: "none")

    /// The words that this version knows.
    public static let known: [Self] = [
        .first, .upgrade, .downgrade, .otherFiles, .none,
    ]
}

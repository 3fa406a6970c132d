/// One version in the store: `GET /v1/plugins/{id}/versions`.
public struct InstalledVersion: Codable, Hashable, Sendable {
    /// The version.
    public var version: String
    /// The digest that names it in the store.
    public var digest: String
    /// When it came.
    public var installedAt: Timestamp
    /// Whether it is the one that runs.
    public var active: Bool
    /// Whether it did not work when it was tried last; then a rollback does not go to it.
    public var refused: Bool
    /// Whether a manifest vouches for its files.
    public var sealed: Bool
    /// Where it came from: a folder or an archive.
    public var origin: String

    private enum CodingKeys: String, CodingKey {
        case version
        case digest
        case installedAt = "installed_at"
        case active
        case refused
        case sealed
        case origin
    }

    /// Creates the value.
    public init(
        version: String,
        digest: String,
        installedAt: Timestamp,
        active: Bool,
        refused: Bool = false,
        sealed: Bool,
        origin: String
    ) {
        self.version = version
        self.digest = digest
        self.installedAt = installedAt
        self.active = active
        self.refused = refused
        self.sealed = sealed
        self.origin = origin
    }
}

/// A link that opens the page in a browser once: `POST /v1/open-links`.
public struct OpenLink: Codable, Hashable, Sendable {
    /// The path and query to put behind the server's address.
    public var path: String
    /// How long it can be used, in milliseconds.
    public var expiresInMs: Int

    private enum CodingKeys: String, CodingKey {
        case path
        case expiresInMs = "expires_in_ms"
    }

    /// Creates the value.
    public init(path: String, expiresInMs: Int) {
        self.path = path
        self.expiresInMs = expiresInMs
    }
}

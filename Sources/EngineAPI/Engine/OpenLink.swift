/// A link that opens the page in a browser once: `POST /v1/open-links`.
public struct OpenLink: Codable, Hashable, Sendable {
    /// The path and query to put behind the server's address.
    public var path: String
    /// The whole address; nil when the engine does not serve HTTP.
    public var url: String?
    /// How long it can be used, in milliseconds.
    public var expiresInMs: Int

    private enum CodingKeys: String, CodingKey {
        case path, url
        case expiresInMs = "expires_in_ms"
    }

    /// Creates the value.
    public init(path: String, url: String? = nil, expiresInMs: Int) {
        self.path = path
        self.url = url
        self.expiresInMs = expiresInMs
    }
}

/// An author or maintainer, as shown to users.
public struct Person: Sendable, Hashable, Codable {
    /// The name of a person or a team.
    public var name: String
    /// Where to write to.
    public var email: String?
    /// A page about the person or team, `http` or `https`.
    public var url: String?

    /// Creates a person.
    ///
    /// - Parameters:
    ///   - name: The name of a person or a team.
    ///   - email: Where to write to.
    ///   - url: A page about the person or team.
    public init(name: String, email: String? = nil, url: String? = nil) {
        self.name = name
        self.email = email
        self.url = url
    }
}

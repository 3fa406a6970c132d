/// One environment variable by which a plugin's executable sees that its host started it, and not a person.
///
/// It is no secret and protects nothing: it turns a double-click on a plugin into a sentence of help.
public struct MagicCookie: Sendable, Hashable {
    /// The name of the environment variable.
    public var key: String
    /// Its value.
    public var value: String

    /// Creates a cookie; an empty key or value is refused where the cookie is used.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

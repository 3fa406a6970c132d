/// How a check went. A value that is not listed here comes from a newer engine.
public struct CheckStatus: OpenString {
    /// The word in the API.
    public let rawValue: String

    /// Creates a value from its word; any word will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `ok`
    public static let ok = Self(rawValue: "ok")
    /// `warning`
    public static let warning = Self(rawValue: "warning")
    /// `error`
    public static let error = Self(rawValue: "error")

    /// The words that this version knows.
    public static let known: [Self] = [
        .ok, .warning, .error,
    ]
}

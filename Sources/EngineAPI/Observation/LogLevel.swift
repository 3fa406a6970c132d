/// How important a log line is. A value that is not listed here comes from a newer engine.
public struct LogLevel: OpenString {
    /// The word in the API.
    public let rawValue: String

    /// Creates a value from its word; any word will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `trace`
    public static let trace = Self(rawValue: "trace")
    /// `debug`
    public static let debug = Self(rawValue: "debug")
    /// `info`
    public static let info = Self(rawValue: "info")
    /// `warning`
    public static let warning = Self(rawValue: "warning")
    /// `error`
    public static let error = Self(rawValue: "error")

    /// The words that this version knows.
    public static let known: [Self] = [
        .trace, .debug, .info, .warning, .error,
    ]
}

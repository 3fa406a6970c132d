/// How bad a finding is. A value that is not listed here comes from a newer engine.
public struct Severity: OpenString {
    /// The word in the API.
    public let rawValue: String

    /// Creates a value from its word; any word will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `error`
    public static let error = Self(rawValue: "error")
    /// `warning`
    public static let warning = Self(rawValue: "warning")
    /// `note`
    public static let note = Self(rawValue: "note")

    /// The words that this version knows.
    public static let known: [Self] = [
        .error, .warning, .note,
    ]
}

/// What a comparison of files with their digests found. A value that is not listed here comes from a newer engine.
public struct VerificationStatus: OpenString {
    /// The word in the API.
    public let rawValue: String

    /// Creates a value from its word; any word will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `intact`
    public static let intact = Self(rawValue: "intact")
    /// `unsealed`
    public static let unsealed = Self(rawValue: "unsealed")
    /// `tampered`
    public static let tampered = Self(rawValue: "tampered")
    /// `unchecked`
    public static let unchecked = Self(rawValue: "unchecked")

    /// The words that this version knows.
    public static let known: [Self] = [
        .intact, .unsealed, .tampered, .unchecked,
    ]
}

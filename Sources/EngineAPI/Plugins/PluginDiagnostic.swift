/// One finding about a definition or a file.
public struct PluginDiagnostic: Codable, Hashable, Sendable {
    /// How bad it is.
    public var severity: Severity
    /// The finding's stable name.
    public var code: String
    /// What was found.
    public var message: String
    /// The file, relative to the plugin's folder.
    public var file: String?
    /// The line, from 1.
    public var line: Int?
    /// The column, from 1.
    public var column: Int?
    /// What to write instead.
    public var suggestion: String?

    private enum CodingKeys: String, CodingKey {
        case severity
        case code
        case message
        case file
        case line
        case column
        case suggestion
    }

    /// Creates the value.
    public init(
        severity: Severity,
        code: String,
        message: String,
        file: String? = nil,
        line: Int? = nil,
        column: Int? = nil,
        suggestion: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.suggestion = suggestion
    }
}

/// What a comparison of a plugin's files with their digests found.
public struct VerificationSummary: Codable, Hashable, Sendable {
    /// The outcome.
    public var status: VerificationStatus
    /// How many files were compared.
    public var files: Int
    /// When.
    public var checkedAt: Timestamp
    /// What differs, a sentence each.
    public var problems: [String]

    private enum CodingKeys: String, CodingKey {
        case status
        case files
        case checkedAt = "checked_at"
        case problems
    }

    /// Creates the value.
    public init(status: VerificationStatus, files: Int, checkedAt: Timestamp, problems: [String]) {
        self.status = status
        self.files = files
        self.checkedAt = checkedAt
        self.problems = problems
    }
}

/// A protection that is off for this plugin.
public struct Relaxation: Codable, Hashable, Sendable {
    /// Its stable name: `unsealed`, `tls-off`, `environment-passed` and the like.
    public var code: String
    /// What it means, as a sentence.
    public var message: String

    private enum CodingKeys: String, CodingKey {
        case code
        case message
    }

    /// Creates the value.
    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

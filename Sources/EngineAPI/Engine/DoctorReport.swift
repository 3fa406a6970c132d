/// What is right and wrong with the installation: `GET /v1/doctor`.
public struct DoctorReport: Codable, Hashable, Sendable {
    /// Every check that was made.
    public var checks: [DoctorCheck]

    private enum CodingKeys: String, CodingKey {
        case checks
    }

    /// Creates the value.
    public init(checks: [DoctorCheck]) {
        self.checks = checks
    }
}

/// One check of the installation.
public struct DoctorCheck: Codable, Hashable, Sendable {
    /// The check's stable name.
    public var code: String
    /// How it went.
    public var status: CheckStatus
    /// What was found, as a sentence.
    public var what: String
    /// What to do about it; nil when there is nothing to do.
    public var advice: String?

    private enum CodingKeys: String, CodingKey {
        case code
        case status
        case what
        case advice
    }

    /// Creates the value.
    public init(code: String, status: CheckStatus, what: String, advice: String? = nil) {
        self.code = code
        self.status = status
        self.what = what
        self.advice = advice
    }
}

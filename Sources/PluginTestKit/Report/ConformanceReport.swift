/// What came of all checks of one plugin or host.
public struct ConformanceReport: Sendable {
    /// What was looked at.
    public let subject: String
    /// The results, in the order of the statements.
    public let results: [CheckResult]

    /// How many checks passed.
    public var passed: Int { results.count { $0.outcome == .passed } }
    /// How many failed.
    public var failed: Int { results.count { $0.isFailure } }
    /// How many could not be made.
    public var notApplicable: Int { results.count - passed - failed }

    /// The last line for people, such as `38 passed, 1 failed, 4 not applicable`.
    public var summary: String { "\(passed) passed, \(failed) failed, \(notApplicable) not applicable" }

    /// The whole report for people, within 100 columns.
    public var table: String {
        ([ReportTable.heading] + results.map { ReportTable.row($0) } + ["", summary]).joined(separator: "\n") + "\n"
    }
}

extension ConformanceReport: Encodable {
    /// The keys are stable: `subject`, `passed`, `failed`, `not_applicable`, `checks`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(subject, forKey: .subject)
        try container.encode(passed, forKey: .passed)
        try container.encode(failed, forKey: .failed)
        try container.encode(notApplicable, forKey: .notApplicable)
        try container.encode(results, forKey: .checks)
    }

    private enum Key: String, CodingKey {
        case subject, passed, failed, checks
        case notApplicable = "not_applicable"
    }
}

extension CheckResult: Encodable {
    /// The keys are stable: `name`, `statements`, `result` (`passed`, `failed`, `not-applicable`), `reason` (null when it
    /// passed), `duration_ms`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(statements, forKey: .statements)
        try container.encode(outcome.word, forKey: .result)
        try container.encode(outcome.reason, forKey: .reason)
        try container.encode(milliseconds, forKey: .duration)
    }

    /// How long it took, in milliseconds with one digit behind the point.
    var milliseconds: Double {
        (duration / .microseconds(100)).rounded() / 10
    }

    private enum Key: String, CodingKey {
        case name, statements, result, reason
        case duration = "duration_ms"
    }
}

extension CheckOutcome {
    /// `passed`, `failed` or `not-applicable`.
    public var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .notApplicable: "not-applicable"
        }
    }

    /// Why it did not pass; nil when it did.
    public var reason: String? {
        switch self {
        case .passed: nil
        case .failed(let reason), .notApplicable(let reason): reason
        }
    }
}

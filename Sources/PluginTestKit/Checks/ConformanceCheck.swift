/// One thing that is tried with one plugin or one host, to see whether statements hold.
public struct ConformanceCheck<Trial: Sendable>: Sendable {
    /// The statements that a failure contradicts, by their numbers; at least one.
    public let statements: [Int]
    /// What is tried, in a few words; unique among the checks of its kind.
    public let name: String
    let body: @Sendable (Trial) async throws -> Void

    /// Creates a check.
    ///
    /// - Parameters:
    ///   - statements: the statements that a failure contradicts.
    ///   - name: what is tried.
    ///   - body: tries it. It returns when all is right, and throws otherwise: ``CheckFinding``, ``CheckNotApplicable``,
    ///     or any error, which counts as a failure.
    init(_ statements: Int..., named name: String, body: @escaping @Sendable (Trial) async throws -> Void) {
        self.statements = statements
        self.name = name
        self.body = body
    }
}

/// What came of a check.
public enum CheckOutcome: Sendable, Hashable {
    /// The statements hold, as far as this check can see.
    case passed
    /// They do not, and this is why.
    case failed(String)
    /// They cannot be seen, because of what the plugin or the host is.
    case notApplicable(String)
}

/// What came of a check, with its name and its time.
public struct CheckResult: Sendable, Hashable {
    /// The statements that it is about, by their numbers.
    public let statements: [Int]
    /// What was tried.
    public let name: String
    /// What came of it.
    public let outcome: CheckOutcome
    /// How long it took.
    public let duration: Duration

    /// Whether the statements do not hold.
    public var isFailure: Bool {
        guard case .failed = outcome else { return false }
        return true
    }
}

/// A statement does not hold: what was seen, and what should have been.
struct CheckFinding: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A statement cannot be seen here: why.
struct CheckNotApplicable: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// Throws a finding unless something holds.
func require(_ condition: Bool, _ finding: @autoclosure () -> String) throws(CheckFinding) {
    guard condition else { throw CheckFinding(finding()) }
}

/// All routes of version 1.
enum Routes {
    /// The most lines of a log in one answer.
    static let maxTail = 10_000
    static let defaultTail = 200
    /// The most records of the audit in one answer.
    static let maxAudit = 1_000
    static let defaultAudit = 100

    static let all = engine + plugins + actions + inbox + observation + window

    static let maxSequence = Int(Int32.max) << 21
}

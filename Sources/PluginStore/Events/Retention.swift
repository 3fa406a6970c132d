/// How long the journal's events and the audit's entries are kept. What passes any of the bounds goes, the oldest first.
public struct Retention: Sendable, Hashable {
    /// The most that are kept.
    public var maxCount: Int
    /// How old one may become.
    public var maxAge: Duration
    /// How long the payloads that are kept may be together, in bytes.
    public var maxBytes: Int64

    /// Makes a retention.
    public init(maxCount: Int, maxAge: Duration, maxBytes: Int64) {
        self.maxCount = maxCount
        self.maxAge = maxAge
        self.maxBytes = maxBytes
    }

    /// Of the journal: 100,000 events, 30 days, 256 MiB.
    public static let events = Retention(maxCount: 100_000, maxAge: .seconds(30 * 86_400), maxBytes: 256 << 20)

    /// Of the audit: 100,000 entries, 365 days, 256 MiB.
    public static let audit = Retention(maxCount: 100_000, maxAge: .seconds(365 * 86_400), maxBytes: 256 << 20)
}

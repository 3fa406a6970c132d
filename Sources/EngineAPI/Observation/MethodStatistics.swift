/// How calls of one method went: `GET /v1/plugins/{id}/methods`.
public struct MethodStatistics: Codable, Hashable, Sendable {
    /// The full name, `package.Service/Method`.
    public var method: String
    /// How many calls ended.
    public var calls: Int
    /// How many of them failed; those that their caller gave up are not among them.
    public var errors: Int
    /// Half of the calls took at most this, in milliseconds.
    public var p50Ms: Double
    /// 95 of 100 calls took at most this, in milliseconds.
    public var p95Ms: Double
    /// 99 of 100 calls took at most this, in milliseconds.
    public var p99Ms: Double
    /// The longest call in milliseconds.
    public var maxMs: Double

    private enum CodingKeys: String, CodingKey {
        case method
        case calls
        case errors
        case p50Ms = "p50_ms"
        case p95Ms = "p95_ms"
        case p99Ms = "p99_ms"
        case maxMs = "max_ms"
    }

    /// Creates the value.
    public init(method: String, calls: Int, errors: Int, p50Ms: Double, p95Ms: Double, p99Ms: Double, maxMs: Double) {
        self.method = method
        self.calls = calls
        self.errors = errors
        self.p50Ms = p50Ms
        self.p95Ms = p95Ms
        self.p99Ms = p99Ms
        self.maxMs = maxMs
    }
}

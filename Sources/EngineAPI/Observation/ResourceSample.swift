/// What a plugin's process used: `GET /v1/plugins/{id}/resources`.
public struct ResourceSample: Codable, Hashable, Sendable {
    /// When it was measured.
    public var time: Timestamp
    /// Resident memory in bytes.
    public var rssBytes: Int
    /// Share of one processor since the sample before; 1 is one whole processor.
    public var cpuShare: Double
    /// How many threads.
    public var threads: Int
    /// How many open descriptors.
    public var descriptors: Int

    private enum CodingKeys: String, CodingKey {
        case time
        case rssBytes = "rss_bytes"
        case cpuShare = "cpu_share"
        case threads
        case descriptors
    }

    /// Creates the value.
    public init(time: Timestamp, rssBytes: Int, cpuShare: Double, threads: Int, descriptors: Int) {
        self.time = time
        self.rssBytes = rssBytes
        self.cpuShare = cpuShare
        self.threads = threads
        self.descriptors = descriptors
    }
}

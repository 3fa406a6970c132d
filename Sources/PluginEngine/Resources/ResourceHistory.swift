/// What a plugin used over the last minutes, at most a fixed number of points.
public struct ResourceHistory: Sendable {
    /// What was used at one moment.
    public struct Point: Sendable, Hashable {
        /// When, in milliseconds since 1970.
        public var time: Int64
        /// The share of one processor since the point before; nil for the first point of a process.
        public var cpuShare: Double?
        /// In bytes.
        public var residentBytes: UInt64
        /// In bytes; nil when the system did not say.
        public var privateBytes: UInt64?
        /// How many.
        public var threads: Int
        /// How many; nil when the system did not say.
        public var descriptors: Int?
    }

    /// The least, the most and the mean of the points that have a value.
    public struct Summary: Sendable, Hashable {
        /// The least.
        public var minimum: Double
        /// The most.
        public var maximum: Double
        /// The mean.
        public var average: Double
    }

    /// How many points are kept by default: 15 minutes of one each 5 seconds.
    public static let defaultCapacity = 180

    private let capacity: Int
    private var storage: [Point] = []
    private var head = 0
    private var last: ResourceSample?

    /// Creates an empty history.
    ///
    /// - Parameter capacity: how many points are kept, at least 1.
    public init(capacity: Int = Self.defaultCapacity) {
        self.capacity = max(capacity, 1)
    }

    /// The points, oldest first.
    public var points: [Point] { Array(storage[head...] + storage[..<head]) }

    /// The newest sample; nil before the first, and after ``end()``.
    public var newest: ResourceSample? { last }

    /// Takes a sample, and compares it with the one before.
    public mutating func append(_ sample: ResourceSample) {
        let point = Point(
            time: sample.time,
            cpuShare: last.flatMap { sample.cpuShare(since: $0) },
            residentBytes: sample.residentBytes,
            privateBytes: sample.privateBytes,
            threads: sample.threads,
            descriptors: sample.descriptors
        )
        last = sample
        if storage.count < capacity {
            storage.append(point)
        } else {
            storage[head] = point
            head = (head + 1) % capacity
        }
    }

    /// Notes that the process has ended; its points stay.
    public mutating func end() {
        last = nil
    }

    /// The least, the most and the mean of a value; nil when no point has it.
    public func summary(_ value: (Point) -> Double?) -> Summary? {
        let values = storage.compactMap(value)
        guard let minimum = values.min(), let maximum = values.max() else { return nil }
        return Summary(minimum: minimum, maximum: maximum, average: values.reduce(0, +) / Double(values.count))
    }
}

/// Something that was read of the machine at one moment; two of them make a sample.
protocol MachineReading: Sendable {
    associatedtype Sample: Sendable
    var time: ContinuousClock.Instant { get }
    /// What happened between an earlier reading and this one.
    func sample(since before: Self) -> Sample
}

/// Where readings come from.
protocol ReadingSource: Sendable {
    associatedtype Reading: MachineReading
    mutating func read() throws -> Reading
}

/// Reads the machine for all streams together, and only while there are any.
///
/// It has no task of its own. Each stream asks for the newest sample and then sleeps until the next one is due; whoever
/// asks first has it made, the others get the same. When nobody asks, nothing is read.
actor Sampler<Source: ReadingSource> {
    typealias Sample = Source.Reading.Sample

    /// Shorter than this says little: Linux counts processor time in hundredths of a second.
    static var shortest: Duration { .milliseconds(250) }

    private var source: Source
    private let interval: @Sendable () -> Duration
    private var reading: Source.Reading?
    private var sample: (value: Sample, time: ContinuousClock.Instant)?

    /// Creates a sampler that makes a sample once in an interval, which may change at any time.
    init(_ source: Source, interval: @escaping @Sendable () -> Duration) {
        self.source = source
        self.interval = interval
    }

    /// Hands over a sample at once and then in every interval, for as long as the condition holds.
    ///
    /// - Parameters:
    ///   - goesOn: asked once a second, so that a stream that was given up does not sleep through a long interval.
    ///   - body: what to do with each sample; what it throws ends the stream.
    nonisolated func watch(
        while goesOn: () -> Bool,
        _ body: (Sample, Duration) async throws -> Void
    ) async throws {
        while goesOn() {
            let (sample, time) = try await newest()
            try await body(sample, interval())
            // The interval is looked at again too: the user may just have shortened it.
            while goesOn(), case let left = time + interval() - .now, left > .zero {
                try await Task.sleep(for: min(left, .seconds(1)))
            }
        }
    }

    /// The sample of the current interval, which is made when nobody has asked for it yet.
    private func newest() async throws -> (value: Sample, time: ContinuousClock.Instant) {
        while true {
            let now = ContinuousClock.now
            // Somewhat less than the interval, so that one who wakes early does not get the last sample again.
            if let sample, now - sample.time < interval() * 0.9 { return sample }
            // A reading from before nobody watched would say what was on average since then.
            guard let before = reading, now - before.time < max(interval() * 2, .seconds(3)) else {
                reading = try source.read()
                continue
            }
            let rest = Self.shortest - (now - before.time)
            if rest > .zero {
                // Another stream may be here meanwhile; then there is a sample afterwards.
                try await Task.sleep(for: rest)
                continue
            }
            let current = try source.read()
            let made = (value: current.sample(since: before), time: current.time)
            (reading, sample) = (current, made)
            return made
        }
    }
}

extension Duration {
    /// In seconds; less than a millisecond is not lost.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}

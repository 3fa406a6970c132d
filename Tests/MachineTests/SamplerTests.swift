import Synchronization
import Testing

@testable import machine

/// How often the machine is read, with a machine that only counts.
@Suite struct SamplerTests {
    private struct Count: MachineReading {
        var time: ContinuousClock.Instant
        var number: Int
        func sample(since before: Count) -> Int { number }
    }

    private final class Counter: Sendable {
        let reads = Mutex(0)
    }

    private struct CountingSource: ReadingSource {
        let counter: Counter
        mutating func read() throws -> Count {
            Count(
                time: .now,
                number: counter.reads.withLock { reads in
                    reads += 1
                    return reads
                }
            )
        }
    }

    @Test func streamsShareReadings() async throws {
        let counter = Counter()
        let sampler = Sampler(CountingSource(counter: counter)) { .milliseconds(400) }
        try await withThrowingTaskGroup { group in
            for _ in 0..<10 {
                group.addTask {
                    var seen: [Int] = []
                    try await sampler.watch(while: { seen.count < 3 }) { sample, _ in seen.append(sample) }
                    #expect(seen == seen.sorted())
                    #expect(Set(seen).count == 3)
                }
            }
            try await group.waitForAll()
        }
        // One to begin with and one for each sample, however many streams; a busy machine may add one between.
        #expect((4...6).contains(counter.reads.withLock { $0 }))
    }

    @Test func readsNothingWhileNobodyWatches() async throws {
        let counter = Counter()
        let sampler = Sampler(CountingSource(counter: counter)) { .milliseconds(300) }
        var samples = 0
        try await sampler.watch(while: { samples < 1 }) { _, _ in samples += 1 }
        let read = counter.reads.withLock { $0 }
        try await Task.sleep(for: .milliseconds(900))
        #expect(counter.reads.withLock { $0 } == read)
    }

    @Test func aSecondStreamGetsTheSampleAtOnce() async throws {
        let sampler = Sampler(CountingSource(counter: Counter())) { .seconds(60) }
        var samples = 0
        try await sampler.watch(while: { samples < 1 }) { _, _ in samples += 1 }
        let start = ContinuousClock.now
        try await sampler.watch(while: { samples < 2 }) { _, _ in samples += 1 }
        #expect(ContinuousClock.now - start < .milliseconds(200))
    }

    @Test func anIntervalMayBeShortened() async throws {
        let interval = Mutex(Duration.seconds(60))
        let sampler = Sampler(CountingSource(counter: Counter())) { interval.withLock { $0 } }
        var samples = 0
        let start = ContinuousClock.now
        try await sampler.watch(while: { samples < 2 }) { _, _ in
            samples += 1
            interval.withLock { $0 = .seconds(1) }
        }
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}

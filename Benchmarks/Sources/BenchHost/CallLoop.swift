/// Callers that call one after another for a while.
struct CallLoop: Sendable {
    var callers: Int
    /// What runs the callers; nil for the pool.
    var executor: (any TaskExecutor)?
    /// Makes one call for the caller of this number.
    var call: @Sendable (_ caller: Int) async throws -> Void

    /// Warms up, measures, and gives the figures by name.
    func measure(_ options: HostOptions, processes: [Int32]) async throws -> [String: Double] {
        _ = try await run(for: options.warmUp)
        let meter = ProcessorMeter(processes: processes)
        let began = ContinuousClock.now
        let times = try await run(for: options.measured)
        let took = ContinuousClock.now - began
        var figures = Self.summary(times)
        figures["per_second"] = Double(times.count) / (took / .seconds(1))
        meter.add(to: &figures, calls: times.count)
        return figures
    }

    /// The time of each call of all callers.
    private func run(for duration: Duration) async throws -> [Duration] {
        let deadline = ContinuousClock.now + duration
        return try await withThrowingTaskGroup(of: [Duration].self) { group in
            for caller in 0..<callers {
                // To prefer no executor is a preference too: each step of such a task looks it up.
                if let executor {
                    group.addTask(executorPreference: executor) { try await calls(of: caller, until: deadline) }
                } else {
                    group.addTask { try await calls(of: caller, until: deadline) }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// The time of each call of one caller, which makes at least one.
    private func calls(of caller: Int, until deadline: ContinuousClock.Instant) async throws -> [Duration] {
        var times: [Duration] = []
        times.reserveCapacity(1024)
        var now = ContinuousClock.now
        repeat {
            try await call(caller)
            let after = ContinuousClock.now
            times.append(after - now)
            now = after
        } while now < deadline && !Task.isCancelled
        return times
    }

    /// The shape of a list of times that is not empty, in microseconds.
    static func summary(_ times: [Duration]) -> [String: Double] {
        let ordered = times.sorted()
        func microseconds(_ index: Int) -> Double { ordered[min(index, ordered.count - 1)] / .microseconds(1) }
        guard !ordered.isEmpty else { return [:] }
        return [
            "calls": Double(ordered.count),
            "p50_us": microseconds(ordered.count / 2),
            "p99_us": microseconds(ordered.count * 99 / 100),
            "min_us": microseconds(0),
            "max_us": microseconds(ordered.count - 1),
        ]
    }
}

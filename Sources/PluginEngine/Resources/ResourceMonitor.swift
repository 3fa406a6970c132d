import Synchronization

/// Samples the processes of all running plugins, again and again.
public final class ResourceMonitor: Sendable {
    /// How long it is from one sample to the next by default: 5 seconds.
    public static let defaultInterval: Duration = .seconds(5)

    private struct Watched {
        var process: ProcessIdentity?
        /// How many samples were taken of this process.
        var count = 0
        var history: ResourceHistory

        mutating func take(_ sample: ResourceSample?) {
            guard let sample else { return }
            history.append(sample)
            count += 1
        }
    }

    private let watched = Mutex<[String: Watched]>([:])
    private let sampler = ProcessSampler()
    private let capacity: Int

    /// Creates a monitor that watches nothing yet.
    ///
    /// - Parameter capacity: how many points are kept of each plugin.
    public init(capacity: Int = ResourceHistory.defaultCapacity) {
        self.capacity = capacity
    }

    /// Watches a plugin's process from now on, in place of one before, and takes a first sample of it.
    ///
    /// - Returns: whether there is such a process.
    @discardableResult
    public func watch(_ plugin: String, processID: Int32) -> Bool {
        let process = sampler.identity(of: processID)
        // It has only begun, and so is alone.
        let sample = process.flatMap { sampler.sample($0) }
        watched.withLock {
            var entry = $0[plugin] ?? Watched(history: ResourceHistory(capacity: capacity))
            entry.process = process
            entry.history.end()
            entry.count = 0
            entry.take(sample)
            $0[plugin] = entry
        }
        return process != nil
    }

    /// What the process that is watched, or was watched last, used when it was last looked at.
    func latest(of plugin: String) -> ResourceHistory.Point? {
        watched.withLock { $0[plugin].flatMap { $0.count > 0 ? $0.history.points.last : nil } }
    }

    /// Forgets a plugin and what it used.
    public func remove(_ plugin: String) {
        _ = watched.withLock { $0.removeValue(forKey: plugin) }
    }

    /// What a plugin used; nil when it was never watched.
    public func history(of plugin: String) -> ResourceHistory? {
        watched.withLock { $0[plugin]?.history }
    }

    /// Takes one sample of each plugin. It reads some files for each process, and no longer waits than these take.
    ///
    /// - Returns: the samples; nothing for plugins whose process is gone.
    @discardableResult
    public func sample() -> [String: ResourceSample] {
        let processes = watched.withLock { $0.compactMapValues(\.process) }
        if processes.isEmpty { return [:] }
        let samples = sampler.sampleTrees(processes.values)
        return watched.withLock { watched in
            var result: [String: ResourceSample] = [:]
            // A plugin may have been removed or started again meanwhile.
            for (plugin, process) in processes where watched[plugin]?.process == process {
                if let sample = samples[process] {
                    watched[plugin]?.take(sample)
                    result[plugin] = sample
                } else {
                    watched[plugin]?.process = nil
                    watched[plugin]?.history.end()
                }
            }
            return result
        }
    }

    /// Takes samples until the task is cancelled.
    ///
    /// - Parameters:
    ///   - interval: from one to the next.
    ///   - clock: what measures it.
    ///   - body: gets each round's samples.
    public func run(
        every interval: Duration = ResourceMonitor.defaultInterval,
        clock: any Clock<Duration> = ContinuousClock(),
        _ body: ([String: ResourceSample]) -> Void = { _ in }
    ) async {
        while !Task.isCancelled {
            body(sample())
            guard (try? await clock.sleep(for: interval)) != nil else { return }
        }
    }
}

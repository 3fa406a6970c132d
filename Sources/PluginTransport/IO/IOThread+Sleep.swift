extension IOThread {
    /// Waits as `Task.sleep(for:)` does, for waits that are nearly always cancelled, as those for a deadline are.
    ///
    /// What `Task.sleep` has set up stays in memory until its time is over also when the task was cancelled, some 700
    /// bytes: with deadlines of a minute, a host that starts many plugins would hold as much for each of the last minute.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled; `TransportError` when there is no I/O thread.
    package static func sleep(for duration: Duration) async throws {
        let thread = try shared()
        let end = OneShot<Void>()
        let timer = thread.schedule(after: duration) { end.fulfil() }
        defer { thread.cancel(timer) }
        try await end.value()
    }
}

/// Says on a terminal what is being done, when it takes longer than one likes to look at nothing.
enum Progress {
    /// How long nothing is said.
    static let patience = Duration.seconds(1)

    /// Runs a closure. After ``patience``, one line of standard error says what it does and for how long; the line goes
    /// when the closure has ended. Without a terminal there is no line.
    static func showing<Result: Sendable>(
        _ what: String,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let terminal = Terminal.standardError
        guard terminal.isTerminal else { return try await body() }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await body() }
            group.addTask {
                await show(Terminal.safe(what), on: terminal)
                return nil
            }
            // The line ends only by cancellation, so the first result is that of the closure.
            guard let result = try await group.next() ?? nil else { throw CancellationError() }
            return result
        }
    }

    private static func show(_ what: String, on terminal: Terminal) async {
        let start = ContinuousClock.now
        guard (try? await Task.sleep(for: patience)) != nil else { return }
        // What stands in the line now, and no more of it than the terminal is wide, so that it can be cleared.
        while !Task.isCancelled {
            let seconds = (ContinuousClock.now - start).components.seconds
            let line = ColumnWidth.cut("\(what) (\(seconds) s)", to: (terminal.width ?? 80) - 1)
            terminal.write("\r\u{1b}[K\(terminal.dim(line))")
            try? await Task.sleep(for: .seconds(1))
        }
        terminal.write("\r\u{1b}[K")
    }
}

import Synchronization

/// Prints what a stream brings until it ends, Ctrl-C or SIGTERM comes, or nobody reads any more. None of these is an
/// error.
struct StreamPrinter: Sendable {
    /// When a stream that has no end counts as read.
    struct Quiet: Sendable {
        /// How long it must bring nothing, while it is open.
        var duration: Duration
        /// Asks the engine for something else, so that an engine that is only slow is waited for.
        var ask: @Sendable () async throws -> Void
    }

    /// Nil when the stream is followed without end.
    var quiet: Quiet?

    func print<Value: Decodable & Sendable>(
        _ stream: EngineStream<Value>,
        _ write: @escaping @Sendable (EngineStreamItem<Value>) throws -> Bool
    ) async throws {
        do {
            try await Interruption.cancelling { try await read(stream, write) }
        } catch is CancellationError {}
    }

    private func read<Value: Decodable & Sendable>(
        _ stream: EngineStream<Value>,
        _ write: @escaping @Sendable (EngineStreamItem<Value>) throws -> Bool
    ) async throws {
        let signs = Signs()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                for try await item in stream {
                    if case .broke = item { signs.forget() } else { signs.note() }
                    guard try write(item) else { return }
                }
            }
            if let quiet {
                group.addTask {
                    while true {
                        let count = signs.count
                        try await Task.sleep(for: quiet.duration)
                        // An engine that is not there now is the stream's affair: it waits for it, and gives up.
                        guard (try? await quiet.ask()) != nil else { continue }
                        if let count, count == signs.count { return }
                    }
                }
            }
            try await group.next()
        }
    }

    /// Says something about the stream that is not a part of it.
    static func note(_ text: String) -> Bool {
        let terminal = Terminal.standardError
        terminal.write("\(terminal.yellow("note:")) \(Terminal.safe(text))\n")
        return true
    }
}

/// How much has come, and whether more can come now.
private final class Signs: Sendable {
    private let state = Mutex((count: 0, isOpen: false))

    func note() { state.withLock { $0 = ($0.count + 1, true) } }

    func forget() { state.withLock { $0 = ($0.count + 1, false) } }

    /// Nil while no connection is open.
    var count: Int? { state.withLock { $0.isOpen ? $0.count : nil } }
}

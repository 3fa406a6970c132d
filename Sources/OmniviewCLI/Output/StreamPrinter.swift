import Synchronization

/// Prints what a stream brings until it ends, Ctrl-C or SIGTERM comes, or nobody reads any more. None of these is an
/// error.
struct StreamPrinter: Sendable {
    /// How long a stream may bring nothing before it counts as read; nil when it is followed.
    var quiet: Duration?

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
        let last = LastSign()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                for try await item in stream {
                    last.note()
                    guard try write(item) else { return }
                }
            }
            if let quiet {
                group.addTask {
                    // Not before the stream is open: the engine may be slow.
                    while true {
                        let silence = last.age ?? .zero
                        if silence >= quiet { return }
                        try await Task.sleep(for: quiet - silence)
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

/// When something came last.
private final class LastSign: Sendable {
    private let moment = Mutex<ContinuousClock.Instant?>(nil)

    func note() { moment.withLock { $0 = .now } }

    /// How long ago that was; nil before the first.
    var age: Duration? { moment.withLock { $0.map { ContinuousClock.now - $0 } } }
}

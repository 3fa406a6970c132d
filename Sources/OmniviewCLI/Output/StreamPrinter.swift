/// Prints what a stream brings until it ends, Ctrl-C or SIGTERM comes, or nobody reads any more. None of these is an
/// error.
enum StreamPrinter {
    static func print<Value: Decodable & Sendable>(
        _ stream: EngineStream<Value>,
        _ write: @escaping @Sendable (EngineStreamItem<Value>) throws -> Bool
    ) async throws {
        do {
            try await Interruption.cancelling {
                for try await item in stream {
                    guard try write(item) else { return }
                }
            }
        } catch is CancellationError {}
    }

    /// Says something about the stream that is not a part of it.
    static func note(_ text: String) -> Bool {
        let terminal = Terminal.standardError
        terminal.write("\(terminal.yellow("note:")) \(Terminal.safe(text))\n")
        return true
    }
}

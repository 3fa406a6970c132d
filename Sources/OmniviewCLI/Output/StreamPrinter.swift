/// Prints what a stream brings until it ends, Ctrl-C or SIGTERM comes, or nobody reads any more. None of these is an
/// error.
enum StreamPrinter {
    /// Prints it.
    ///
    /// - Returns: whether the engine has ended it.
    @discardableResult
    static func print<Value: Decodable & Sendable>(
        _ stream: EngineStream<Value>,
        _ write: @escaping @Sendable (EngineStreamItem<Value>) throws -> Bool
    ) async throws -> Bool {
        do {
            return try await Interruption.cancelling {
                for try await item in stream {
                    guard try write(item) else { return false }
                }
                return !Task.isCancelled
            }
        } catch is CancellationError {
            return false
        }
    }

    /// Says something about the stream that is not a part of it.
    static func note(_ text: String) -> Bool {
        let terminal = Terminal.standardError
        terminal.write("\(terminal.yellow("note:")) \(Terminal.safe(text))\n")
        return true
    }
}

/// Why the benchmark cannot go on, or why a measurement gave nothing.
struct BenchError: Error, Sendable, CustomStringConvertible {
    var message: String

    init(_ message: String) { self.message = message }

    var description: String { message }
}

import Logging
import PluginTransport
import Synchronization

/// Turns what a plugin prints into log lines, a line each.
final class OutputPrinter: Sendable {
    /// How long a line may be before it is cut into pieces, in bytes.
    static let maximumLineLength = 8 * 1024

    private let logger: Logger
    private let partial = Mutex<[StdioChannel: [UInt8]]>([:])

    init(logger: Logger) {
        self.logger = logger
    }

    /// Takes a piece, which may hold many lines or a part of one.
    func append(_ piece: StdioPiece) {
        let lines = partial.withLock { partial in
            var lines: [[UInt8]] = []
            var line = partial[piece.channel] ?? []
            for byte in piece.bytes {
                if byte == UInt8(ascii: "\n") || line.count == Self.maximumLineLength {
                    lines.append(line)
                    line = []
                    if byte == UInt8(ascii: "\n") { continue }
                }
                line.append(byte)
            }
            partial[piece.channel] = line
            return lines
        }
        for line in lines { write(line, piece.channel) }
    }

    /// Writes the lines that have no newline.
    func finish() {
        let rest = partial.withLock { partial in
            defer { partial = [:] }
            return partial
        }
        for (channel, line) in rest where !line.isEmpty { write(line, channel) }
    }

    private func write(_ line: [UInt8], _ channel: StdioChannel) {
        let name = channel == .standardOutput ? "stdout" : "stderr"
        logger.info("\(String(decoding: line, as: UTF8.self))", metadata: ["module": "\(name)"])
    }
}

package import Logging
package import PluginTransport
import Synchronization

/// Turns what a plugin prints into log entries, a line each.
package final class OutputLines: Sendable {
    /// How long a line may be before it is cut into pieces, in bytes.
    package static let maximumLineLength = 8 * 1024

    /// Who writes the lines of a channel, and the values of each entry.
    private let sinks: [StdioChannel: (logger: Logger, metadata: Logger.Metadata?)]
    private let partial = Mutex<[StdioChannel: [UInt8]]>([:])

    /// Has lines written by these loggers; what a channel prints that has none is dropped.
    package init(loggers: [StdioChannel: Logger]) {
        sinks = loggers.mapValues { ($0, nil) }
    }

    /// Has lines of both channels written by one logger, with the channel's name as the value `module`.
    package init(logger: Logger) {
        sinks = [.standardOutput: (logger, ["module": "stdout"]), .standardError: (logger, ["module": "stderr"])]
    }

    /// Takes a piece, which may hold many lines or a part of one.
    package func append(_ piece: StdioPiece) {
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
    package func finish() {
        let rest = partial.withLock { partial in
            defer { partial = [:] }
            return partial
        }
        for (channel, line) in rest where !line.isEmpty { write(line, channel) }
    }

    private func write(_ line: [UInt8], _ channel: StdioChannel) {
        guard let sink = sinks[channel] else { return }
        sink.logger.info("\(String(decoding: line, as: UTF8.self))", metadata: sink.metadata)
    }
}

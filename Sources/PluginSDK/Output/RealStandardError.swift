import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The standard error that the host reads the plugin's log from.
///
/// While the plugin serves, descriptor 2 leads into the protocol's stdio stream; the log keeps to the original. Lines
/// are written whole and one at a time: the host reads one entry from each.
enum RealStandardError {
    /// How long a line of output may be before it is cut, in bytes.
    static let maximumLineLength = 8 * 1024

    private struct State {
        var descriptor = STDERR_FILENO
        /// The beginnings of lines that have no newline yet.
        var partial: [StdioChannel: [UInt8]] = [:]
    }

    private static let state = Mutex(State())

    /// Leads further lines to another descriptor.
    static func redirect(to descriptor: Int32) {
        state.withLock { $0.descriptor = descriptor }
    }

    /// Writes whole lines; what cannot be written (the host is gone) is lost, as for any logger.
    static func write(_ lines: [UInt8]) {
        state.withLock { _ = writeAll(lines, to: $0.descriptor) }
    }

    /// Writes output that no stdio stream took, line by line.
    static func write(_ piece: StdioPiece) {
        state.withLock { state in
            var text = state.partial.removeValue(forKey: piece.channel) ?? []
            text += piece.bytes
            guard let end = text.lastIndex(of: UInt8(ascii: "\n")) else {
                guard text.count >= maximumLineLength else {
                    state.partial[piece.channel] = text
                    return
                }
                _ = writeAll(text + [UInt8(ascii: "\n")], to: state.descriptor)
                return
            }
            _ = writeAll(Array(text[...end]), to: state.descriptor)
            if end + 1 < text.endIndex { state.partial[piece.channel] = Array(text[(end + 1)...]) }
        }
    }

    /// Writes the lines that never got their newline.
    static func flush() {
        state.withLock { state in
            for (_, text) in state.partial { _ = writeAll(text + [UInt8(ascii: "\n")], to: state.descriptor) }
            state.partial = [:]
        }
    }
}

/// Writes all bytes, or as many as the descriptor takes before it fails.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
        var offset = 0
        while offset < buffer.count {
            guard let base = buffer.baseAddress else { return true }
            let written = write(descriptor, base + offset, buffer.count - offset)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            offset += written
        }
        return true
    }
}

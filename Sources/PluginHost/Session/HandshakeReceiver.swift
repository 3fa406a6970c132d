import PluginProtocol
import PluginTransport
import Synchronization

/// Takes the first line out of what a plugin prints.
final class HandshakeReceiver: Sendable {
    /// The first line, or why there is none.
    let line = OneShot<[UInt8]>()
    /// Fulfilled when the output ended before there was a line.
    let ended = OneShot<Void>()
    private let reader = Mutex(HandshakeLineReader())

    /// What came of the line so far.
    var partial: [UInt8] { reader.withLock { $0.partial } }

    /// Takes bytes from standard output.
    ///
    /// - Returns: the bytes that are not the line's.
    func append(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.outcome == nil else { return nil }
        // The reader ends at a newline: what follows in the same read is ordinary output.
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.endIndex
        do {
            if let complete = try reader.withLock({ try $0.append(bytes[..<end]) }) {
                line.fulfil(.success(complete))
            }
        } catch {
            line.fulfil(.failure(error))
        }
        return bytes[end...]
    }

    /// Takes note that no more will come; a line without a newline counts then.
    func finish() {
        guard line.outcome == nil else { return }
        if let complete = reader.withLock({ $0.finish() }) {
            line.fulfil(.success(complete))
        } else {
            ended.fulfil()
        }
    }
}

import Dispatch
import Synchronization

/// Which of the two standard streams a piece of output was written to.
public enum StdioChannel: Sendable, Hashable {
    /// What the plugin printed to standard output after its handshake line.
    case standardOutput
    /// What the plugin printed to standard error through the protocol.
    case standardError
}

/// One piece of a plugin's output.
public struct StdioPiece: Sendable, Hashable {
    /// The stream it was written to.
    public var channel: StdioChannel
    /// The bytes, in the order written; any bytes, cut anywhere.
    public var bytes: [UInt8]

    /// Creates a piece.
    public init(channel: StdioChannel, bytes: [UInt8]) {
        self.channel = channel
        self.bytes = bytes
    }
}

/// The output of a plugin that its host has yet to take.
///
/// Bounded: while a host is taking output, a full buffer holds up the writer, as a full pipe would. While none is, what
/// does not fit goes to `overflow`, and from ``stopWaitingForReader()`` on everything does, so that printing never blocks
/// a plugin and nothing is lost under hosts that have no such stream (go-plugin before 1.2).
package final class StdioBuffer: Sendable {
    /// How many bytes wait at most.
    package static let capacity = 64 * 1024
    /// How long a piece may be: go-plugin's own hosts see no longer ones.
    package static let maximumPieceLength = 1024

    private struct State {
        var pieces: [StdioPiece] = []
        var firstPiece = 0
        var bytes = 0
        var isSubscribed = false
        var isFinished = false
        var waitsForReader = true
        var reader: OneShot<Void>?
        var blockedWriters = 0
    }

    private let state = Mutex(State())
    private let space = DispatchSemaphore(value: 0)
    private let overflow: @Sendable (StdioPiece) -> Void

    /// - Parameter overflow: takes what does not fit while no host is reading.
    package init(overflow: @escaping @Sendable (StdioPiece) -> Void) {
        self.overflow = overflow
    }

    /// Adds output; called from a thread of its own, which it may block.
    package func write(_ piece: StdioPiece) {
        enum Step {
            case done(OneShot<Void>?)
            case wait
        }
        while true {
            let step = state.withLock { state -> Step in
                let fits = state.bytes + piece.bytes.count <= Self.capacity
                if fits, state.isSubscribed || state.waitsForReader {
                    state.pieces.append(piece)
                    state.bytes += piece.bytes.count
                    return .done(state.reader.take())
                }
                guard state.isSubscribed, !state.isFinished else {
                    // Under the lock, as everywhere: what was written first must come out first.
                    spillUnread(&state)
                    overflow(piece)
                    return .done(nil)
                }
                state.blockedWriters += 1
                return .wait
            }
            switch step {
            case .done(let reader):
                reader?.fulfil()
                return
            case .wait:
                space.wait()
            }
        }
    }

    /// Marks the end of the output: a reader gets what is left, and then the end; without one, `overflow` gets it.
    package func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            releaseWriters(&state)
            spillUnread(&state)
            return state.reader.take()
        }
        reader?.fulfil()
    }

    /// From now on output that no reader has claimed goes to `overflow` at once, what is waiting included.
    package func stopWaitingForReader() {
        state.withLock { state in
            state.waitsForReader = false
            spillUnread(&state)
        }
    }

    /// Hands on what no reader has claimed.
    private func spillUnread(_ state: inout State) {
        guard !state.isSubscribed else { return }
        state.pieces[state.firstPiece...].forEach(overflow)
        state.pieces = []
        state.firstPiece = 0
        state.bytes = 0
    }

    /// Claims the output for one reader; false when another one has it.
    func subscribe() -> Bool {
        state.withLock { state in
            guard !state.isSubscribed else { return false }
            state.isSubscribed = true
            return true
        }
    }

    /// Gives the output back.
    func unsubscribe() {
        state.withLock { state in
            state.isSubscribed = false
            releaseWriters(&state)
        }
    }

    /// The next piece, or nil at the end of the output.
    func next() async throws -> StdioPiece? {
        while true {
            enum Step {
                case piece(StdioPiece)
                case end
                case wait(OneShot<Void>)
            }
            let step = state.withLock { state -> Step in
                if state.firstPiece < state.pieces.count {
                    let piece = state.pieces[state.firstPiece]
                    state.firstPiece += 1
                    state.bytes -= piece.bytes.count
                    if state.firstPiece == state.pieces.count {
                        state.pieces.removeAll(keepingCapacity: true)
                        state.firstPiece = 0
                    }
                    releaseWriters(&state)
                    return .piece(piece)
                }
                if state.isFinished { return .end }
                let reader = OneShot<Void>()
                state.reader = reader
                return .wait(reader)
            }
            switch step {
            case .piece(let piece): return piece
            case .end: return nil
            case .wait(let reader): try await reader.value()
            }
        }
    }

    private func releaseWriters(_ state: inout State) {
        for _ in 0..<state.blockedWriters {
            space.signal()
        }
        state.blockedWriters = 0
    }
}

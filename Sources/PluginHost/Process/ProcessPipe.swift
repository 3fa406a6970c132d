import CPluginHost
import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a process writes to one of its standard streams, as one task reads it.
///
/// Nobody reads ahead: a process that writes faster than its reader takes has to wait.
final class ProcessPipe: IOSource {
    /// How much is read at once, in bytes: all that a pipe holds, unless somebody made it larger.
    private static let readLength = 64 * 1024

    private struct State {
        /// What the process gets; -1 once it is closed here.
        var writingEnd: Int32
        /// The task that waits for more, and by what the thread knows that.
        var reader: UnsafeContinuation<Void, Never>?
        var token: UInt64 = 0
        /// How many bytes still count, once the process has ended.
        var left: Int?
    }

    private let readingEnd: Int32
    private let thread: IOThread
    private let state: Mutex<State>

    init(thread: IOThread) throws(SpawnError) {
        var (reading, writing): (Int32, Int32) = (-1, -1)
        let number = omniview_pipe(&reading, &writing)
        guard number == 0 else { throw SpawnError(what: "cannot make a pipe", number: number) }
        readingEnd = reading
        state = Mutex(State(writingEnd: writing))
        self.thread = thread
    }

    deinit {
        closeWritingEnd()
        close(readingEnd)
    }

    /// What the process gets, until it is closed here.
    var writingEnd: Int32 { state.withLock { $0.writingEnd } }

    /// Closes this side's copy of what the process has got; without, the pipe would never end.
    func closeWritingEnd() {
        state.withLock { state in
            if state.writingEnd >= 0 { close(state.writingEnd) }
            state.writingEnd = -1
        }
    }

    /// The next bytes, or nil at the end: when nobody can write any more, or everything has been read that was written
    /// before ``processEnded()``.
    func next() async -> [UInt8]? {
        while true {
            switch readNow() {
            case .bytes(let bytes): return bytes
            case .ended: return nil
            case .empty: await waitUntilReadable()
            }
        }
    }

    /// Says that the process has ended: what others write who have inherited the pipe is of no interest.
    func processEnded() {
        let reader = state.withLock { state in
            state.left = Int(omniview_bytes_in_pipe(readingEnd))
            return takeReader(&state)
        }
        reader?.resume()
    }

    func ready(_ readiness: Readiness, on thread: IOThread) {
        state.withLock { takeReader(&$0) }?.resume()
    }

    private enum Reading {
        case bytes([UInt8])
        case empty
        case ended
    }

    private func readNow() -> Reading {
        state.withLock { state in
            let wanted = min(state.left ?? Self.readLength, Self.readLength)
            guard wanted > 0 else { return .ended }
            var failure: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                var result = 0
                repeat {
                    result = read(readingEnd, buffer.baseAddress, buffer.count)
                } while result < 0 && errno == EINTR
                if result < 0 { failure = errno }
                count = max(result, 0)
            }
            if failure == EAGAIN, state.left == nil { return .empty }
            // A pipe that cannot be read has nothing more to say either.
            guard !bytes.isEmpty else { return .ended }
            state.left = state.left.map { $0 - bytes.count }
            return .bytes(bytes)
        }
    }

    private func waitUntilReadable() async {
        await withUnsafeContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.left == nil else { return true }
                state.reader = continuation
                state.token = thread.watch(readingEnd, for: .readable, source: self)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    private func takeReader(_ state: inout State) -> UnsafeContinuation<Void, Never>? {
        guard let reader = state.reader.take() else { return nil }
        thread.unwatch(readingEnd, token: state.token)
        return reader
    }
}

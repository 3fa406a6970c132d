import PluginTransport
import Synchronization

/// What the handlers of a test server have seen.
final class Witness: Sendable {
    private struct State {
        var running = 0
        var mostRunning = 0
        var begun = 0
        var cancelled = 0
        var written = 0
        var onThread = 0
        var offThread = 0
    }

    private let state = Mutex(State())
    /// Fulfilled when a handler that waits has begun.
    let waiting = OneShot<Void>()
    /// What handlers that wait for it wait for.
    let release = OneShot<Void>()

    var begun: Int { state.withLock { $0.begun } }
    var running: Int { state.withLock { $0.running } }
    var mostRunning: Int { state.withLock { $0.mostRunning } }
    var cancelled: Int { state.withLock { $0.cancelled } }
    var written: Int { state.withLock { $0.written } }
    var threads: (on: Int, off: Int) { state.withLock { ($0.onThread, $0.offThread) } }

    func begin() {
        state.withLock { state in
            state.begun += 1
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
        }
    }

    func end() { state.withLock { $0.running -= 1 } }
    func sawCancellation() { state.withLock { $0.cancelled += 1 } }
    func wrote() { state.withLock { $0.written += 1 } }
    func ran(onThread: Bool) {
        state.withLock { if onThread { $0.onThread += 1 } else { $0.offThread += 1 } }
    }
}

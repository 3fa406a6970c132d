import EngineAPI
import Synchronization

/// The places for windows: there are only so many, and all are told when the server stops.
final class OpenWindows: Sendable {
    /// A place that was taken, to be given back with ``leave(_:)``.
    struct Place: Sendable {
        fileprivate let number: Int
        /// Yields once, when the server stops.
        let stops: AsyncStream<Void>
    }

    private struct State {
        var signals: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextNumber = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// How many windows there are.
    var count: Int { state.withLock { $0.signals.count } }

    /// Throws when there is no place.
    func check() throws(Problem) {
        try state.withLock { state throws(Problem) in try check(state) }
    }

    private func check(_ state: State) throws(Problem) {
        guard !state.isClosed else { throw Problem(.stopping, detail: "the engine is stopping") }
        guard state.signals.count < limit else {
            throw Problem(
                .tooManyWindows,
                detail: "\(limit) windows are open and no more are possible; close one or try again later"
            )
        }
    }

    func enter() throws(Problem) -> Place {
        try state.withLock { state throws(Problem) in
            try check(state)
            let (stops, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
            defer { state.nextNumber += 1 }
            state.signals[state.nextNumber] = signal
            return Place(number: state.nextNumber, stops: stops)
        }
    }

    func leave(_ place: Place) {
        let signal = state.withLock { $0.signals.removeValue(forKey: place.number) }
        signal?.finish()
    }

    /// Tells all windows that the server stops, and lets no more in.
    func close() {
        let signals = state.withLock { state in
            state.isClosed = true
            return Array(state.signals.values)
        }
        for signal in signals { signal.yield() }
    }
}

import GRPCCore
import Synchronization

/// Tells an observer of one call: that it begins, and once how it ended.
final class CallWatch: Sendable {
    private struct State {
        var end: (@Sendable (RPCError.Code?) -> Void)?
        /// From when on a call that is given up has taken too long.
        var late: ContinuousClock.Instant?
    }

    /// The longest time that may count, see ``end(_:)``.
    private static let longestTimeout: Duration = .seconds(1 << 32)

    private let observer: any PluginCallObserver
    private let method: MethodDescriptor
    private let state = Mutex(State())

    init(_ observer: any PluginCallObserver, _ method: MethodDescriptor) {
        self.observer = observer
        self.method = method
    }

    /// The call is about to be made. Of one that is never made the observer is not told.
    ///
    /// - Parameters:
    ///   - metadata: What goes before the request, to which the observer may add.
    ///   - timeout: How long the call may take from now on.
    func begin(_ metadata: inout Metadata, within timeout: Duration?) {
        let end = observer.callBegins(method, metadata: &metadata)
        let late = timeout.map { timeout in
            let patience = max(.zero, min(timeout, Self.longestTimeout))
            return ContinuousClock.now + patience - min(patience / 5, .milliseconds(100))
        }
        state.withLock { $0 = State(end: end, late: late) }
    }

    /// The call has ended so; nil is OK. What is said first counts.
    ///
    /// gRPC's general client has a clock of its own, which is a little ahead of the transport's, and cancels what takes
    /// too long: to its transport that is a cancellation like any other. One that comes when the time is about to be up
    /// is taken for that.
    func end(_ status: RPCError.Code?) {
        let (end, late) = state.withLock { state in
            defer { state.end = nil }
            return (state.end, state.late)
        }
        guard let end else { return }
        let isLate = status == .cancelled && late.map { ContinuousClock.now >= $0 } == true
        end(isLate ? .deadlineExceeded : status)
    }

    /// The call has ended with this error.
    func end(throwing error: any Error) {
        end((error as? RPCError)?.code ?? (error is CancellationError ? .cancelled : .unknown))
    }

    /// Nobody reads on; a call that is not over by now is given up. An error of whoever made the call is that as well.
    func release(throwing error: (any Error)? = nil) {
        end((error as? RPCError)?.code ?? .cancelled)
    }
}

extension PluginClientTransport {
    /// The same connection, whose calls are seen by an observer, or by none.
    package func observed(by observer: (any PluginCallObserver)?) -> PluginClientTransport {
        var copy = self
        copy.observer = observer
        return copy
    }
}

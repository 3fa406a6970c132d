import Synchronization

/// Counts the calls to one method of one plugin. Keep it where calls are made: it costs one uncontended lock to record.
public final class CallRecorder: Sendable {
    struct Counts: Sendable, Hashable {
        /// By gRPC status code.
        var calls = [UInt64](repeating: 0, count: CallRecorder.statusNames.count)
        var latency = LatencyHistogram()
    }

    /// The names of gRPC status codes, by their numbers.
    static let statusNames = [
        "ok", "cancelled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists",
        "permission_denied", "resource_exhausted", "failed_precondition", "aborted", "out_of_range", "unimplemented",
        "internal", "unavailable", "data_loss", "unauthenticated",
    ]

    private let storage = Mutex(Counts())

    init() {}

    /// Counts a call that has ended.
    ///
    /// - Parameters:
    ///   - status: its gRPC status code; what is no such code counts as unknown.
    ///   - duration: how long it took.
    public func record(status: Int, duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = overflow ? Int64.max : whole.addingSaturated(attoseconds / 1_000_000_000)
        storage.withLock { counts in
            counts.calls[counts.calls.indices.contains(status) ? status : 2] &+= 1
            counts.latency.record(nanoseconds)
        }
    }

    var counts: Counts { storage.withLock { $0 } }
}

extension Int64 {
    fileprivate func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}

/// The recorders of one plugin's methods.
///
/// Method names may come from whoever calls, so there is a limit to them: what is beyond shares the name `other`.
final class CallMetrics: Sendable {
    static let other = "other"
    /// How long a method's name may be, in bytes of UTF-8; longer ones share the name `other`.
    static let maximumNameBytes = 200

    private let recorders = Mutex<[String: CallRecorder]>([:])
    private let maximumMethods: Int

    init(maximumMethods: Int) {
        self.maximumMethods = max(maximumMethods, 0)
    }

    func recorder(of method: String) -> CallRecorder {
        recorders.withLock { recorders in
            if let recorder = recorders[method] { return recorder }
            let isTooMany =
                recorders[Self.other] == nil
                ? recorders.count >= maximumMethods : recorders.count > maximumMethods
            let name = isTooMany || method.utf8.count > Self.maximumNameBytes ? Self.other : method
            if let recorder = recorders[name] { return recorder }
            let recorder = CallRecorder()
            recorders[name] = recorder
            return recorder
        }
    }

    var counts: [String: CallRecorder.Counts] { recorders.withLock { $0 }.mapValues(\.counts) }
}

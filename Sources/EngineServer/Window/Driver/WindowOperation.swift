import EngineAPI
import Synchronization

/// Something that a page has begun and that can be stopped from outside.
final class WindowOperation: Sendable {
    /// Why it was stopped.
    enum Stop: Sendable {
        case cancelled
        case viewClosed
        /// The requests of the window's calls are too much together.
        case exhausted
        case answerTooLong(Int)
        case deadline(Duration)
    }

    /// What its work has come to, and why it was stopped if it was.
    struct Outcome<Value: Sendable>: Sendable {
        let value: Value
        let stop: Stop?
    }

    /// How many messages the page still takes.
    let credit: Permits
    private let reason = Mutex<Stop?>(nil)
    private let stops: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)
    private let requests: (stream: AsyncStream<[UInt8]>, continuation: AsyncStream<[UInt8]>.Continuation)

    init(limits: WindowLimits) {
        credit = Permits(limits.initialCredit, limit: limits.maxCredit)
        stops = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        requests = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Stops the work; the first reason counts.
    func stop(_ reason: Stop) {
        self.reason.withLock { $0 = $0 ?? reason }
        stops.continuation.yield()
    }

    /// Hands over the request of a call.
    func hand(_ request: [UInt8]) {
        requests.continuation.yield(request)
    }

    /// Waits for the request of a call; nil when the task is cancelled first.
    func request() async -> [UInt8]? {
        for await request in requests.stream { return request }
        return nil
    }

    /// Does the work, and cancels it when ``stop(_:)`` is called or the time is over. The work is waited for, and so what
    /// it has done counts even if it was too late to stop it.
    func run<Value: Sendable>(
        limit: Duration?,
        _ work: @escaping @Sendable () async -> Value
    ) async -> Outcome<Value> {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask { [stops] in
                for await _ in stops.stream { break }
                return nil
            }
            if let limit {
                group.addTask { [self] in
                    if (try? await Task.sleep(for: limit)) != nil { stop(.deadline(limit)) }
                    return nil
                }
            }
            while let event = await group.next() {
                // The first to end is the work, what stops it, or the end of the task around all three.
                group.cancelAll()
                if let value = event { return Outcome(value: value, stop: reason.withLock { $0 }) }
            }
            preconditionFailure("the work is one of the tasks and ends with a value")
        }
    }
}

extension WindowOperation.Stop {
    /// The status that says it, as gRPC has it.
    var end: ViewCallEnd {
        switch self {
        case .cancelled: ViewCallEnd(status: 1, message: "cancelled")
        case .viewClosed: ViewCallEnd(status: 1, message: "the view was closed")
        case .exhausted: ViewCallEnd(status: 8, message: "the requests of this window's calls are too much together")
        case .answerTooLong(let limit): ViewCallEnd(status: 8, message: "an answer is longer than \(limit) bytes")
        case .deadline(let limit):
            ViewCallEnd(status: 4, message: "the deadline of \(limit.milliseconds) ms is over")
        }
    }
}

import Dispatch
import NIOCore

/// The event loop of a channel that lives in memory: whoever holds the channel's lock is "in the loop".
///
/// NIO's TLS handler wants a loop for its promises and timers. There is no thread here: what is to be done later is done
/// when the channel says so. Timers never fire; the one that the handler sets bounds its farewell, which is bounded by
/// the connection's own deadlines.
final class MemoryEventLoop: EventLoop, @unchecked Sendable {
    // Touched only under the lock of the connection that the loop belongs to.
    private var tasks: [@Sendable () -> Void] = []

    /// Callers hold the lock of the connection that the loop belongs to, so they are never two.
    var inEventLoop: Bool { true }

    func execute(_ task: @escaping @Sendable () -> Void) {
        tasks.append(task)
    }

    /// Does what was put off, and what that puts off in turn.
    func run() {
        while !tasks.isEmpty {
            var due: [@Sendable () -> Void] = []
            swap(&due, &tasks)
            for task in due { task() }
        }
    }

    func scheduleTask<T>(
        deadline: NIODeadline,
        _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
        // Like a timer whose time has not come when its loop ends.
        let promise = makePromise(of: T.self)
        promise.fail(EventLoopError.cancelled)
        return Scheduled(promise: promise, cancellationTask: {})
    }

    func scheduleTask<T>(in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        scheduleTask(deadline: .now() + delay, task)
    }

    func preconditionInEventLoop(file: StaticString, line: UInt) {}

    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        queue.async { callback(nil) }
    }
}

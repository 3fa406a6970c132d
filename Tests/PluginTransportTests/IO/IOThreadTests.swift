import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// The thread that waits for all connections, and runs tasks that prefer it.
@Suite(.timeLimit(.minutes(1))) struct IOThreadTests {
    private let thread: IOThread

    init() throws {
        thread = try IOThread.shared()
    }

    @Test func thereIsOne() throws {
        #expect(try IOThread.shared() === thread)
        #expect(!thread.isCurrent)
    }

    @Test func taskThatPrefersItStaysThere() async {
        let isThere = await Task(executorPreference: thread) { [thread] in
            var isThere = thread.isCurrent
            for _ in 0..<100 {
                await Task.yield()
                isThere = isThere && thread.isCurrent
            }
            return isThere
        }.value
        #expect(isThere)
    }

    @Test func jobsOfManyThreads() async {
        let witness = Witness()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { [thread] in
                    await withTaskGroup(of: Void.self) { group in
                        for _ in 0..<1000 {
                            group.addTask(executorPreference: thread) {
                                witness.ran(onThread: thread.isCurrent)
                            }
                        }
                    }
                }
            }
        }
        #expect(witness.threads == (8000, 0))
    }

    @Test func taskThatAlwaysHasMoreToDoDoesNotKeepOthersOut() async throws {
        let isDone = OneShot<Void>()
        let busy = Task(executorPreference: thread) {
            while isDone.outcome == nil { await Task.yield() }
        }
        // A timer, a job from elsewhere and an event all get their turn.
        let fired = OneShot<Void>()
        _ = thread.schedule(after: .milliseconds(1)) { fired.fulfil() }
        try await fired.value()
        await Task(executorPreference: thread) {}.value
        let (one, other) = try RawSocket.pair()
        let source = Source()
        let token = thread.watch(one.descriptor, for: .readable, source: source)
        other.write([1])
        try await source.isReady.value()
        thread.unwatch(one.descriptor, token: token)
        isDone.fulfil()
        await busy.value
    }

    private final class Source: IOSource {
        let isReady = OneShot<Void>()
        func ready(_ readiness: Readiness, on thread: IOThread) { isReady.fulfil() }
    }

    /// Memory that always has something to do, and others who wait for the system.
    @Test(arguments: [false, true])
    func memoryThatIsNeverIdleDoesNotKeepOthersOut(spins: Bool) async throws {
        let busy = BusyMemory()
        if spins { thread.beginSpinning() }
        await Task(executorPreference: thread) { [thread] in thread.poll(busy) }.value
        let (one, other) = try RawSocket.pair()
        let source = Source()
        let token = thread.watch(one.descriptor, for: .readable, source: source)
        other.write([1])
        let isServed = try await ProcessFacts.eventually(within: .seconds(20)) { source.isReady.outcome != nil }
        #expect(isServed)
        #expect(busy.looks.load(ordering: .relaxed) > 0)
        busy.isIdle.store(true, ordering: .relaxed)
        thread.unwatch(one.descriptor, token: token)
        if spins { thread.endSpinning() }
    }

    private final class BusyMemory: IOPolled {
        let isIdle = Atomic(false)
        let looks = Atomic(0)
        var isReady: Bool { !isIdle.load(ordering: .relaxed) }
        func look(on thread: IOThread) { looks.add(1, ordering: .relaxed) }
        func sleep() -> Bool { !isReady }
        func ready(_ readiness: Readiness, on thread: IOThread) {}
    }

    @Test func timersFireInTheirOrderAndOnTheThread() async throws {
        let fired = Mutex<[Int]>([])
        let last = OneShot<Bool>()
        let now = ContinuousClock.now
        for number in [3, 1, 2] {
            _ = thread.schedule(after: .milliseconds(20 * number)) { fired.withLock { $0.append(number) } }
        }
        let cancelled = thread.schedule(after: .milliseconds(30)) { fired.withLock { $0.append(-1) } }
        thread.cancel(cancelled)
        _ = thread.schedule(after: .milliseconds(80)) { [thread] in last.fulfil(.success(thread.isCurrent)) }
        #expect(try await last.value())
        #expect(ContinuousClock.now - now >= .milliseconds(80))
        #expect(fired.withLock { $0 } == [1, 2, 3])
    }

    @Test(arguments: [
        Duration.zero, .seconds(-1), .seconds(Int64.min / 2), Duration(attoseconds: .min),
    ])
    func delayThatHasPassedFiresAtOnce(delay: Duration) async throws {
        let fired = OneShot<Void>()
        _ = thread.schedule(after: delay) { fired.fulfil() }
        try await fired.value()
    }

    @Test(arguments: [Duration.seconds(Int64.max), Duration(attoseconds: .max)])
    func delayWithoutEndIsHarmless(delay: Duration) async throws {
        let timer = thread.schedule(after: delay) {}
        let fired = OneShot<Void>()
        _ = thread.schedule(after: .milliseconds(1)) { fired.fulfil() }
        try await fired.value()
        thread.cancel(timer)
    }

    private final class Flushing: IOFlushing {
        let count = Atomic<Int>(0)
        let again: Flushing?
        let thread: IOThread
        let isFlushed = OneShot<Bool>()

        init(_ thread: IOThread, again: Flushing? = nil) {
            self.thread = thread
            self.again = again
        }

        func flush() {
            count.add(1, ordering: .relaxed)
            if let again { thread.flushLater(again) }
            isFlushed.fulfil(.success(thread.isCurrent))
        }
    }

    @Test func flushesOnceAtTheEndOfTheRound() async throws {
        let inner = Flushing(thread)
        let outer = Flushing(thread, again: inner)
        let countInRound = await Task(executorPreference: thread) { [thread] in
            thread.flushLater(outer)
            return outer.count.load(ordering: .relaxed)
        }.value
        #expect(countInRound == 0)
        #expect(try await outer.isFlushed.value())
        #expect(try await inner.isFlushed.value())
        await Task(executorPreference: thread) {}.value
        #expect(outer.count.load(ordering: .relaxed) == 1)
        #expect(inner.count.load(ordering: .relaxed) == 1)
    }
}

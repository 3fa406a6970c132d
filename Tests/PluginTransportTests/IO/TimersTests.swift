import Synchronization
import Testing

@testable import PluginTransport

/// What is to happen later, soonest first.
@Suite struct TimersTests {
    /// What fires, in its order.
    private final class Fired: Sendable {
        private let numbers = Mutex<[Int]>([])
        var all: [Int] { numbers.withLock { $0 } }
        func add(_ number: Int) { numbers.withLock { $0.append(number) } }
    }

    private let start = ContinuousClock.now

    private func fire(_ timers: inout Timers, at now: ContinuousClock.Instant) {
        while let action = timers.popDue(at: now) { action() }
    }

    @Test(arguments: [[], [0], [0, 1, 2], [2, 1, 0], [1, 1, 0, 2, 0], [5, 3, 8, 1, 9, 2, 7]])
    func soonestFirst(delays: [Int]) {
        var timers = Timers()
        let fired = Fired()
        for delay in delays {
            let soonest = timers.next
            let deadline = start + .seconds(delay)
            let added = timers.add(at: deadline) { fired.add(delay) }
            #expect(added.isSoonest == (soonest.map { deadline < $0 } ?? true))
        }
        #expect(timers.next == delays.min().map { start + .seconds($0) })
        fire(&timers, at: start + .seconds(100))
        #expect(fired.all == delays.sorted())
        #expect(timers.next == nil)
    }

    @Test func dueAtItsTimeAndNotBefore() {
        var timers = Timers()
        let fired = Fired()
        _ = timers.add(at: start + .seconds(1)) { fired.add(1) }
        #expect(timers.popDue(at: start + .seconds(1) - .nanoseconds(1)) == nil)
        fire(&timers, at: start + .seconds(1))
        #expect(fired.all == [1])
    }

    @Test func cancelledOnesNeverFire() {
        var timers = Timers()
        let fired = Fired()
        let ids = (0..<10).map { number in timers.add(at: start + .seconds(number)) { fired.add(number) }.id }
        for number in [0, 3, 9] { timers.cancel(ids[number]) }
        timers.cancel(ids[3])
        timers.cancel(.max)
        fire(&timers, at: start + .seconds(100))
        #expect(fired.all == [1, 2, 4, 5, 6, 7, 8])
        timers.cancel(ids[1])
    }

    /// A thread that waits for nothing else would be woken for it.
    @Test func cancelledOnesAreNotTheNext() {
        var timers = Timers()
        let ids = (0..<4).map { number in timers.add(at: start + .seconds(number)) {}.id }
        timers.cancel(ids[1])
        #expect(timers.next == start)
        timers.cancel(ids[0])
        #expect(timers.next == start + .seconds(2))
        _ = timers.popDue(at: start + .seconds(2))
        #expect(timers.next == start + .seconds(3))
        timers.cancel(ids[3])
        #expect(timers.next == nil)
    }

    @Test func manyInAnyOrderWithMostOfThemCancelled() {
        var generator = SystemRandomNumberGenerator()
        var timers = Timers()
        let fired = Fired()
        var kept: [Int] = []
        for number in (0..<20_000).shuffled(using: &generator) {
            let id = timers.add(at: start + .microseconds(number)) { fired.add(number) }.id
            if number % 10 == 0 { kept.append(number) } else { timers.cancel(id) }
        }
        fire(&timers, at: start + .seconds(1))
        #expect(fired.all == kept.sorted())
        #expect(timers.next == nil)
    }

    @Test func cancelledOnesLetGoOfWhatTheyHold() {
        final class Held: Sendable {}
        var timers = Timers()
        weak var held: Held?
        do {
            let strong = Held()
            held = strong
            let id = timers.add(at: start + .seconds(1)) { withExtendedLifetime(strong) {} }.id
            timers.cancel(id)
        }
        #expect(held == nil)
    }
}

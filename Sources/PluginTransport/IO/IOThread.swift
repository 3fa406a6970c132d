import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Something with a descriptor that the I/O thread watches.
package protocol IOSource: AnyObject, Sendable {
    /// The descriptor can be read or written; called on the I/O thread.
    func ready(_ readiness: Readiness, on thread: IOThread)
}

/// A source that can be looked at without the system: in memory that another process changes.
///
/// It is looked at in each round while there is something to do, and rings its descriptor only once it sleeps.
protocol IOPolled: IOSource {
    /// Whether there is something to do.
    var isReady: Bool { get }
    /// Does some of it; called on the I/O thread.
    func look(on thread: IOThread)
    /// The thread is about to sleep: asks for the descriptor to become readable with the next change.
    ///
    /// - Returns: false when there is something to do already.
    func sleep() -> Bool
}

/// Something with output that is best sent together with what comes in the same round.
protocol IOFlushing: AnyObject, Sendable {
    /// Sends it; called on the I/O thread.
    func flush()
}

/// The one thread that waits for all plugin connections of a process.
///
/// It is also a task executor: a task that prefers it calls plugins where the answers arrive, which saves waking another
/// thread twice a call. In return nothing else happens on any connection while such a task computes, so it is for code
/// that calls and looks at what comes back, and never for code that blocks.
///
/// A round: run the jobs that are there, send what they and the sockets left to send, wait for more.
package final class IOThread: TaskExecutor {
    /// How much is read from one socket before the others get their turn, in bytes.
    static let readLength = 256 * 1024
    /// After how many jobs what they had to say is sent, in the middle of a round: so the peer works on their calls while
    /// this side makes the next ones, instead of the two taking turns.
    static let jobsPerFlush = 16
    /// How long the thread looks again and again before it goes to sleep, while calls run whose owner asked for it.
    static let spinDuration: Duration = .microseconds(50)

    /// How often in a row the thread finds work in memory before it asks the system whether others have some too.
    private static let roundsWithoutSystem = 16

    /// How far ahead a timer can be: three hundred years.
    private static let longestDelay: Duration = .seconds(10_000_000_000)

    private static let wakeUpToken: UInt64 = 0
    private static let running = Mutex<IOThread?>(nil)

    /// The thread of this process, which starts when it is first needed and never ends.
    ///
    /// - Throws: ``TransportError`` with code `system` when there is no descriptor or no thread left.
    package static func shared() throws(TransportError) -> IOThread {
        try running.withLock { running throws(TransportError) in
            if let running { return running }
            let thread = try IOThread()
            running = thread
            return thread
        }
    }

    /// What any thread may touch.
    private struct Shared {
        var jobs: [UnownedJob] = []
        var timers = Timers()
        var sources: [UInt64: any IOSource] = [:]
        var nextToken = IOThread.wakeUpToken + 1
        var isWaiting = false
    }

    /// What only the thread itself touches: in its loop, or behind a check of ``IOThread/isCurrent``.
    private final class Local: @unchecked Sendable {
        var jobs: [UnownedJob] = []
        var flushing: [any IOFlushing] = []
        var polled: [any IOPolled] = []
        var roundsWithoutSystem = 0
        var events: [(token: UInt64, readiness: Readiness)] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: IOThread.readLength, alignment: 16)

        deinit { buffer.deallocate() }
    }

    private let poller: any Poller
    private let wakeUp: WakeUp
    private let shared = Mutex(Shared())
    private let local = Local()
    /// The system's name of the thread, by which it knows itself.
    private let identity = Atomic<UInt>(0)
    private let spinning = Atomic<Int>(0)
    private let canSpin = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1

    private init() throws(TransportError) {
        #if os(Linux)
        poller = try EpollPoller()
        #else
        poller = try PollPoller()
        #endif
        wakeUp = try WakeUp()
        poller.add(wakeUp.descriptor, token: Self.wakeUpToken, interest: .readable)
        try SystemThread.start(name: "omniview-io") { [self] in run() }
    }

    /// Whether the caller runs on this thread.
    var isCurrent: Bool { identity.load(ordering: .relaxed) == SystemThread.current }

    /// Memory to read into; on the thread only, until the next read.
    var buffer: UnsafeMutableRawBufferPointer { local.buffer }

    // MARK: Jobs

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            local.jobs.append(job)
        } else {
            wake { $0.jobs.append(job) }
        }
    }

    /// Lets ``IOFlushing/flush()`` be called at the end of the round; on the thread only.
    func flushLater(_ flushing: any IOFlushing) {
        local.flushing.append(flushing)
    }

    // MARK: Sources

    /// Watches a descriptor.
    ///
    /// - Returns: the token by which it is changed and removed.
    package func watch(_ descriptor: Int32, for interest: Readiness, source: any IOSource) -> UInt64 {
        let token = shared.withLock { shared in
            defer { shared.nextToken += 1 }
            shared.sources[shared.nextToken] = source
            return shared.nextToken
        }
        poller.add(descriptor, token: token, interest: interest)
        return token
    }

    func change(_ descriptor: Int32, token: UInt64, interest: Readiness) {
        poller.change(descriptor, token: token, interest: interest)
    }

    /// Stops watching; must come before the descriptor is closed.
    package func unwatch(_ descriptor: Int32, token: UInt64) {
        poller.remove(descriptor)
        shared.withLock { _ = $0.sources.removeValue(forKey: token) }
    }

    /// Looks at a source in each round from now on, until it sleeps; on the thread only.
    func poll(_ source: any IOPolled) {
        local.polled.append(source)
    }

    // MARK: Timers

    /// Calls `action` on the thread once `delay` has passed, unless it is cancelled.
    func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> Timers.ID {
        // Bounded, because a sum beyond what the clock can count would end the process.
        let deadline = ContinuousClock.now + min(max(delay, .zero), Self.longestDelay)
        return wake { $0.timers.add(at: deadline, action).id }
    }

    /// Calls `action` on the thread in one of its next rounds.
    func run(_ action: @escaping @Sendable () -> Void) {
        _ = schedule(after: .zero, action)
    }

    func cancel(_ timer: Timers.ID) {
        shared.withLock { $0.timers.cancel(timer) }
    }

    // MARK: Spinning

    /// Takes note that a call has begun whose owner would rather burn a processor than wait for a thread to wake.
    func beginSpinning() {
        spinning.add(1, ordering: .relaxed)
    }

    func endSpinning() {
        spinning.subtract(1, ordering: .relaxed)
    }

    // MARK: The loop

    /// Changes what is shared, and sees to it that the thread notices.
    private func wake<Result: Sendable>(_ change: (inout Shared) -> Result) -> Result {
        let (result, isWaiting) = shared.withLock { shared -> (Result, Bool) in
            let result = change(&shared)
            // One signal is enough until the thread has woken.
            defer { shared.isWaiting = false }
            return (result, shared.isWaiting)
        }
        if isWaiting { wakeUp.signal() }
        return result
    }

    private func run() {
        identity.store(SystemThread.current, ordering: .relaxed)
        var jobs: [UnownedJob] = []
        var flushing: [any IOFlushing] = []
        while true {
            runJobs(&jobs, &flushing)
            flushAll(&flushing)
            waitForEvents()
            handleEvents()
            // Behind the events: what has come in time must not be found late because this thread was.
            runTimers()
        }
    }

    private func runJobs(_ jobs: inout [UnownedJob], _ flushing: inout [any IOFlushing]) {
        swap(&jobs, &local.jobs)
        shared.withLock { shared in
            guard !shared.jobs.isEmpty else { return }
            jobs += shared.jobs
            shared.jobs.removeAll(keepingCapacity: true)
        }
        // What these jobs enqueue comes in the next round, behind what the sockets have.
        for (index, job) in jobs.enumerated() {
            job.runSynchronously(on: asUnownedTaskExecutor())
            if index % Self.jobsPerFlush == Self.jobsPerFlush - 1 { flushAll(&flushing) }
        }
        jobs.removeAll(keepingCapacity: true)
    }

    private func runTimers() {
        guard shared.withLock({ $0.timers.next != nil }) else { return }
        let now = ContinuousClock.now
        while let action = shared.withLock({ $0.timers.popDue(at: now) }) { action() }
    }

    private func flushAll(_ flushing: inout [any IOFlushing]) {
        // One that is not done puts itself into the list again, behind what the sockets have.
        swap(&flushing, &local.flushing)
        for connection in flushing { connection.flush() }
        flushing.removeAll(keepingCapacity: true)
    }

    private func waitForEvents() {
        if isPolledReady, leavesOutSystem() { return }
        if spinning.load(ordering: .relaxed) > 0, canSpin, spin() { return }
        local.polled.removeAll { $0.sleep() }
        let timeout = shared.withLock { shared -> Int32 in
            let hasOwn = !local.jobs.isEmpty || !local.flushing.isEmpty || !local.polled.isEmpty
            guard !hasOwn, shared.jobs.isEmpty else { return 0 }
            shared.isWaiting = true
            return shared.timers.next.map { Self.milliseconds(until: $0) } ?? -1
        }
        askSystem(milliseconds: timeout)
        shared.withLock { $0.isWaiting = false }
    }

    /// Whether this round may do without the system, because there is work in memory: not many rounds in a row.
    private func leavesOutSystem() -> Bool {
        guard local.roundsWithoutSystem < Self.roundsWithoutSystem else { return false }
        local.roundsWithoutSystem += 1
        return true
    }

    private func askSystem(milliseconds: Int32) {
        local.roundsWithoutSystem = 0
        poller.wait(milliseconds: milliseconds, into: &local.events)
    }

    /// Looks for work for a while without going to sleep.
    ///
    /// - Returns: whether there is some.
    private func spin() -> Bool {
        let end = ContinuousClock.now + Self.spinDuration
        repeat {
            for _ in 0..<Self.roundsWithoutSystem where !local.polled.isEmpty {
                guard isPolledReady else { continue }
                if leavesOutSystem() { return true }
                break
            }
            askSystem(milliseconds: 0)
            if !local.events.isEmpty || !local.jobs.isEmpty || !local.flushing.isEmpty || isPolledReady { return true }
            if shared.withLock({ !$0.jobs.isEmpty }) { return true }
        } while ContinuousClock.now < end
        return false
    }

    private var isPolledReady: Bool { local.polled.contains { $0.isReady } }

    /// Rounded up, so that a timer is never found not yet due.
    private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let left = (deadline - .now).components
        guard left.seconds >= 0, left.attoseconds >= 0 else { return 0 }
        guard left.seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(left.seconds) * 1000 + Int32(left.attoseconds / 1_000_000_000_000_000) + 1
    }

    private func handleEvents() {
        for (token, readiness) in local.events {
            if token == Self.wakeUpToken {
                wakeUp.clear()
            } else if let source = shared.withLock({ $0.sources[token] }) {
                source.ready(readiness, on: self)
            }
        }
        local.events.removeAll(keepingCapacity: true)
        for source in local.polled { source.look(on: self) }
    }
}

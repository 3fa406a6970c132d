import EngineAPI
import Logging
import PluginStore
import PluginTransport
import Synchronization

/// The engine's journal: what happens gets a number in the order in which it is told, and anybody can follow it.
///
/// Whoever tells something never waits. Events wait in memory while the disk refuses them, and are written when it takes
/// them again; what is beyond ``maximumWaiting`` is dropped and counted in an event `journal.gap`. Who follows reads from
/// the store at the own pace, so a slow one costs nobody anything. Of an event that is larger than the store takes, only
/// the size is noted.
final class Journal: Sendable {
    /// How many events may wait for the disk.
    static let maximumWaiting = 10_000
    /// How many events one transaction takes.
    static let batch = 500
    /// How long a disk is left alone that has refused events.
    static let retryInterval: Duration = .seconds(1)
    /// How long those who follow may take for what is left to read at the end.
    static let lastReading: Duration = .seconds(1)

    private struct State {
        var waiting: [NewEvent] = []
        var dropped = 0
        /// Why the disk did not take the last ones, until it takes some.
        var refusal: StoreError?
        var isFinished = false
        var followers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextFollower = 0
        /// Those who have not yet got all.
        var readers: Set<Int> = []
        /// Fulfilled when there is no reader any more, while somebody waits for that.
        var allRead: OneShot<Void>?
    }

    let store: EngineStore
    private let logger: Logger
    private let maximumWaiting: Int
    private let retryInterval: Duration
    private let state = Mutex(State())
    private let signs: AsyncStream<Void>
    private let sign: AsyncStream<Void>.Continuation

    init(
        store: EngineStore,
        logger: Logger,
        maximumWaiting: Int = Journal.maximumWaiting,
        retryInterval: Duration = Journal.retryInterval
    ) {
        self.store = store
        self.logger = logger
        self.maximumWaiting = maximumWaiting
        self.retryInterval = retryInterval
        (signs, sign) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes an event.
    func tell(_ kind: String, plugin: String? = nil, _ data: JSONValue) {
        let event = event(kind, plugin: plugin, data)
        state.withLock { state in
            if state.waiting.count < maximumWaiting { state.waiting.append(event) } else { state.dropped += 1 }
        }
        sign.yield()
    }

    /// An event that the store takes whenever the disk does: one that it never takes would keep all others waiting.
    private func event(_ kind: String, plugin: String?, _ data: JSONValue) -> NewEvent {
        var payload = (try? EngineJSON.encode(data)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
        if payload.utf8.count > store.limits.maxPayloadBytes { payload = "{\"left_out\":\(payload.utf8.count)}" }
        return NewEvent(time: WallClock.now, plugin: plugin, kind: kind, payload: payload)
    }

    /// How many events are not yet written.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Why events wait that the disk does not take; nil while it does.
    var refusal: StoreError? { state.withLock { $0.refusal } }

    private func gap(_ dropped: Int) -> NewEvent {
        event("journal.gap", plugin: nil, ["dropped": .integer(Int64(dropped))])
    }

    /// Takes no more events; ``run()`` writes what waits and returns.
    func finish() {
        state.withLock { $0.isFinished = true }
        sign.yield()
    }

    /// Writes events until ``finish()`` was called. Once.
    ///
    /// - Returns: how many events are lost, because the disk did not take them to the end.
    @discardableResult
    func run() async -> Int {
        var isRefused = false
        var rewrites = 0
        var signs = signs.makeAsyncIterator()
        while true {
            let (events, isFinished) = state.withLock { ($0.waiting.prefix(Self.batch), $0.isFinished) }
            guard !events.isEmpty else {
                if isFinished { break }
                _ = await signs.next(isolation: nil)
                continue
            }
            do {
                try await store.append(Array(events))
                let (dropped, followers) = state.withLock { state in
                    state.waiting.removeFirst(events.count)
                    state.refusal = nil
                    let dropped = state.dropped
                    // In the room that was just made, before others take it: the number is never lost.
                    if dropped > 0 { state.waiting.append(gap(dropped)) }
                    state.dropped = 0
                    return (dropped, state.followers)
                }
                // Outside of the lock: a follower that is cancelled meanwhile takes it while it holds what a sign needs.
                for follower in followers.values { follower.yield() }
                if isRefused { logger.notice("The journal is written again", metadata: ["dropped": "\(dropped)"]) }
                isRefused = false
                if store.rewrites != rewrites {
                    rewrites = store.rewrites
                    logger.warning(
                        "The engine's database was removed by somebody, and is written again with all that was in it",
                        metadata: ["file": "\(store.path)"]
                    )
                }
            } catch {
                if !isRefused { logger.error("The journal cannot be written", metadata: ["error": "\(error)"]) }
                isRefused = true
                state.withLock { $0.refusal = error }
                // At the end there is nobody to wait for a better disk.
                if isFinished || Task.isCancelled { break }
                try? await Task.sleep(for: retryInterval)
            }
        }
        let (lost, followers) = state.withLock { state in
            defer { state.followers = [:] }
            return (state.waiting.count + state.dropped, state.followers)
        }
        for follower in followers.values { follower.finish() }
        if lost > 0 {
            logger.error("Events are lost that the disk did not take to the end", metadata: ["count": "\(lost)"])
        }
        return lost
    }

    /// Follows the journal.
    ///
    /// - Parameters:
    ///   - number: Begins behind this event; nil for those that are yet to come.
    ///   - tail: So many of the last events come before those, when there is no number.
    ///   - plugin: Only events about this plugin; nil for all.
    ///   - kind: Only events of this kind; nil for all.
    ///   - isEndless: Whether it goes on with what is yet to come; otherwise it ends with the last one that is written now.
    func follow(
        after number: Int64?,
        tail: Int = 0,
        plugin: String?,
        kind: String?,
        isEndless: Bool = true
    ) async throws(StoreError) -> JournalFollower {
        let newest = try await store.eventBounds().newest
        var position = number ?? newest
        if number == nil, tail > 0 {
            position = try await store.position(beforeLast: tail, plugin: plugin, kind: kind)
        }
        let (changes, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (id, isOver) = state.withLock { state in
            defer { state.nextFollower += 1 }
            if !state.isFinished { state.followers[state.nextFollower] = feed }
            state.readers.insert(state.nextFollower)
            return (state.nextFollower, state.isFinished)
        }
        if isOver { feed.finish() }
        feed.onTermination = { [weak self] _ in
            // Dropped outside of the lock: it may be the last reference to the stream.
            _ = self?.state.withLock { $0.followers.removeValue(forKey: id) }
        }
        return JournalFollower(
            store: store,
            changes: changes,
            position: position,
            last: isEndless ? nil : newest,
            plugin: plugin,
            kind: kind
        ) { [weak self] in
            self?.read(by: id)
        }
    }

    /// A reader has got all, or wants no more.
    private func read(by reader: Int) {
        let allRead = state.withLock { state in
            state.readers.remove(reader)
            return state.readers.isEmpty ? state.allRead : nil
        }
        allRead?.fulfil()
    }

    /// Waits, after ``run()``, until all who follow have read to the end or are gone; not for long.
    func waitForFollowers() async {
        let allRead = OneShot<Void>()
        let isWaiting = state.withLock { state in
            state.allRead = allRead
            return !state.readers.isEmpty
        }
        guard isWaiting else { return }
        try? await withDeadline(Self.lastReading, timeoutError: CancellationError()) { try await allRead.value() }
    }
}

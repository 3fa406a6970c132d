import EngineAPI
import GRPCCore
import PluginEngine
import Synchronization

/// What was done and how it went.
final class ChaosTally: Sendable {
    /// How the calls to the plugins of one kind went.
    struct Calls: Sendable {
        var answered = 0
        var failures: [String: Int] = [:]
        var slowestAnswer = Duration.zero
        var slowestFailure = Duration.zero
    }

    private struct State {
        var calls: [ChaosKind: Calls] = [:]
        var actions: [String: Int] = [:]
        var slowestAction: (what: String, time: Duration) = ("", .zero)
        var violations: [String] = []
        var next = 0
        var underWay: [Int: (what: String, since: ContinuousClock.Instant)] = [:]
    }

    private let state = Mutex(State())
    private let witness = Mutex<(@Sendable () async -> [String])?>(nil)

    var calls: [ChaosKind: Calls] { state.withLock { $0.calls } }
    var actions: [String: Int] { state.withLock { $0.actions } }
    var slowestAction: (what: String, time: Duration) { state.withLock { $0.slowestAction } }
    var violations: [String] { state.withLock { $0.violations } }

    /// Notes what must not be; a few are enough to see what it is.
    func violation(_ text: String) {
        state.withLock { if $0.violations.count < 30 { $0.violations.append(text) } }
    }

    /// Counts something that was done.
    func did(_ what: String) {
        state.withLock { $0.actions[what, default: 0] += 1 }
    }

    func answered(_ kind: ChaosKind, after time: Duration) {
        state.withLock { state in
            state.calls[kind, default: Calls()].answered += 1
            let slowest = state.calls[kind]?.slowestAnswer ?? .zero
            state.calls[kind]?.slowestAnswer = max(slowest, time)
        }
    }

    func failed(_ kind: ChaosKind, _ why: String, after time: Duration) {
        state.withLock { state in
            state.calls[kind, default: Calls()].failures[why, default: 0] += 1
            let slowest = state.calls[kind]?.slowestFailure ?? .zero
            state.calls[kind]?.slowestFailure = max(slowest, time)
        }
    }

    /// Does something that must come to its end, counts it and sees how long it takes.
    func timed<Result>(_ what: String, _ body: () async throws -> Result) async rethrows -> Result {
        let begin = ContinuousClock.now
        let number = state.withLock { state in
            state.next += 1
            state.underWay[state.next] = (what, begin)
            return state.next
        }
        defer {
            let time = ContinuousClock.now - begin
            state.withLock { state in
                state.underWay[number] = nil
                if time > state.slowestAction.time, !what.hasPrefix("call") { state.slowestAction = (what, time) }
            }
        }
        return try await body()
    }

    /// Says from now on how each plugin is, should something hang.
    func ask(_ witness: @escaping @Sendable () async -> [String]) {
        self.witness.withLock { $0 = witness }
    }

    /// How each plugin is; nothing when the engine does not say so in a moment.
    func standings() async -> [String] {
        guard let witness = witness.withLock(\.self) else { return [] }
        return await withTaskGroup(of: [String].self) { group in
            group.addTask { await witness() }
            group.addTask {
                try? await Task.sleep(for: .seconds(5))
                return ["the engine does not say how its plugins are"]
            }
            defer { group.cancelAll() }
            return await group.next() ?? []
        }
    }

    /// What has been under way for too long.
    func stuck(longer limit: Duration = ChaosSettings.longest) -> [String] {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.underWay.values.filter { now - $0.since > limit }.map {
                "\($0.what) has not ended for \(now - $0.since)"
            }
        }
    }
}

/// A client's view of a failure.
enum ChaosFailure {
    /// The failure's name in the report; nil when no client should ever see such a thing.
    static func name(of error: any Error, _ kind: ChaosKind, hasDeadline: Bool) -> String? {
        switch error {
        case let error as PluginCallError: return error.code.rawValue
        case is CancellationError: return "cancelled"
        case let error as PluginEngineError:
            return error.code == .notFound && kind.mayBeGone ? "not-found" : nil
        case let error as RPCError:
            if error.code == .deadlineExceeded, hasDeadline { return "deadline" }
            return nil
        default: return nil
        }
    }
}

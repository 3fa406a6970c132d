import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The supervisor against a made-up world in which everything happens at the worst time.
@Suite(.timeLimit(.minutes(10)))
struct SupervisorModelTests {
    static let steps = 500
    /// A million events when `OMNIVIEW_LONG` is set.
    static let seeds: UInt64 = ProcessInfo.processInfo.environment["OMNIVIEW_LONG"] == nil ? 200 : 2_000

    @Test("Whatever happens in whatever order, what the supervisor promises holds")
    func keepsItsPromises() {
        var sum = SimulatedWorld.Statistics()
        for seed in 1...Self.seeds {
            var world = SimulatedWorld(seed: seed)
            for step in 1...Self.steps {
                world.step()
                guard world.violations.isEmpty else {
                    Issue.record("seed \(seed), step \(step): \(world.violations)")
                    return
                }
            }
            world.comeToRest(byUser: seed % 2 == 0)
            guard world.violations.isEmpty else {
                Issue.record("seed \(seed), at the end: \(world.violations)")
                return
            }
            sum = sum + world.statistics
        }
        // The world was one in which something happens.
        for count in [
            sum.starts, sum.crashes, sum.givenUp, sum.tries, sum.switches, sum.refusals, sum.wakes, sum.idleStops,
            sum.remaining,
        ] {
            #expect(count >= 20, "\(sum)")
        }
    }
}

extension SimulatedWorld {
    /// The end of a story: the world behaves, the plugin runs, rests, is woken, and the engine stops.
    mutating func comeToRest(byUser: Bool) {
        behave()
        if !isEngineStopping, !isRemoving {
            tell(.enabled)
            if byUser || isStoppedByUser { tell(.userStarted) }
            tell(.demandAdded(.startup))
            expect("runs when it is wanted", within: .seconds(7_200)) { $0.isRunning }
            rest()
            tell(.callWaits)
            expect("is woken", within: .seconds(600)) { $0.waiting == 0 && $0.isRunning }
        }
        tell(.engineStopping)
        expect("ends with the engine", within: .seconds(600)) { $0.processes.isEmpty }
        tell(.demandAdded(.startup))
        tell(.callWaits)
        if waiting != 0 { violate("lets a call wait after the engine's end") }
        if !timers.isEmpty { violate("keeps timers after the engine's end: \(timers)") }
    }

    /// Nobody needs the plugin any more.
    private mutating func rest() {
        for demand in Self.demands + [.user] {
            while supervisor.demands.contains(demand), violations.isEmpty { tell(.demandRemoved(demand)) }
        }
        // But a call is under way, for longer than the idle time. A new version that came up meanwhile has none.
        for generation in processes.keys.sorted() { tell(.callsInFlight(generation, 1)) }
        _ = run(for: .seconds(1_000)) { !$0.isRunning }
        for generation in processes.keys.sorted() { tell(.callsInFlight(generation, 0)) }
        expect("rests when nobody needs it", within: .seconds(3_600)) {
            $0.processes.isEmpty && $0.supervisor.standing == .notRunning(.notNeeded)
        }
        if !timers.isEmpty { violate("keeps timers at rest: \(timers)") }
    }

    private mutating func expect(
        _ words: String,
        within time: Duration,
        _ condition: (SimulatedWorld) -> Bool
    ) {
        if !run(for: time, until: condition) {
            violate("not so: \(words); \(supervisor.standing), \(phase), \(processes)")
        }
    }

    private var isRunning: Bool {
        guard case .running(let generation, _, _) = supervisor.standing else { return false }
        // Its end may have come and not be told yet.
        return processes[generation]?.lives == true
    }
}

@testable import PluginEngine

extension SimulatedWorld {
    static let demands: [Demand] = [.startup, .view("main"), .capability("resource"), .dependency("other")]

    /// Something that a person, a process or a caller does.
    mutating func somethingHappens() -> Event? {
        let generation = processes.keys.sorted().randomElement(using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<17: return .callWaits
        case 17..<20: return .callGivenUp(round: waitingRound - Int.random(in: 0...1, using: &random))
        case 20..<32: return Self.demands.randomElement(using: &random).map { .demandAdded($0) }
        case 32..<50: return Self.demands.randomElement(using: &random).map { .demandRemoved($0) }
        case 50..<60:
            return generation.map { .callsInFlight($0, Int.random(in: -1...2, using: &random)) }
        case 60..<68:
            guard let generation, processes[generation]?.lives == true else { return nil }
            processes[generation]?.lives = false
            queue.append((now + random.time(to: .milliseconds(50)), .processEnded(generation, .signaled(9))))
            return nil
        case 68..<72:
            if let generation { processes[generation]?.hangs = true }
            return nil
        case 72..<75:
            // Nobody misses the socket of a process that has none yet.
            return generation.flatMap { processes[$0]?.readyAt == nil ? nil : .socketLost($0) }
        case 75..<82: return .filesChanged
        case 82..<86: return .userStarted
        case 86..<88: return .userStopped
        case 88..<90: return .userRestarted
        case 90..<92: return .userReset
        case 92..<93: return .disabled
        case 93..<97: return .enabled
        case 97: return random.chance(10) ? .removalRequested : nil
        case 98: return random.chance(10) ? .engineStopping : nil
        default:
            // A long time in which nobody does anything.
            if random.chance(50) { now += random.time(to: .seconds(1_000)) }
            return nil
        }
    }

    /// Ends the misbehaviour: what hangs is freed, what could not be ended ends.
    mutating func behave() {
        misbehaves = false
        let starting = queue.compactMap { if case .started(let generation) = $0.event { generation } else { nil } }
        let healthy = processes.filter { generation, process in
            process.lives && !process.isStopOrdered && (process.readyAt != nil || starting.contains(generation))
        }
        queue.removeAll { $0.event.endedGeneration.map { healthy[$0] != nil } ?? false }
        for generation in processes.keys.sorted() {
            processes[generation]?.hangs = false
            guard processes[generation]?.isStopOrdered == true || processes[generation]?.lives == false else {
                continue
            }
            if !queue.contains(where: { $0.event.endedGeneration == generation }) {
                queue.append((now, .processEnded(generation, .signaled(9))))
            }
        }
    }

    /// Lets everything take its course until the condition holds.
    ///
    /// - Returns: whether it came to hold within the time.
    mutating func run(for time: Duration, until condition: (SimulatedWorld) -> Bool) -> Bool {
        let end = now + time
        while !condition(self) {
            guard violations.isEmpty, now < end, tellNext() else { return false }
        }
        return true
    }
}

extension PluginSupervisor.Event {
    /// The process whose end this event reports.
    var endedGeneration: Generation? {
        switch self {
        case .processEnded(let generation, _), .startFailed(let generation, _, processRemains: false): generation
        default: nil
        }
    }
}

import EngineAPI
import PluginDefinition
import PluginEngine

/// Readers of the journal and of logs: one that wants all of it, and many that are slow or go away.
struct ChaosFollowers: Sendable {
    let engine: Engine
    let tally: ChaosTally
    let flag: ChaosFlag

    /// Those that come and go, until it is over.
    func run() async {
        await withTaskGroup { group in
            for number in 0..<4 {
                let seed = ChaosSettings.seed &+ UInt64(number + 20) &* 104_729
                group.addTask {
                    await flag.repeating(every: 50...500, SupervisorRandom(seed: seed)) { random in
                        let patience = random.time(to: .seconds(2))
                        let pause = random.time(to: .milliseconds(30))
                        let plugin = ChaosPlugin.all.randomElement(using: &random)
                        let reader = Task {
                            if number.isMultiple(of: 2) {
                                await readJournal(of: number == 0 ? nil : plugin, pause)
                            } else {
                                await readLog(of: number == 1 ? ChaosPlugin(.flooding, 1) : plugin, pause)
                            }
                        }
                        try? await Task.sleep(for: patience)
                        reader.cancel()
                        await tally.timed("end of a follower") { await reader.value }
                        tally.did("follow and go away")
                    }
                }
            }
        }
    }

    /// Reads the journal from its beginning to the engine's end, and returns the number of its last event.
    func readAll() async -> Int {
        guard let follower = try? await engine.follow(after: 0, plugin: nil, kind: nil) else {
            tally.violation("the journal cannot be followed")
            return 0
        }
        var last = 0
        while let element = await follower.next() {
            switch element {
            case .event(let event):
                if event.sequence != last + 1 {
                    tally.violation("a follower got event \(event.sequence) after \(last)")
                }
                last = event.sequence
            case .gap(let gap):
                tally.violation("a follower got \(gap)")
                last = gap.next - 1
            }
        }
        return last
    }

    private func readJournal(of plugin: ChaosPlugin?, _ pause: Duration) async {
        guard let follower = try? await engine.follow(after: 0, plugin: plugin?.id.rawValue, kind: nil) else { return }
        var last = 0
        while let element = await follower.next() {
            guard case .event(let event) = element else { continue }
            if event.sequence <= last { tally.violation("a slow follower got event \(event.sequence) after \(last)") }
            last = event.sequence
            try? await Task.sleep(for: pause)
        }
    }

    private func readLog(of plugin: ChaosPlugin?, _ pause: Duration) async {
        guard let name = plugin?.id.rawValue,
            let reader = try? await engine.followLog(of: name, tail: 10, level: nil, after: nil)
        else { return }
        while await reader.next() != nil { try? await Task.sleep(for: pause) }
    }
}

import EngineAPI
import PluginEngine

/// What the journal of a run must say, read by another engine after the end.
struct JournalCheck {
    private(set) var events = 0
    private(set) var dropped = 0
    private(set) var crashes = 0
    private(set) var restarts = 0
    private(set) var last = ""
    private(set) var violations: [String] = []

    /// The phase of each plugin that is there.
    private var phases: [String: String] = [:]
    /// Of each plugin, the steps that a crash brought about less the crashes that are reported and count.
    private var owed: [String: Int] = [:]

    /// Takes the next event.
    mutating func take(_ event: EngineEvent) {
        events += 1
        last = event.kind
        if event.sequence != events, violations.count < 20 {
            violations.append("event \(event.sequence) is the \(events)th")
        }
        let data = event.data.object ?? [:]
        switch event.kind {
        case "journal.gap": dropped += data["dropped"]?.integer ?? 0
        case "plugin.crashed":
            crashes += 1
            if data["number_in_budget"]?.integer != 0 { owed[event.plugin ?? "", default: 0] -= 1 }
        case "plugin.added", "plugin.removed":
            if let plugin = event.plugin { phases[plugin] = nil }
        case "plugin.phase-changed": take(step: data, of: event)
        default: break
        }
    }

    private mutating func take(step: [String: JSONValue], of event: EngineEvent) {
        guard let plugin = event.plugin, let from = step["from"]?.string, let to = step["to"]?.string else {
            violations.append("event \(event.sequence) is no step")
            return
        }
        if let phase = phases[plugin], phase != from, violations.count < 20 {
            violations.append("event \(event.sequence): \(plugin) goes from \(from) to \(to), and was \(phase)")
        }
        phases[plugin] = to
        if step["cause"]?.string == "crash" { owed[plugin, default: 0] += 1 }
        if from == "recovering", to == "validating" { restarts += 1 }
    }

    /// The end of the journal.
    mutating func finish() {
        if last != "engine.stopped" { violations.append("its last event is \(last)") }
        for (plugin, count) in owed.sorted(by: { $0.key < $1.key }) where count != 0 && dropped == 0 {
            violations.append("\(plugin): \(count) crashes more than reports of them")
        }
    }
}

extension JSONValue {
    fileprivate var object: [String: JSONValue]? {
        if case .object(let object) = self { object } else { nil }
    }
    fileprivate var string: String? {
        if case .string(let string) = self { string } else { nil }
    }
    fileprivate var integer: Int? {
        if case .integer(let integer) = self { Int(integer) } else { nil }
    }
}

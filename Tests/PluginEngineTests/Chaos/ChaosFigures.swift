import PluginEngine
import TestSupport

/// The figures of a run.
struct ChaosFigures: Sendable {
    /// What this process holds, and how much of it is in use, second by second.
    var memory = Trend()
    var allocated = Trend()
    var stop = Duration.zero
    var lastEventRead = 0
    var hasFullDisk = false
    var journal = JournalCheck()

    /// What this process holds.
    struct Holdings: Sendable {
        let descriptors = ProcessFacts.openDescriptors
        let threads = ProcessFacts.threads
        let memory = ProcessFacts.privateBytes
        let allocated = ProcessFacts.allocatedBytes
    }

    /// A table for people.
    func table(_ tally: ChaosTally, _ watch: ProcessWatch, _ before: Holdings, _ after: Holdings) -> String {
        var lines = ["actions"]
        lines += tally.actions.sorted { $0.key < $1.key }.map { Self.line($0.key, "\($0.value)") }
        lines += [Self.line("slowest: \(tally.slowestAction.what)", Self.time(tally.slowestAction.time))]
        if !hasFullDisk { lines.append("  no disk could be mounted here: none was full") }
        lines.append("calls")
        for kind in ChaosKind.allCases {
            guard let calls = tally.calls[kind] else { continue }
            var text = "\(calls.answered) answered, slowest \(Self.time(calls.slowestAnswer))"
            if !calls.failures.isEmpty {
                let failures = calls.failures.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                text += "; \(failures.joined(separator: ", ")), slowest \(Self.time(calls.slowestFailure))"
            }
            lines.append(Self.line("\(kind)", text))
        }
        let slowest = tally.calls.values.map(\.slowestFailure).max() ?? .zero
        lines.append(Self.line("slowest call that failed", Self.time(slowest)))
        lines.append("engine")
        lines += [
            Self.line("events in the journal", "\(journal.events), \(journal.dropped) dropped"),
            Self.line("crash reports", "\(journal.crashes)"),
            Self.line("restarts by itself", "\(journal.restarts)"),
            Self.line("stop of the engine", Self.time(stop)),
            Self.line("looks at the processes", "\(watch.looks)"),
            Self.line("most processes of a plugin at once", "\(watch.most.values.max() ?? 0)"),
            Self.line("descriptors before and after", "\(before.descriptors), \(after.descriptors)"),
            Self.line("threads before and after", "\(before.threads), \(after.threads)"),
            Self.line("MiB held before and after", "\(before.memory >> 20), \(after.memory >> 20)"),
            Self.line("MiB in use before and after", "\(before.allocated >> 20), \(after.allocated >> 20)"),
            Self.line("bytes held and in use, added a second", "\(Int(memory.slope)), \(Int(allocated.slope))"),
        ]
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ value: String) -> String {
        "  \(name)\(String(repeating: " ", count: max(1, 44 - name.count)))\(value)"
    }

    private static func time(_ time: Duration) -> String {
        "\(Int(time / .milliseconds(1))) ms"
    }
}

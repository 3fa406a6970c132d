import PluginDefinition
import Synchronization
import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Looks at the processes all the time: a plugin must never have more than it may.
final class ProcessWatch: Sendable {
    /// A process, which another with the same number is not.
    struct Identity: Hashable, Sendable {
        let number: Int32
        let start: UInt64
    }

    private struct State {
        /// The plugin of each backend that was seen last.
        var backends: [Identity: String] = [:]
        /// Processes that are not below this one; forgotten from time to time, as numbers are used again.
        var foreign: Set<Int32> = []
        var looks = 0
        var most: [String: Int] = [:]
        var violations: [String] = []
    }

    private let run: String
    /// Plugins whose files change, which is an upgrade.
    private let changing = Set(ChaosPlugin.all(.upgraded, .moved, .removed).map(\.id.rawValue))
    private let state = Mutex(State())

    init(run: String) {
        self.run = run
    }

    /// How often it has looked.
    var looks: Int { state.withLock { $0.looks } }
    /// The most processes that each plugin had at once.
    var most: [String: Int] { state.withLock { $0.most } }
    /// What must not be.
    var violations: [String] { state.withLock { $0.violations } }

    /// Looks until the task is cancelled.
    func watch() async {
        while !Task.isCancelled {
            look()
            try? await Task.sleep(for: .milliseconds(15))
        }
    }

    /// The backends of a plugin that lived when it was last looked.
    func backends(of plugin: ChaosPlugin) -> [Identity] {
        state.withLock { state in state.backends.filter { $0.value == plugin.id.rawValue }.map(\.key) }
    }

    /// Sends a signal to what is still the same process.
    @discardableResult
    static func signal(_ process: Identity, _ number: Int32) -> Bool {
        guard let status = ProcessStatus(process.number), status.start == process.start, status.lives else {
            return false
        }
        return kill(process.number, number) == 0
    }

    /// All processes of all plugins of this run, wherever they are, also those that left their parents; and zombies of
    /// this process.
    func remains() -> [String] {
        ProcessStatus.numbers.compactMap { number in
            guard let status = ProcessStatus(number) else { return nil }
            if status.parent == getpid(), !status.lives { return "zombie \(number) \(status.name)" }
            return plugin(of: number).map { "\($0): \(number) \(status.name)" }
        }
    }

    private func look() {
        var (known, foreign, looks) = state.withLock { ($0.backends, $0.foreign, $0.looks) }
        if looks.isMultiple(of: 50) { foreign = [] }
        var all: [Int32: ProcessStatus] = [:]
        for number in ProcessStatus.numbers where !foreign.contains(number) { all[number] = ProcessStatus(number) }
        var seen: [Identity: String] = [:]
        for (number, status) in all {
            guard Self.isBelowUs(number, all) else {
                foreign.insert(number)
                continue
            }
            // What a backend has started is not one, and leads no group unless it has made one.
            guard status.lives, status.group == number, status.name != "sleep", status.name != "setsid" else {
                continue
            }
            let identity = Identity(number: number, start: status.start)
            if let plugin = known[identity] ?? plugin(of: number) { seen[identity] = plugin }
        }
        looks += 1
        let groups = Dictionary(grouping: seen, by: \.value).mapValues { $0.map(\.key) }
        // They were not looked at in one moment: only those count that still live after the last was seen to.
        let proved = groups.mapValues { processes in
            processes.count < 2 ? processes.count : processes.count { ProcessStatus($0.number)?.isAlive($0) == true }
        }
        state.withLock { state in
            state.backends = seen
            state.foreign = foreign
            state.looks = looks
            for (plugin, count) in proved {
                state.most[plugin] = max(state.most[plugin] ?? 0, count)
                let allowed = changing.contains(plugin) ? 2 : 1
                if count > allowed, state.violations.count < 20 {
                    state.violations.append("\(plugin) has \(count) processes: \(groups[plugin] ?? [])")
                }
            }
        }
    }

    private static func isBelowUs(_ number: Int32, _ all: [Int32: ProcessStatus]) -> Bool {
        var next = all[number]?.parent
        for _ in 0..<64 {
            guard let parent = next, parent > 1 else { return false }
            if parent == getpid() { return true }
            next = all[parent]?.parent
        }
        return false
    }

    /// The plugin that a process belongs to, by a variable that it was started with.
    private func plugin(of process: Int32) -> String? {
        guard let text = ProcessStatus.text("/proc/\(process)/environ") else { return nil }
        let prefix = "\(ChaosPlugin.marker)=\(run)/"
        return text.split(separator: "\0").first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}

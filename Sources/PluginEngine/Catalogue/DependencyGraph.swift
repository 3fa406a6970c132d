import PluginDefinition

/// Which plugins need which, of those dependencies that are there in a version that will do.
struct DependencyGraph {
    private struct Node {
        var needs: [PluginID]
        /// Whether nothing but the plugins that it needs can keep it from being taken.
        var isSound: Bool
    }

    private var nodes: [PluginID: Node] = [:]

    /// Adds a plugin. What it needs is added too, before or after.
    mutating func add(_ id: PluginID, needs: [PluginID], isSound: Bool) {
        nodes[id] = Node(needs: needs, isSound: isSound)
    }

    /// What a plugin needs, in the order of its definition.
    func needs(of id: PluginID) -> [PluginID] { nodes[id]?.needs ?? [] }

    /// The sound plugins that need only sound ones, each in the first wave that it can be in.
    func waves() -> [[PluginID]] {
        var open = nodes.filter(\.value.isSound).mapValues { Set($0.needs).count }
        let users = users
        var waves: [[PluginID]] = []
        var wave = open.filter { $0.value == 0 }.keys.sorted()
        while !wave.isEmpty {
            waves.append(wave)
            var next: [PluginID] = []
            for user in wave.flatMap({ users[$0] ?? [] }) {
                guard let count = open[user] else { continue }
                open[user] = count - 1
                if count == 1 { next.append(user) }
            }
            wave = next.sorted()
        }
        return waves
    }

    /// For each plugin that needs itself, a way from it back to it, both ends included; always the same one.
    ///
    /// - Parameter taken: Plugins that are in no cycle for certain.
    func cycles(outside taken: Set<PluginID>) -> [PluginID: [PluginID]] {
        let core = core(outside: taken)
        var cycles: [PluginID: [PluginID]] = [:]
        for id in core.sorted() where cycles[id] == nil {
            guard let cycle = shortestCycle(through: id, within: core) else { continue }
            // One search serves all plugins of a cycle: the same way, begun elsewhere.
            let members = Array(cycle.dropLast())
            for (index, member) in members.enumerated() where cycles[member] == nil {
                cycles[member] = Array(members[index...] + members[...index])
            }
        }
        return cycles
    }

    /// The plugins that are left when those that need nobody, or that nobody needs, are taken away again and again: all
    /// cycles, and what lies between two of them.
    private func core(outside taken: Set<PluginID>) -> Set<PluginID> {
        var core = Set(nodes.keys).subtracting(taken)
        let users = users
        var needCount: [PluginID: Int] = [:]
        var userCount: [PluginID: Int] = [:]
        for id in core {
            needCount[id] = Set(needs(of: id)).intersection(core).count
            userCount[id] = core.intersection(users[id] ?? []).count
        }
        var outer = core.filter { needCount[$0] == 0 || userCount[$0] == 0 }.sorted()
        while let id = outer.popLast() {
            guard core.remove(id) != nil else { continue }
            for needed in Set(needs(of: id)) where core.contains(needed) {
                userCount[needed, default: 0] -= 1
                if userCount[needed] == 0 { outer.append(needed) }
            }
            for user in users[id] ?? [] where core.contains(user) {
                needCount[user, default: 0] -= 1
                if needCount[user] == 0 { outer.append(user) }
            }
        }
        return core
    }

    private func shortestCycle(through start: PluginID, within core: Set<PluginID>) -> [PluginID]? {
        var origin: [PluginID: PluginID] = [:]
        var queue = [start]
        var next = 0
        while next < queue.count {
            let id = queue[next]
            next += 1
            for needed in needs(of: id).sorted() where core.contains(needed) && origin[needed] == nil {
                origin[needed] = id
                if needed == start { return path(to: start, origin) }
                queue.append(needed)
            }
        }
        return nil
    }

    private func path(to start: PluginID, _ origin: [PluginID: PluginID]) -> [PluginID] {
        var path = [start]
        while let previous = origin[path[path.count - 1]] {
            path.append(previous)
            if previous == start { break }
        }
        return path.reversed()
    }

    private var users: [PluginID: [PluginID]] {
        var users: [PluginID: [PluginID]] = [:]
        for (id, node) in nodes {
            for needed in Set(node.needs) { users[needed, default: []].append(id) }
        }
        return users
    }
}

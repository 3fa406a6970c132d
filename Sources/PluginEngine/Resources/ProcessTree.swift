/// Which of the machine's processes belong to a plugin.
enum ProcessTree {
    /// The first process, all that descend from it, and all of the session and the group that it leads, wherever their
    /// parents have gone.
    ///
    /// - Parameter processes: all of the machine, in any order; what they say of each other may be contradictory, because
    ///   they were not read at one moment.
    static func members(of root: ProcStat, in processes: [ProcStat]) -> [ProcStat] {
        var children: [Int32: [ProcStat]] = [:]
        for process in processes { children[process.parent, default: []].append(process) }
        var members = [root.processID: root]
        var waiting = [root.processID]
        for process in processes where belongs(process, to: root) && members[process.processID] == nil {
            members[process.processID] = process
            waiting.append(process.processID)
        }
        while let parent = waiting.popLast() {
            for child in children[parent] ?? [] where members[child.processID] == nil {
                members[child.processID] = child
                waiting.append(child.processID)
            }
        }
        return members.values.sorted { $0.processID < $1.processID }
    }

    private static func belongs(_ process: ProcStat, to root: ProcStat) -> Bool {
        // Older than its leader is a process that got its number from an earlier one.
        guard process.startTime >= root.startTime else { return false }
        return (root.session == root.processID && process.session == root.session)
            || (root.group == root.processID && process.group == root.group)
    }
}

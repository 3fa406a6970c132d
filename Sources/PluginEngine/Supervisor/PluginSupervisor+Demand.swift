/// What needs the plugin, and the stop when nothing does.
extension PluginSupervisor {
    /// The reasons for which the plugin is to run now, in a fixed order; calls are not among them.
    public var demands: [Demand] {
        demandCounts.keys.sorted()
    }

    /// Whether anything needs the plugin at this moment.
    var isNeeded: Bool {
        !demandCounts.isEmpty || waitingCalls > 0 || mustStart || (current?.calls ?? 0) > 0
    }

    mutating func add(_ demand: Demand) {
        // A user's start is one wish, however often it is said.
        if demand == .user, demandCounts[.user] != nil { return }
        guard demandCounts[demand] != nil || demandCounts.count < policy.demandLimit else { return }
        demandCounts[demand, default: 0] += 1
    }

    mutating func remove(_ demand: Demand) {
        guard let count = demandCounts[demand] else { return }
        demandCounts[demand] = count > 1 ? count - 1 : nil
    }

    mutating func giveUpCall(_ round: Int) {
        guard round == waitingRound, waitingCalls > 0 else { return }
        waitingCalls -= 1
    }

    mutating func setCalls(of generation: Generation, to count: Int) {
        guard current?.generation == generation, current?.stage == .serving else { return }
        current?.calls = max(count, 0)
    }

    /// Lets a backend go that nobody has needed for the idle time.
    ///
    /// It is drained first: a call may have come while this was decided.
    mutating func settleIdle() {
        guard let current, current.stage == .serving, !isNeeded else {
            unneededSince = nil
            return
        }
        let since = unneededSince ?? now
        unneededSince = since
        guard let limit = policy.idleStop, now >= since + limit else { return }
        abandonCandidate()
        self.current = nil
        letDrain(current, for: .idle)
        move(to: .stopping, .idle, "nobody has needed it for \(limit)")
    }

    /// Words for what needs the plugin, for a transition.
    var needs: String {
        let named = demands.prefix(3).map(\.description)
        let calls = waitingCalls > 0 ? ["waiting calls"] : []
        let words = named + calls
        return words.isEmpty ? "a user's start" : words.joined(separator: ", ")
    }
}

/// The ends that were asked for.
extension PluginSupervisor {
    /// Stops everything of the plugin that runs, or forgets what had not yet a process.
    mutating func takeDown(_ reason: StopReason, _ cause: PluginTransition.Cause, _ words: String) {
        abandonCandidate(reason)
        stopDraining(reason)
        guard let backend = current else { return }
        current = nil
        if backend.stage == .loading {
            move(to: .installed, cause, words)
        } else {
            order(stop: backend, reason)
            move(to: .stopping, cause, words)
        }
    }

    /// Orders the stop of a process and remembers it until its end is known.
    mutating func order(stop backend: Backend, _ reason: StopReason) {
        var backend = backend
        backend.stage = .stopping
        backend.draining = nil
        leaving.removeAll { $0.generation == backend.generation }
        leaving.append(backend)
        actions.append(.stop(backend.generation, reason))
    }

    /// Lets a process end its calls before it is stopped.
    mutating func letDrain(_ backend: Backend, for reason: StopReason) {
        var backend = backend
        backend.stage = .draining
        backend.draining = (now + policy.drainLimit, reason)
        leaving.append(backend)
        actions.append(.drain(backend.generation))
    }

    mutating func drained(_ generation: Generation) {
        guard let backend = leaving.first(where: { $0.generation == generation }), let draining = backend.draining
        else { return }
        order(stop: backend, draining.reason)
    }

    /// Stops what has had its time.
    mutating func settleDraining() {
        for backend in leaving {
            if let draining = backend.draining, now >= draining.until { order(stop: backend, draining.reason) }
        }
    }

    /// Stops what still drains, for its own reason unless there is a better one.
    mutating func stopDraining(_ reason: StopReason? = nil) {
        for backend in leaving {
            if let draining = backend.draining { order(stop: backend, reason ?? draining.reason) }
        }
    }

    mutating func stopFinished(_ generation: Generation) {
        guard let index = leaving.firstIndex(where: { $0.generation == generation && $0.stage == .stopping }) else {
            return
        }
        leaving[index].stage = .remaining
    }

    // MARK: Removal

    /// Has the files removed when nothing lives any more.
    mutating func settleRemoval() {
        guard removal == .requested, current == nil, leaving.isEmpty else { return }
        let words = "a user removes it"
        if lifeCycle.phase == .recovering { move(to: .stopped, .install, words) }
        removal = .underway
        move(to: .uninstalling, .install, words)
        actions.append(.removeFiles)
    }

    mutating func filesRemoved() {
        guard removal == .underway else { return }
        removal = .done
        move(to: .uninstalled, .install, "its files are removed")
    }

    mutating func removalFailed(_ problem: PluginProblem) {
        guard removal == .underway else { return }
        removal = .none
        removalProblem = problem
        move(to: .failed, .install, problem.message)
        leaveFailed(.install, "its files stay, and it may run")
    }
}

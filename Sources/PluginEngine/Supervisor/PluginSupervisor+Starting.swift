/// From the files to a backend that takes calls.
extension PluginSupervisor {
    mutating func beginLoad() {
        // After its wait an open breaker allows this one.
        breaker.permitOneTry()
        refusal = nil
        restartAt = nil
        hasNewFiles = false
        let isRestart = lifeCycle.phase == .recovering
        let backend = Backend(nextGeneration())
        current = backend
        move(to: .validating, isRestart ? .supervisor : .demand, "it is started, needed by \(needs)")
        actions.append(.load(backend.generation))
    }

    mutating func nextGeneration() -> Generation {
        lastGeneration += 1
        return Generation(lastGeneration)
    }

    mutating func loaded(_ generation: Generation) {
        if current?.generation == generation, current?.stage == .loading {
            current?.stage = .starting
            current?.startedAt = now
            move(to: .starting, .loader, "its files are in order")
            actions.append(.start(generation))
        } else if candidate?.generation == generation, candidate?.stage == .loading {
            candidate?.stage = .starting
            candidate?.startedAt = now
            actions.append(.startCandidate(generation))
        }
    }

    mutating func loadFailed(_ generation: Generation, _ problem: PluginProblem) {
        if current?.generation == generation, current?.stage == .loading {
            current = nil
            mustStart = false
            refusal = (problem, now + policy.loadRetry)
            move(to: .failed, .loader, problem.message)
        } else if candidate?.generation == generation, candidate?.stage == .loading {
            refuseCandidate(problem, process: .gone)
        }
    }

    mutating func started(_ generation: Generation) {
        if var backend = current, backend.generation == generation, backend.stage == .starting {
            backend.stage = .serving
            backend.readyAt = now
            backend.healthySince = now
            backend.nextCheckAt = now + policy.healthInterval
            current = backend
            failedStarts = 0
            mustStart = false
            move(to: .running, .start, "its process \(generation) takes calls")
        } else if var backend = candidate, backend.generation == generation, backend.stage == .starting {
            backend.stage = .checking
            backend.readyAt = now
            backend.openCheck = askHealth(of: generation)
            backend.nextCheckAt = now + policy.healthInterval
            candidate = backend
        }
    }

    mutating func startFailed(_ generation: Generation, _ problem: PluginProblem, processRemains: Bool) {
        let process: ProcessFate = processRemains ? .remains : .gone
        if let backend = current, backend.generation == generation, backend.stage == .starting {
            fail(backend, .failedStart(problem), process: process)
        } else if candidate?.generation == generation, candidate?.stage == .starting {
            refuseCandidate(problem, process: process)
        } else if processRemains {
            stopFinished(generation)
        } else {
            leaving.removeAll { $0.generation == generation && $0.readyAt == nil }
        }
    }
}

/// Whether the backend still answers.
extension PluginSupervisor {
    mutating func askHealth(of generation: Generation) -> Int {
        lastCheck += 1
        let check = HealthCheck(generation: generation, number: lastCheck)
        actions.append(.checkHealth(check, deadline: policy.healthDeadline))
        return lastCheck
    }

    /// Asks when it is time. A question without any answer by then is a missed one.
    mutating func settleHealth() {
        if let due = candidate?.nextCheckAt, now >= due { checkedCandidate(.deadlineExceeded) }
        guard let due = current?.nextCheckAt, now >= due else { return }
        if current?.openCheck != nil { missedCheck() }
        guard var backend = current else { return }
        backend.openCheck = askHealth(of: backend.generation)
        backend.nextCheckAt = now + policy.healthInterval
        current = backend
    }

    mutating func healthAnswered(_ check: HealthCheck, _ answer: HealthAnswer) {
        if let backend = current, backend.generation == check.generation, backend.openCheck == check.number {
            current?.openCheck = nil
            switch answer {
            case .serving: recovered()
            case .notServing:
                current?.missedChecks = 0
                degrade("it says that it does not serve")
            case .failed: degrade("its health check failed")
            case .deadlineExceeded: missedCheck()
            }
        } else if let candidate, candidate.generation == check.generation, candidate.openCheck == check.number {
            checkedCandidate(answer)
        }
    }

    private mutating func recovered() {
        current?.missedChecks = 0
        guard current?.degradedAt != nil else { return }
        current?.degradedAt = nil
        current?.healthySince = now
        move(to: .running, .supervisor, "it serves again")
    }

    private mutating func degrade(_ words: String) {
        guard current?.degradedAt == nil else { return }
        current?.degradedAt = now
        move(to: .degraded, .supervisor, words)
    }

    private mutating func missedCheck() {
        current?.missedChecks += 1
        degrade("it did not answer a health check within \(policy.healthDeadline)")
        guard let backend = current, backend.missedChecks >= policy.missedHealthLimit else { return }
        fail(backend, .hung(missed: backend.missedChecks), process: .lives)
    }
}

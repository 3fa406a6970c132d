import PluginTransport

/// Runs checks, a few at a time, each with a trial of its own and a deadline.
struct CheckRunner<Trial: Sendable>: Sendable {
    /// How many run at a time.
    var concurrency: Int
    /// How long one may take.
    var deadline: Duration
    /// Makes what a check works with.
    var makeTrial: @Sendable () throws -> Trial
    /// Ends whatever is left of a trial; called once for each, however its check ended.
    var endTrial: @Sendable (Trial) async -> Void

    /// Runs all, and hands over each result as it comes.
    ///
    /// - Returns: the results in the order of the checks. When the task is cancelled, those of the checks that had begun.
    func run(
        _ checks: [ConformanceCheck<Trial>],
        onResult: @escaping @Sendable (CheckResult) -> Void
    ) async -> [CheckResult] {
        await withTaskGroup(of: (Int, CheckResult).self) { group in
            var results = [CheckResult?](repeating: nil, count: checks.count)
            var next = 0
            func add() {
                guard next < checks.count, !Task.isCancelled else { return }
                let (index, check) = (next, checks[next])
                next += 1
                group.addTask { (index, await run(check)) }
            }
            for _ in 0..<max(concurrency, 1) { add() }
            while let (index, result) = await group.next() {
                results[index] = result
                onResult(result)
                add()
            }
            return results.compactMap(\.self)
        }
    }

    private func run(_ check: ConformanceCheck<Trial>) async -> CheckResult {
        let begin = ContinuousClock.now
        let outcome = await outcome(of: check)
        return CheckResult(
            statements: check.statements,
            name: check.name,
            outcome: outcome,
            duration: ContinuousClock.now - begin
        )
    }

    private func outcome(of check: ConformanceCheck<Trial>) async -> CheckOutcome {
        let trial: Trial
        do {
            trial = try makeTrial()
        } catch {
            return .failed("\(error)")
        }
        let outcome: CheckOutcome
        do {
            try await withDeadline(deadline, timeoutError: CheckFinding("the check was not over after \(deadline)")) {
                try await check.body(trial)
            }
            outcome = .passed
        } catch let error as CheckNotApplicable {
            outcome = .notApplicable(error.reason)
        } catch {
            outcome = .failed("\(error)")
        }
        await endTrial(trial)
        return outcome
    }
}

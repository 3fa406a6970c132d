import Synchronization

/// Tells everybody when it is over.
final class ChaosFlag: Sendable {
    private let value = Atomic(false)

    var isRaised: Bool { value.load(ordering: .relaxed) }

    func raise() {
        value.store(true, ordering: .relaxed)
    }

    /// Does something again and again, with a pause of random length before each time, until it is over.
    func repeating(
        every pause: ClosedRange<Int>,
        _ random: SupervisorRandom,
        _ body: (inout SupervisorRandom) async -> Void
    ) async {
        var random = random
        while !isRaised {
            let pause = Duration.milliseconds(Int.random(in: pause, using: &random))
            let end = ContinuousClock.now + pause
            while !isRaised, ContinuousClock.now < end {
                try? await Task.sleep(for: min(end - ContinuousClock.now, .milliseconds(100)))
            }
            if !isRaised { await body(&random) }
        }
    }
}

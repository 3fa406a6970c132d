import Synchronization

/// Secrets that are good once and for a short time, for the link that opens the page in a browser.
///
/// The link ends up in the browser's history and perhaps in a process list; used or late, it is worth nothing.
final class OpenLinks: Sendable {
    private struct Entry {
        let secret: Secret
        let deadline: ContinuousClock.Instant
    }

    private let entries = Mutex<[Entry]>([])
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func make(lifetime: Duration, now: ContinuousClock.Instant = .now) -> Secret {
        let secret = Secret()
        entries.withLock { entries in
            entries.removeAll { $0.deadline <= now }
            entries.append(Entry(secret: secret, deadline: now + lifetime))
            if entries.count > limit { entries.removeFirst(entries.count - limit) }
        }
        return secret
    }

    /// Uses a secret up; false when it was never made, is used already or is too old.
    func redeem(_ text: String, now: ContinuousClock.Instant = .now) -> Bool {
        entries.withLock { entries in
            entries.removeAll { $0.deadline <= now }
            guard let index = entries.firstIndex(where: { $0.secret.matches(text) }) else { return false }
            entries.remove(at: index)
            return true
        }
    }
}

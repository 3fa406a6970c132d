import EngineAPI

/// How a view has fared, and so whether it may be opened.
///
/// A view that crashes three times within five minutes stays closed until a person opens it again. New files of its
/// plugin begin anew.
struct ViewHealth {
    /// How many crashes count before it is closed, and for how long one counts.
    static let crashLimit = 3
    static let crashWindow: Duration = .seconds(300)
    /// How many reports are written down in a minute; the rest is counted only, so that no view fills the journal.
    static let reportsPerMinute = 30

    private var crashes: [ContinuousClock.Instant] = []
    private var reports: [ContinuousClock.Instant] = []
    private var isQuarantined = false
    /// The files that all this is about.
    private var digest = ""

    /// What follows from it now.
    mutating func standing(of digest: String, at now: ContinuousClock.Instant = .now) -> ViewStanding {
        begin(digest)
        crashes.removeAll { now - $0 >= Self.crashWindow }
        return ViewStanding(crashes: crashes.count, quarantined: isQuarantined)
    }

    /// Counts a report; false when it is one too many to be written down.
    mutating func note(_ kind: ViewReport.Kind, of digest: String, at now: ContinuousClock.Instant = .now) -> Bool {
        begin(digest)
        if kind == .crashed || kind == .flooded {
            crashes.removeAll { now - $0 >= Self.crashWindow }
            if crashes.count < Self.crashLimit { crashes.append(now) }
            if crashes.count >= Self.crashLimit { isQuarantined = true }
        }
        reports.removeAll { now - $0 >= .seconds(60) }
        guard reports.count < Self.reportsPerMinute else { return false }
        reports.append(now)
        return true
    }

    /// A person wants it open again.
    mutating func reset() {
        crashes = []
        isQuarantined = false
    }

    private mutating func begin(_ digest: String) {
        guard self.digest != digest else { return }
        self = ViewHealth()
        self.digest = digest
    }
}

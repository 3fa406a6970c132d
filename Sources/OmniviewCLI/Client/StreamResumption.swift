/// Decides whether a stream that broke is opened again, and when.
struct StreamResumption: Sendable {
    /// The pause before the first attempt; each further one waits twice as long.
    static let firstPause = Duration.milliseconds(100)
    /// The longest pause.
    static let longestPause = Duration.seconds(5)
    /// How many attempts in a row may bring nothing.
    static let maxAttempts = 7

    /// The id behind which the stream goes on; nil when there was none yet.
    private(set) var lastID: String?
    private var attempts = 0

    /// Something came: the connection works.
    mutating func received(id: String?) {
        lastID = id ?? lastID
        attempts = 0
    }

    /// The stream has told where it is without bringing anything. Only one that has moved on shows that the connection
    /// works: each begins with telling that.
    mutating func moved(to id: String) {
        guard id != lastID else { return }
        received(id: id)
    }

    /// The connection broke, or could not be made again.
    ///
    /// - Returns: how long to wait before the next attempt; nil when it is time to give up.
    mutating func broke() -> Duration? {
        guard attempts < Self.maxAttempts else { return nil }
        defer { attempts += 1 }
        return min(Self.firstPause * (1 << attempts), Self.longestPause)
    }
}

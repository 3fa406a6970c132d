/// How many entries of a plugin's log reach the host's logger; what is beyond that is dropped, and counted.
///
/// Only entries count that the logger takes by their level.
public struct LogLimit: Sendable, Hashable {
    /// How many entries a second may come without end. Default: 1,000; not below 0.
    public var entriesPerSecond: Int
    /// How many entries may come at once, after a time of silence. Default: 5,000; with 0 none comes at all.
    public var burst: Int

    /// Creates a limit.
    public init(entriesPerSecond: Int = 1_000, burst: Int = 5_000) {
        self.entriesPerSecond = entriesPerSecond
        self.burst = burst
    }
}

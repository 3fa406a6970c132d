/// What the log's disk has to say, once when it begins to refuse and once when it takes records again.
public enum LogDiskEvent: Sendable, Hashable {
    /// A plugin's records cannot be written; they wait, and are dropped beyond the queue's limits.
    ///
    /// `reason` is the operating system's, with the call that failed; `path` is the file or folder.
    case failed(plugin: String, path: String, reason: String)
    /// Records of this plugin are written again; so many were dropped meanwhile.
    case healed(plugin: String, dropped: Int)
}

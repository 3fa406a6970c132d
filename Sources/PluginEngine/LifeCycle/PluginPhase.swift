/// Where a plugin stands between its installation and its removal.
///
/// The names are those of Omniview; the raw values are for JSON and the store, and stable across releases.
public enum PluginPhase: String, Sendable, Hashable, CaseIterable, Codable {
    /// Its files are not there, or no longer.
    case uninstalled
    /// Its files are being put in place.
    case installing
    /// Its files are there and it has not been started since.
    case installed
    /// Development only: its backend is being built.
    case building
    /// Development only: the build failed.
    case buildFailed = "build-failed"
    /// Its definition is read and its files are compared with the manifest, as before every start.
    case validating
    /// Its process is being started, up to the end of the handshake.
    case starting
    /// It answers calls.
    case running
    /// Its process runs, and it says that it does not serve or has missed a health check.
    case degraded
    /// It has failed, and is started again by itself after a while.
    case recovering
    /// Its process is being stopped because somebody asked for it.
    case stopping
    /// Its process was stopped.
    case stopped
    /// It does not run and something is wrong that time, a person or new files must change.
    case failed
    /// Its files are being removed.
    case uninstalling
}

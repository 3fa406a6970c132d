public import PluginDefinition
import PluginIntegrity

/// What a scan found in one folder.
public struct CataloguedPlugin: Sendable {
    /// What became of the plugin.
    public enum Status: Sendable {
        /// It may be started, once everything in earlier waves may.
        case taken(wave: Int)
        /// Nothing is wrong with it, but the user does not want it.
        case disabled
        /// It cannot be started.
        case rejected(PluginRejection)
    }

    /// Where it is.
    public let folder: PluginFolder
    /// What became of it.
    public internal(set) var status: Status
    /// What it is and asks for; nil when its definition could not be read.
    public internal(set) var definition: PluginDefinition?
    /// What the definition's reader remarked or refused.
    public internal(set) var diagnostics: [Diagnostic] = []
    /// What is odd about the folder, a sentence each; it keeps the plugin from nothing.
    public internal(set) var remarks: [String] = []
    /// The SHA-256 of its manifest, and so of all its files; nil when it was rejected before they were known.
    ///
    /// Computed of the files when the plugin is unsealed.
    public internal(set) var digest: String?
    /// What its files were compared with; nil when it was rejected before that.
    public internal(set) var verification: VerificationSummary?
    /// How long the stages took; those of an earlier scan when nothing has changed since.
    public internal(set) var durations: [ScanStage: Duration] = [:]

    /// What the folder was just before it was read; nil when it could not be looked at, or is of no use later.
    var fingerprint: FolderFingerprint?

    init(folder: PluginFolder, status: Status) {
        self.folder = folder
        self.status = status
    }

    /// Why it was rejected, if it was.
    public var rejection: PluginRejection? {
        guard case .rejected(let rejection) = status else { return nil }
        return rejection
    }

    /// The wave in which it may be started, if it may.
    public var wave: Int? {
        guard case .taken(let wave) = status else { return nil }
        return wave
    }

    /// The name that the plugin has, or would have by its folder when its definition cannot be read.
    public var id: PluginID? { definition?.id ?? PluginID(folder.name) }
}

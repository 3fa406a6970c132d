public import PluginDefinition
public import PluginIntegrity

/// What the files of installed plugins were when they were installed.
///
/// A plugin that has a record here must be what it was then, whether it is sealed or not: somebody who alters a sealed
/// plugin can seal it again, but cannot alter a record that is kept out of the plugin's folder.
public struct RecordedDigests: Sendable, Hashable {
    /// A manifest, with its digest so that it need not be computed again.
    struct Record: Sendable, Hashable {
        let manifest: PluginManifest
        let digest: String
    }

    private(set) var records: [PluginID: Record] = [:]

    /// Creates an empty record.
    public init() {}

    /// The manifest of a plugin as recorded; set it with what ``PluginIntegrity/PluginSealer/manifest(of:limits:)``
    /// says at the installation, and nil at the removal.
    public subscript(id: PluginID) -> PluginManifest? {
        get { records[id]?.manifest }
        set { records[id] = newValue.map { Record(manifest: $0, digest: $0.digest) } }
    }
}

/// Which plugins a scan takes that have no `MANIFEST.json`.
public enum UnsealedPolicy: Sendable, Hashable {
    /// None.
    case never
    /// Those that are what ``RecordedDigests`` say.
    case whenRecorded
    /// All. Whoever turns it on must show it.
    case always
}

/// The names in a plugin's folder that this module gives a meaning: the one place that says what a manifest leaves out.
public enum PluginLayout {
    /// The manifest, directly in the plugin's folder. It cannot list itself.
    public static let manifestName = "MANIFEST.json"

    /// Folders directly in the plugin's folder that hold what the plugin writes while it runs. They are never
    /// entered, sealed, verified or copied. Only real folders are left out: a file or a link of that name is a finding.
    public static let runtimeFolders = ["data", "store"]

    /// Where the sealer writes before it renames. Never left out of a verification.
    static let temporaryManifestName = ".MANIFEST.json.tmp"

    /// Whether a component directly in the plugin's folder is, or on some file system may be, one of those names.
    package static func isReserved(firstComponent component: Substring) -> Bool {
        let folded = PathFolding.key(component)
        return ([manifestName, temporaryManifestName] + runtimeFolders).contains { PathFolding.key($0[...]) == folded }
    }
}

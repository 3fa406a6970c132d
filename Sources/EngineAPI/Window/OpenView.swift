/// A view that a window has open. It is made by the engine and handed back with everything that the view asks for, so
/// that no message of a view can name another plugin.
public struct OpenView: Hashable, Sendable {
    /// The plugin.
    public var plugin: String
    /// The name of the view in the plugin.
    public var view: String
    /// The title as shown.
    public var title: String
    /// The plugin's version.
    public var version: String
    /// Whether it runs in the window's own page instead of a frame.
    public var isInShell: Bool
    /// The SHA-256 of the plugin's manifest: which of its versions the files are of.
    public var digest: String
    /// Whether the plugin's backend runs because it is open, and not only when it makes a call.
    public var needsBackend: Bool
    /// The script that is loaded first, inside `assets/`.
    public var entry: String

    /// Creates the value.
    public init(
        plugin: String,
        view: String,
        title: String,
        version: String,
        isInShell: Bool = false,
        digest: String,
        needsBackend: Bool = false,
        entry: String
    ) {
        self.plugin = plugin
        self.view = view
        self.title = title
        self.version = version
        self.isInShell = isInShell
        self.digest = digest
        self.needsBackend = needsBackend
        self.entry = entry
    }
}

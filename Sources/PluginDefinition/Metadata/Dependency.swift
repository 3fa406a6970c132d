/// Another plugin that a plugin needs.
public struct Dependency: Sendable, Hashable, Codable {
    /// The plugin that is needed.
    public var id: PluginID
    /// The versions that will do; nil where the definition (schema versions 0 and 1) cannot say.
    public var version: VersionRange?

    /// Creates a dependency.
    ///
    /// - Parameters:
    ///   - id: The plugin that is needed.
    ///   - version: The versions that will do, or nil for any.
    public init(id: PluginID, version: VersionRange? = nil) {
        self.id = id
        self.version = version
    }
}

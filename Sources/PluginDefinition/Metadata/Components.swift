/// User interface components that a plugin declares for resources, as Omniview's definitions do.
public struct Components: Sendable, Hashable, Codable {
    /// A component shown with certain resources.
    public struct Resource: Sendable, Hashable, Codable {
        /// The name under which the plugin's page exports the component.
        public var name: String
        /// The plugin that brings the component.
        public var plugin: PluginID
        /// Where it is shown, such as `EDITOR` or `SIDEBAR`.
        public var area: String
        /// The resource keys it is for, `group::version::kind`.
        public var resources: [String]
        /// The extension point it extends; empty when the area says enough.
        public var `extension`: String

        /// Creates a component.
        ///
        /// - Parameters:
        ///   - name: The name under which the plugin's page exports the component.
        ///   - plugin: The plugin that brings the component.
        ///   - area: Where it is shown.
        ///   - resources: The resource keys it is for.
        ///   - extension: The extension point it extends.
        public init(name: String, plugin: PluginID, area: String, resources: [String], extension: String = "") {
            self.name = name
            self.plugin = plugin
            self.area = area
            self.resources = resources
            self.extension = `extension`
        }
    }

    /// Components for resources.
    public var resource: [Resource]

    /// Creates a set of components.
    public init(resource: [Resource] = []) {
        self.resource = resource
    }
}

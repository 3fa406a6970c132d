public import PluginDefinition

extension DependencyResolution {
    /// Why a plugin is not taken.
    public enum Problem: Sendable, Hashable {
        /// Another folder holds the plugin of this id.
        case duplicate(of: String)
        /// It does not work with this engine.
        case engine(asked: VersionRange, is: SemanticVersion)
        /// It needs a plugin that is not there.
        case missing(Dependency)
        /// It needs another version of a plugin than the one that is there.
        case version(PluginID, asked: VersionRange, is: String)
        /// It needs a plugin that the user has disabled.
        case disabled(PluginID)
        /// It needs a plugin that is itself not taken.
        case rejected(PluginID)
        /// It needs itself, by the plugins between its first and its last naming.
        case cycle([PluginID])

        /// What is wrong and what to do, as the rest of a sentence that begins with the plugin.
        public var reason: String {
            switch self {
            case .duplicate(let folder):
                "is also in the folder \"\(folder)\", which is taken in its place; remove one of the two"
            case .engine(let asked, let version):
                "needs the engine in version \(asked), and this one is \(version); "
                    + "install another version of the plugin, or of the engine"
            case .missing(let dependency):
                "needs the plugin \(dependency.id)\(dependency.version.map { " in version \($0)" } ?? ""), "
                    + "which is not installed; install it"
            case .version(let id, let asked, let version):
                "needs the plugin \(id) in version \(asked), and "
                    + (version.isEmpty ? "the one that is there names no version" : "\(version) is there")
                    + "; install another version of either"
            case .disabled(let id):
                "needs the plugin \(id), which is disabled; enable it"
            case .rejected(let id):
                "needs the plugin \(id), which is itself rejected; see what is wrong with that one"
            case .cycle(let path):
                "needs itself: \(path.map(\.rawValue).joined(separator: " needs ")); "
                    + "remove one of these dependencies"
            }
        }
    }
}

extension [DependencyResolution.Problem] {
    /// All of them, as sentences about the plugin.
    func sentences(about id: PluginID) -> String {
        map { "the plugin \(id) \($0.reason)" }.joined(separator: ". ")
    }
}

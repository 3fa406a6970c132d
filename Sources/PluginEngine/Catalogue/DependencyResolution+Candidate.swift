public import PluginDefinition

extension DependencyResolution {
    /// A plugin that was found.
    public struct Candidate: Sendable, Hashable {
        /// What is known of a plugin before its dependencies are.
        public enum State: Sendable, Hashable {
            /// It may be taken.
            case available
            /// The user does not want it.
            case disabled
            /// Something is wrong with it.
            case rejected
        }

        /// The name of its folder; no two candidates share one.
        public var folder: String
        /// What it is and needs. Of a rejected one only the id counts.
        public var definition: PluginDefinition
        /// What is known of it.
        public var state: State

        /// Creates a candidate.
        public init(folder: String, definition: PluginDefinition, state: State = .available) {
            self.folder = folder
            self.definition = definition
            self.state = state
        }

        var id: PluginID { definition.id }

        /// Whether this one is the plugin when both have the same id.
        ///
        /// A folder that is named for its plugin is the plugin also when it is rejected: otherwise whoever can damage it
        /// could have another take its place.
        func goesBefore(_ other: Candidate) -> Bool {
            let (mine, its) = (folder == id.rawValue, other.folder == other.id.rawValue)
            if mine != its { return mine }
            if (state == .rejected) != (other.state == .rejected) { return other.state == .rejected }
            return folder.utf8.lexicographicallyPrecedes(other.folder.utf8)
        }
    }
}

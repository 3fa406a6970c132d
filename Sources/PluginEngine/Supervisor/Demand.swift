/// A reason for which a plugin is to run, as long as it holds.
public enum Demand: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// It is declared to start with the engine.
    case startup
    /// A person started it.
    case user
    /// A capability of this name is in use.
    case capability(String)
    /// A view with this identifier is open.
    case view(String)
    /// A command with this identifier runs.
    case command(String)
    /// A running plugin with this identifier depends on it.
    case dependency(String)

    /// A few words for people.
    public var description: String {
        switch self {
        case .startup: "the engine's start"
        case .user: "a user's start"
        case .capability(let name): "capability \(name)"
        case .view(let id): "view \(id)"
        case .command(let id): "command \(id)"
        case .dependency(let id): "plugin \(id)"
        }
    }
}

/// Why a call to a plugin has no answer, though nothing is wrong with the call.
public struct PluginCallError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    public enum Code: String, Sendable {
        /// The backend ended while the call was under way.
        case backendEnded = "backend-ended"
        /// The backend does not run, and is not started for this call.
        case unavailable
    }

    /// The kind of failure.
    public let code: Code
    /// The plugin's identifier.
    public let plugin: String
    /// What happened and what to do.
    public let message: String
    /// How the backend ended, when it did.
    public let end: BackendEnd?
    /// Why there is no backend, when that is so.
    public let obstacle: Obstacle?
    /// What the call itself said.
    public let cause: (any Error)?

    static func ended(_ plugin: String, _ end: BackendEnd, cause: any Error) -> PluginCallError {
        PluginCallError(
            code: .backendEnded,
            plugin: plugin,
            message: "the backend of the plugin \(plugin) \(end) during the call; "
                + "call again, if a repeated call does no harm",
            end: end,
            obstacle: nil,
            cause: cause
        )
    }

    static func unavailable(_ plugin: String, _ obstacle: Obstacle) -> PluginCallError {
        PluginCallError(
            code: .unavailable,
            plugin: plugin,
            message: obstacle.message(plugin: plugin),
            end: nil,
            obstacle: obstacle,
            cause: nil
        )
    }

    /// The message.
    public var description: String { message }
}

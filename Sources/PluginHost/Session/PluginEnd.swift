public import PluginProtocol

/// How a plugin's life ended.
public struct PluginEnd: Sendable, Hashable {
    /// How its process ended; nil when not even SIGKILL ended it in time, or the system does not say.
    public var exit: StopMachine.ExitStatus?
    /// True when the host asked for the end and the plugin complied by itself.
    public var isGraceful: Bool
    /// True when it took SIGKILL.
    public var wasForced: Bool
    /// How long each step took.
    public var timings: PluginTimings
}

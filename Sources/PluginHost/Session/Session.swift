import PluginTransport

/// The life of one plugin as whoever uses it sees it.
protocol Session: Sendable {
    /// The running plugin, or why there is none.
    var ready: OneShot<RunningPlugin> { get }
    /// Fulfilled when someone wants the plugin stopped.
    var stopRequested: OneShot<Void> { get }

    /// Lives the life; returns when there is nothing left to do for it.
    func run() async -> PluginEnd
}

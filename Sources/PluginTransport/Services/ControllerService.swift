import PluginContracts

/// How a host asks its plugin to end: the request is answered, then the plugin stops.
package struct ControllerService: Sendable {
    private let stopping: OneShot<Void>

    /// - Parameter stopping: fulfilled when the host has asked for the end.
    package init(stopping: OneShot<Void>) {
        self.stopping = stopping
    }

    /// What it serves.
    package var methods: [ServerMethod] {
        [
            .unary(Plugin_GRPCController.Method.Shutdown.descriptor) { (_: Plugin_Empty, _) in
                stopping.fulfil()
                return Plugin_Empty()
            }
        ]
    }
}

package import GRPCCore
package import PluginContracts

/// How a host asks its plugin to end: the request is answered, then the plugin stops.
package struct ControllerService: Plugin_GRPCController.SimpleServiceProtocol {
    private let stopping: OneShot<Void>

    /// - Parameter stopping: fulfilled when the host has asked for the end.
    package init(stopping: OneShot<Void>) {
        self.stopping = stopping
    }

    package func shutdown(request: Plugin_Empty, context: ServerContext) async throws -> Plugin_Empty {
        stopping.fulfil()
        return Plugin_Empty()
    }
}

public import PluginProtocol
import PluginTransport

/// A process that goes on though it was killed: it waits for a disk that hangs, or the machine is too busy to end it.
///
/// The host has given it up, and its folder is removed. Whoever would start the plugin again can wait for the end first.
public struct RemainingProcess: Sendable {
    let process: any BackendProcess

    /// Waits until the process has ended after all.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile; an error when the system, or the
    ///   plugin's runner, cannot say how it ended.
    public func waitUntilExit() async throws -> StopMachine.ExitStatus {
        try await process.exit.value()
    }
}

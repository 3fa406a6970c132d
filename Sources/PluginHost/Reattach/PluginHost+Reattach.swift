public import Logging
import PluginProtocol

extension PluginHost {
    /// Attaches to a plugin that runs already, hands it to `body`, and stops it when `body` is done.
    ///
    /// A plugin that was started for a test or a debugger (``ReattachConfiguration/isTest``) is left running. Another one
    /// is asked to end, and signalled if it does not; only a process that listens at the plugin's address is signalled,
    /// and nothing that it has started. What it writes to its standard error goes where its first host had it go.
    ///
    /// The broker and the stream of output work as with the first host, if that one has let go of them and the plugin
    /// is built with PluginSDK; go-plugin's own serve their first host only.
    ///
    /// - Parameters:
    ///   - reattachment: where the plugin is, and how to connect.
    ///   - logger: gets what the host has to say.
    ///   - body: uses the plugin, as with ``withPlugin(_:logger:remains:body:)``.
    /// - Returns: what `body` returned, and how the plugin ended; a plugin that is left running has ended gracefully,
    ///   without an exit.
    /// - Throws: ``PluginHostError`` when there is no such plugin, with the words `reattachment process not found`, or
    ///   when it cannot be connected to; what `body` throws.
    public static func withReattached<Result: Sendable>(
        to reattachment: PluginReattachment,
        logger: Logger,
        body: (RunningPlugin) async throws -> Result
    ) async throws -> (result: Result, end: PluginEnd) {
        try await withSession(AttachedSession(reattachment: reattachment, logger: logger), body)
    }
}

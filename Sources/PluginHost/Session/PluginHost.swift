public import Logging
import PluginProtocol
import PluginTransport

/// Starts backends over the go-plugin protocol, and stops them.
public enum PluginHost {
    /// Makes ahead what the first start would have to wait for: a key and a certificate, about a millisecond; and on Linux
    /// the process that will keep the plugin, some milliseconds, which grow with this process.
    ///
    /// Each stop does so for the start after it; a program that will start plugins later can call this while it has
    /// nothing else to do.
    public static func prepare() {
        Keepers.prepare()
        TransportIdentity.prepare()
    }

    /// Stops every plugin that this process has started, all at the same time, and returns when they have ended.
    ///
    /// For a program that is about to end. Their calls fail with `unavailable`, and ``withPlugin(_:logger:remains:body:)`` goes on
    /// as it does with a plugin that ends by itself. Plugins that are started meanwhile are not waited for.
    public static func stopAll() async {
        let sessions = RunningSessions.all
        for session in sessions { session.stopRequested.fulfil() }
        for session in sessions { try? await session.ended.value() }
    }

    /// Starts a plugin, hands it to `body`, and stops it when `body` is done, however it is done.
    ///
    /// The order of a stop is fixed: the plugin is asked (`GRPCController/Shutdown`), then its process group gets
    /// SIGTERM, then SIGKILL, each after the deadline of ``PluginLaunch/stopPolicy``. It is followed also when the
    /// calling task is cancelled. When this function returns or throws, the process is gone, unless `remains` was told
    /// otherwise, and its sockets are removed.
    ///
    /// - Parameters:
    ///   - launch: what to start, and how.
    ///   - logger: gets the plugin's own log as entries with source `plugin`.
    ///   - remains: is told, last of all, of a process that not even SIGKILL has ended in time.
    ///   - body: uses the plugin. A plugin that ends meanwhile makes its calls fail with `unavailable`; `body` is not
    ///     interrupted, and may wait for that with ``RunningPlugin/waitUntilExit()``.
    /// - Returns: what `body` returned, and how the plugin ended.
    /// - Throws: ``PluginHostError`` when the plugin cannot be started; what `body` throws; `CancellationError` when
    ///   the calling task is cancelled before the plugin is up.
    public static func withPlugin<Result: Sendable>(
        _ launch: PluginLaunch,
        logger: Logger,
        remains: (RemainingProcess) -> Void = { _ in },
        body: (RunningPlugin) async throws -> Result
    ) async throws -> (result: Result, end: PluginEnd) {
        let session = PluginSession(launch: launch, logger: logger)
        defer { if let remaining = session.remaining { remains(remaining) } }
        return try await withSession(session, body)
    }

    /// Lives a session, with `body` in the middle of it.
    static func withSession<Result: Sendable>(
        _ session: any Session,
        _ body: (RunningPlugin) async throws -> Result
    ) async throws -> (result: Result, end: PluginEnd) {
        // Not a child task: cancelling the caller must lead to a stop in its order, not tear down the connection that
        // the stop needs. It is awaited on every path out of here.
        let life = Task { await session.run() }
        let result: Result
        do {
            let plugin = try await session.ready.value()
            result = try await body(plugin)
        } catch {
            session.stopRequested.fulfil()
            _ = await life.value
            throw error
        }
        session.stopRequested.fulfil()
        return (result, await life.value)
    }
}

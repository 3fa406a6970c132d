import Logging
import PluginHost
import PluginProtocol
import TestSupport

/// A plugin that is a shell script: it does what a test needs and nothing that it should.
struct FakePlugin {
    let folder: TemporaryFolder
    var launch: PluginLaunch

    init(_ script: String) throws {
        folder = try TemporaryFolder()
        launch = PluginLaunch(
            name: "fake",
            command: PluginCommand(program: try folder.script(script)),
            cookie: MagicCookie(key: "FAKE", value: "yes")
        )
        launch.tls = .off
        launch.startTimeout = .seconds(60)
    }

    /// A plugin that prints this line and then waits for its end.
    static func printing(_ line: String) throws -> FakePlugin {
        let folder = try FakePlugin("printf '%s\\n' \"$1\"\nexec sleep 600")
        var plugin = folder
        plugin.launch.command.arguments = [line]
        return plugin
    }

    /// Starts the plugin and returns why that failed.
    func startFailure(
        log: RecordingLog = RecordingLog(),
        level: Logger.Level = .trace
    ) async throws -> PluginHostError? {
        do {
            _ = try await PluginHost.withPlugin(launch, logger: log.logger(level: level)) { _ in }
            return nil
        } catch let error as PluginHostError {
            return error
        }
    }
}

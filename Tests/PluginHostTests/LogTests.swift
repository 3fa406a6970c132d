import Logging
import PluginHost
import TestSupport
import Testing

/// What becomes of what a plugin writes to standard error.
@Suite(.startsProcesses) struct LogTests {
    private static let script = """
        echo '[INFO] not shown' >&2
        echo '[WARN] shown' >&2
        echo '{"@level":"error","@message":"an error","@timestamp":"2026-11-24T10:00:00.000000Z","code":7}' >&2
        exit 1
        """

    @Test(.conforms(to: 87)) func entriesBelowTheLevelOfTheHostAreDropped() async throws {
        let log = RecordingLog()
        let plugin = try FakePlugin(Self.script)
        await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(plugin.launch, logger: log.logger(level: .warning)) { _ in
            }
        }
        #expect(log.entries.map(\.message) == ["[WARN] shown", "an error"])
        #expect(log.entries.last?.metadata["code"] == "7")
    }

    @Test(.conforms(to: 86)) func lastLinesAreKeptWhateverTheLevel() async throws {
        let log = RecordingLog()
        let plugin = try FakePlugin(Self.script)
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(plugin.launch, logger: log.logger(level: .critical)) { _ in
            }
        }
        #expect(log.entries.isEmpty)
        #expect(error?.lastLogLines == ["[INFO] not shown", "[WARN] shown", "an error"])
    }
}

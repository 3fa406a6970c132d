#if os(Linux)
import Logging
import PluginProtocol
import TestSupport
import Testing

@testable import PluginHost

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What happens when somebody removes the socket of a plugin that runs.
@Suite(.startsProcesses) struct SocketWatchTests {
    private let parent: TemporaryFolder
    private let log = RecordingLog()

    init() throws { parent = try TemporaryFolder() }

    private var warnings: [RecordingLog.Entry] {
        log.entries.filter { $0.level == .warning && $0.message.contains("socket") }
    }

    private func withPlugin<Result: Sendable>(
        _ body: (RunningPlugin, _ folder: String) async throws -> Result
    ) async throws -> (result: Result, end: PluginEnd) {
        var launch = try Peers.swiftLaunch()
        launch.socketDirectory = parent.path
        return try await PluginHost.withPlugin(launch, logger: log.logger()) { plugin in
            let name = try #require(parent.entries.first { $0.hasPrefix("ov-") })
            return try await body(plugin, "\(parent.path)/\(name)")
        }
    }

    enum Loss: CaseIterable { case file, folder, moved }

    @Test(arguments: Loss.allCases) func lossIsNoticedAndThePluginGoesOn(_ loss: Loss) async throws {
        let end = try await withPlugin { plugin, folder in
            switch loss {
            case .file: #expect(unlink(plugin.address.text) == 0)
            case .folder:
                for path in try Entries.of(folder) { unlink(path) }
                #expect(rmdir(folder) == 0)
            case .moved: #expect(rename(folder, "\(parent.path)/elsewhere") == 0)
            }
            let isLost = try await plugin.waitUntilSocketIsLost()
            #expect(isLost)
            let health = try await plugin.health()
            #expect(health == "SERVING")
            #expect(warnings.map { $0.metadata["socket"] } == [plugin.address.text])
        }.end
        #expect(end.isGraceful && end.exit == .exited(0))
    }

    @Test func stopByTheHostIsNoLoss() async throws {
        let waiting = try await withPlugin { plugin, _ in Task { try await plugin.waitUntilSocketIsLost() } }.result
        #expect(try await waiting.value == false)
        #expect(warnings.isEmpty)
    }

    @Test func endOfThePluginByItselfIsNoLoss() async throws {
        let isLost = try await withPlugin { plugin, _ in
            kill(plugin.processID, SIGTERM)
            return try await plugin.waitUntilSocketIsLost()
        }.result
        #expect(!isLost)
        #expect(warnings.isEmpty)
    }

    @Test func changesOfTheFileAreNoLoss() async throws {
        let watching = try await withPlugin { plugin, folder in
            let watching = Task { [address = plugin.address] in await SocketWatch(address).lostSocket() }
            for mode in [0o640, 0o600, 0o660] as [mode_t] { #expect(chmod(plugin.address.text, mode) == 0) }
            try parent.write("x", to: "\(folder.dropFirst(parent.path.utf8.count + 1))/beside")
            try await Task.sleep(for: SocketWatch.interval * 4)
            #expect(warnings.isEmpty)
            return watching
        }.result
        // The stop was the plugin's own doing.
        #expect(await watching.value == nil)
    }

    @Test func cancelledWaiterLeaves() async throws {
        _ = try await withPlugin { plugin, _ in
            let waiting = Task { try await plugin.waitUntilSocketIsLost() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test(arguments: [PluginAddress.tcp(host: "127.0.0.1", port: 1), .unix(path: "relative")])
    func whatHasNoFileIsNotWatched(_ address: PluginAddress) async {
        #expect(await SocketWatch(address).lostSocket() == nil)
    }

    @Test func listIsReadAsTheSystemWritesIt() {
        let list = """
            Num       RefCount Protocol Flags    Type St Inode Path
            ffff: 00000002 00000000 00010000 0001 01 22 /tmp/a listening one
            ffff: 00000002 00000000 00000000 0001 03 23 /tmp/connected
            ffff: 00000002 00000000 00010000 0001 01 24
            ffff: 00000002 00000000 nonsense 0001 01 25 /tmp/odd
            ffff: 00000002 00000000 00010000 0001 01 26 @abstract
            """
        #expect(ListeningSockets.parse(Array(list.utf8)) == ["/tmp/a listening one", "@abstract"])
    }
}
#endif

import GRPCCore
import InteropContracts
import Logging
import PluginHost
import PluginTransport
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing

/// The broker between this engine's host and plugins, both ways.
@Suite(.startsProcesses, .timeLimit(.minutes(5))) struct BrokerInteropTests {
    struct Peer: Sendable, CustomTestStringConvertible {
        /// Below the folder of built peers; nil for this package's own plugin.
        var path: String?
        var tls: PluginLaunch.TLSRequirement
        var isMultiplexed = false
        var sharesMemory = false

        var testDescription: String {
            "\(path ?? "swift"), TLS \(tls)\(isMultiplexed ? ", multiplexed" : "")\(sharesMemory ? ", shared memory" : "")"
        }

        /// Whether the plugin can dial its host: go-plugin 1.0.1 does not trust its host's certificate there, whatever
        /// the host's language.
        var dialsItsHost: Bool { path == nil || tls == .off }

        static let all = [
            Peer(path: "go/bin/go-plugin", tls: .off),
            Peer(path: "go/bin/go-plugin", tls: .required),
            Peer(tls: .off),
            Peer(tls: .required),
            Peer(tls: .off, isMultiplexed: true),
            Peer(tls: .required, isMultiplexed: true),
            Peer(tls: .required, sharesMemory: true),
        ]

        func launch() throws -> PluginLaunch {
            var launch = try path.map { try Peers.launch($0, tls: tls) } ?? Peers.swiftLaunch(tls: tls)
            launch.isMultiplexed = isMultiplexed
            launch.sharesMemory = sharesMemory
            return launch
        }
    }

    /// What the plugin calls in the host.
    private final class Listener: Interop_Kv_Listener.SimpleServiceProtocol {
        let changes = Mutex<[String: [UInt8]]>([:])

        func changed(request: Interop_Kv_Entry, context: ServerContext) async throws -> Interop_Kv_Nothing {
            changes.withLock { $0[request.key] = Array(request.value) }
            return Interop_Kv_Nothing()
        }
    }

    @Test(.conforms(to: 58, 89, 96), arguments: Peer.all.filter(\.dialsItsHost))
    func pluginCallsItsHost(peer: Peer) async throws {
        let log = RecordingLog()
        let (_, end) = try await PluginHost.withPlugin(try peer.launch(), logger: log.logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            _ = try await store.put(.with { ($0.key, $0.value) = ("called", .init([1, 2, 3])) })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let listener = Listener()
                        try await plugin.broker.withServices([listener]) { id in
                            _ = try await store.notify(.with { $0.id = id })
                        }
                        #expect(listener.changes.withLock { $0 } == ["called": [1, 2, 3]])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await plugin.health(timeout: .seconds(60)) == "SERVING")
        }
        #expect(end.isGraceful)
        let errors = log.entries.filter { $0.level >= .error }
        #expect(errors.isEmpty, "\(errors)")
    }

    @Test(.conforms(to: 58, 89, 96), arguments: Peer.all)
    func hostCallsWhatThePluginServes(peer: Peer) async throws {
        let (_, end) = try await PluginHost.withPlugin(try peer.launch(), logger: RecordingLog().logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            let reverse = Interop_Kv_Reverse.Client(wrapping: plugin.client)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let id = try await reverse.open(Interop_Kv_Nothing()).id
                        try await plugin.broker.withClient(to: id) { client in
                            let listener = Interop_Kv_Listener.Client(wrapping: client)
                            _ = try await listener.changed(
                                .with { ($0.key, $0.value) = ("told \(number)", .init([UInt8(number)])) }
                            )
                        }
                        let entry = try await store.get(.with { $0.key = "told \(number)" })
                        #expect(Array(entry.value) == [UInt8(number)])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await plugin.health(timeout: .seconds(60)) == "SERVING")
        }
        #expect(end.isGraceful)
    }

    @Test(.conforms(to: 90, 97), arguments: Peer.all)
    func pluginAsksForWhatNobodyServes(peer: Peer) async throws {
        _ = try await PluginHost.withPlugin(try peer.launch(), logger: RecordingLog().logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            _ = try await store.put(.with { $0.key = "untold" })
            let error = await #expect(throws: RPCError.self) { try await store.notify(.with { $0.id = 4_000_000_000 }) }
            #expect(error?.code == .unavailable)
            let health = try await plugin.health(timeout: .seconds(60))
            #expect(health == "SERVING")
        }
    }

    /// A connection of the broker ends with its plugin, and nothing waits for it.
    @Test(arguments: Peer.all)
    func pluginThatEndsEndsItsConnections(peer: Peer) async throws {
        _ = try await PluginHost.withPlugin(try peer.launch(), logger: RecordingLog().logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            let reverse = Interop_Kv_Reverse.Client(wrapping: plugin.client)
            let id = try await reverse.open(Interop_Kv_Nothing()).id
            try await plugin.broker.withClient(to: id) { client in
                let listener = Interop_Kv_Listener.Client(wrapping: client)
                _ = try await listener.changed(.with { $0.key = "before" })
                _ = try? await store.crash(Interop_Kv_Nothing())
                _ = try await plugin.waitUntilExit()
                // An RPCError, or gRPC's own error of a client whose connection has ended.
                await #expect(throws: (any Error).self) { try await listener.changed(.with { $0.key = "behind" }) }
            }
            await #expect(throws: (any Error).self) { _ = try await plugin.broker.connect(to: 99) }
        }
    }
}

import GRPCCore
import InteropContracts
import Logging
import PluginHost
import PluginProtocol
import PluginTransport
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// This engine's host with plugins that other libraries serve.
@Suite(.startsProcesses) struct SwiftHostTests {
    struct Peer: Sendable, CustomTestStringConvertible {
        var path: String
        var tls: PluginLaunch.TLSRequirement
        /// Streaming from the client, which the small peers leave out.
        var keys: String?

        var testDescription: String { "\(path) \(tls)" }

        static let all = [
            Peer(path: "go/bin/go-plugin", tls: .required, keys: "ECDSA P-521"),
            Peer(path: "go/bin/go-plugin", tls: .off),
            Peer(path: "python/bin/python-plugin", tls: .required, keys: "ECDSA P-384"),
            Peer(path: "python/bin/python-plugin", tls: .off),
            Peer(path: "node/bin/node-plugin", tls: .required, keys: "ECDSA P-256"),
            Peer(path: "node/bin/node-plugin", tls: .off),
            Peer(path: "cpp/bin/cpp-plugin", tls: .required, keys: "ECDSA P-521"),
            Peer(path: "cpp/bin/cpp-plugin", tls: .off),
            Peer(path: "swift", tls: .required, keys: "ECDSA P-256"),
            Peer(path: "swift", tls: .off),
        ]

        func launch() throws -> PluginLaunch {
            try path == "swift" ? Peers.swiftLaunch(tls: tls) : Peers.launch(path, tls: tls)
        }
    }

    @Test(.conforms(to: 51, 68, 70, 102), arguments: Peer.all)
    func everyKindOfCallWorks(peer: Peer) async throws {
        let log = RecordingLog()
        let (_, end) = try await PluginHost.withPlugin(try peer.launch(), logger: log.logger()) { plugin in
            #expect(plugin.tls?.peerKey == peer.keys)
            #expect(plugin.tls.map { $0.version == "TLS 1.3" } ?? (peer.tls == .off))
            #expect(plugin.appProtocol == 1)
            #expect(try await plugin.health() == "SERVING")
            try await exercise(Interop_Kv_KV.Client(wrapping: plugin.client))
        }
        #expect(end.isGraceful)
        #expect(end.exit == .exited(0))
        for level in [Logger.Level.debug, .info, .warning, .error] {
            #expect(log.entries.contains { $0.level == level && $0.message == "at \(level)" })
        }
    }

    private func exercise(_ store: Interop_Kv_KV.Client<PluginClientTransport>) async throws {
        _ = try await store.put(.with { ($0.key, $0.value) = ("a", .init([1, 2, 3])) })
        #expect(Array(try await store.get(.with { $0.key = "a" }).value) == [1, 2, 3])
        let missing = await #expect(throws: RPCError.self) { try await store.get(.with { $0.key = "none" }) }
        #expect(missing?.code == .notFound)

        // Larger than every window and frame on the way.
        let large = [UInt8](repeating: 7, count: 3 << 20)
        #expect(Array(try await store.echo(.with { $0.data = .init(large) }).data) == large)

        let numbers = try await store.count(.with { $0.n = 1000 }) { response in
            try await response.messages.reduce(into: [Int64]()) { $0.append($1.value) }
        }
        #expect(numbers == Array(1...1000))

        let sum = try await store.sum { writer in
            for number in 1...100 { try await writer.write(.with { $0.value = Int64(number) }) }
        }
        #expect(sum.value == 5050)

        let echoed = try await store.chat { writer in
            for number in 0..<50 { try await writer.write(.with { $0.data = .init([UInt8(number)]) }) }
        } onResponse: { response in
            try await response.messages.reduce(into: [UInt8]()) { $0 += $1.data }
        }
        #expect(echoed == Array(0..<50))

        let failure = await #expect(throws: RPCError.self) {
            try await store.fail(.with { ($0.code, $0.message) = (9, "für später – 100 %") })
        }
        #expect(failure?.code == .failedPrecondition)
        #expect(failure?.message == "für später – 100 %")

        for (level, name) in [("debug", "debug"), ("info", "info"), ("warn", "warning"), ("error", "error")] {
            _ = try await store.log(.with { ($0.level, $0.message) = (level, "at \(name)") })
        }
    }

    @Test(.conforms(to: 67), arguments: [PluginLaunch.TLSRequirement.off, .required])
    func farMoreThanTenThousandCallsOnOneConnection(tls: PluginLaunch.TLSRequirement) async throws {
        // grpc-go answers nearly every message with a PING: a connection that counts those is closed after 200.
        let echo = try #require(PluginMethod("interop.kv.KV/Echo"))
        let request = Array("\u{0a}\u{03}abc".utf8)
        let launch = try Peers.launch("go/bin/go-plugin", tls: tls)
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        for _ in 0..<750 {
                            let answer = try await plugin.callUnary(echo, request: request)
                            #expect(answer == request)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(.conforms(to: 66)) func answersAreTakenFarBeyondTheUsualFourMebibytes() async throws {
        let size = 64 << 20
        let launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_BIG": "\(size)"])
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            let entry = try await Interop_Kv_KV.Client(wrapping: plugin.client).get(.with { $0.key = "big" })
            #expect(entry.value.count == size)
        }
    }

    @Test func inboundLimitIsKept() async throws {
        var launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_BIG": "\(1 << 20)"])
        launch.messageLimits = MessageLimits(inboundBytes: 1 << 19)
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            await #expect(throws: RPCError.self) { try await store.get(.with { $0.key = "big" }) }
            // One message too large is one call failed, and not the end of the connection.
            _ = try await store.echo(.with { $0.data = .init([1]) })
        }
    }

    @Test(.conforms(to: 53)) func certificateOtherThanTheAnnouncedOneIsRefused() async throws {
        let launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_CERT": "other"])
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { _ in }
        }
        #expect(error?.code == .connection)
        #expect("\(try #require(error))".contains("TLS handshake"))
    }

    @Test(.conforms(to: 40)) func answerWithoutACertificateFailsClosedUnlessOptional() async throws {
        var launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_TLS": "plain-line-without-cert"])
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { _ in }
        }
        #expect(error?.code == .handshake)
        launch.tls = .optional
        let (health, _) = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            #expect(plugin.tls == nil)
            return try await plugin.health()
        }
        #expect(health == "SERVING")
    }

    @Test(.conforms(to: 56)) func pluginWithoutApplicationProtocolIsRefused() async throws {
        let launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_ALPN": "none"])
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { _ in }
        }
        #expect(error?.code == .connection)
    }

    @Test(.conforms(to: 71)) func pluginWithoutHealthOrStdioStillWorks() async throws {
        let launch = try Peers.launch(
            "node/bin/node-plugin",
            environment: ["NODE_HEALTH": "none", "NODE_STDIO": "none"]
        )
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            #expect(try await plugin.health() == "UNIMPLEMENTED")
            try await _ = Interop_Kv_KV.Client(wrapping: plugin.client).echo(.with { $0.data = .init([1]) })
        }
    }

    @Test func pingFloodIsAnswered() async throws {
        let launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_PING_FLOOD": "5000"])
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            for _ in 0..<20 {
                let health = try await plugin.health()
                #expect(health == "SERVING")
            }
        }
    }

    @Test(.conforms(to: 42)) func rawOutputIsDrainedAndNotKept() async throws {
        // This plugin's library leaves descriptor 1 as it is: what it prints comes through the pipe.
        let received = Mutex(0)
        var launch = try Peers.launch("go/bin/go-plugin")
        launch.output = { piece in received.withLock { $0 += piece.bytes.count } }
        let before = ProcessFacts.privateBytes
        let (pieces, pieceLength) = (150, 3 << 20)
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            let text = String(repeating: "x", count: pieceLength)
            for _ in 0..<pieces { _ = try await store.print(.with { ($0.text, $0.to) = (text, "stdout") }) }
        }
        #expect(received.withLock { $0 } == pieces * pieceLength)
        // Less than was sent; other tests that run beside this one hold large messages too.
        #expect(ProcessFacts.privateBytes - before < 400 << 20)
    }

    @Test(.conforms(to: 44, 47)) func highestCommonVersionIsAgreed() async throws {
        var launch = try Peers.launch("go/bin/go-plugin", environment: ["KV_VERSIONS": "1,2"])
        launch.appProtocols = [1, 2, 3]
        let (version, _) = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { $0.appProtocol }
        #expect(version == 2)
    }

    @Test(.conforms(to: 74, 77), arguments: [true, false])
    func outputIsDeliveredInOrder(toStandardError: Bool) async throws {
        let received = Mutex<[UInt8]>([])
        var launch = try Peers.swiftLaunch()
        let channel: StdioChannel = toStandardError ? .standardError : .standardOutput
        launch.output = { piece in
            #expect(piece.channel == channel)
            #expect(piece.bytes.count <= 1024)
            received.withLock { $0 += piece.bytes }
        }
        let text = (0..<5000).map { "line \($0)\n" }.joined()
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            _ = try await Interop_Kv_KV.Client(wrapping: plugin.client)
                .print(.with { ($0.text, $0.to) = (text, toStandardError ? "stderr" : "stdout") })
        }
        #expect(String(decoding: received.withLock { $0 }, as: UTF8.self) == text)
    }

    @Test(.conforms(to: 75), arguments: ["swift", "go/bin/go-plugin", "node/bin/node-plugin"])
    func outputThatNobodyAskedForIsTaken(path: String) async throws {
        let launch = try path == "swift" ? Peers.swiftLaunch() : Peers.launch(path)
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            // More than pipes and windows hold together: it returns only when somebody reads.
            let text = String(repeating: "x", count: 1 << 20)
            for _ in 0..<4 { _ = try await store.print(.with { ($0.text, $0.to) = (text, "stdout") }) }
            let health = try await plugin.health()
            #expect(health == "SERVING")
        }
    }

    @Test(.conforms(to: 76), .timeLimit(.minutes(5))) func outputOfAnUnknownChannelIsDropped() async throws {
        let received = Mutex(0)
        var launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_STDIO_CHANNEL": "99"])
        launch.output = { piece in received.withLock { $0 += piece.bytes.count } }
        let log = RecordingLog()
        let (_, end) = try await PluginHost.withPlugin(launch, logger: log.logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            let request = Interop_Kv_PrintRequest.with {
                ($0.text, $0.to, $0.captured) = (String(repeating: "x", count: 100_000), "stdout", true)
            }
            // The plugin refuses to print while nobody listens: so each of them is sent, the first once the host does.
            for _ in 0..<10 {
                while true {
                    do {
                        _ = try await store.print(request)
                        break
                    } catch let error as RPCError where error.code == .failedPrecondition {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                }
            }
            let health = try await plugin.health()
            #expect(health == "SERVING")
        }
        #expect(received.withLock { $0 } == 0)
        #expect(end.isGraceful)
    }

    /// HashiCorp's own yamux on the other side; each stream has TLS of its own.
    @Test(.conforms(to: 95, 102), arguments: [PluginLaunch.TLSRequirement.off, .required])
    func everyCallWorksOverOneMultiplexedSocket(tls: PluginLaunch.TLSRequirement) async throws {
        var launch = try Peers.launch(
            "go/bin/go-mux-plugin",
            tls: tls,
            // A stream that this host does not want, and pings: neither may harm the main connection.
            environment: ["MUX_EXTRA_STREAM": "1", "MUX_PINGS": "20"]
        )
        launch.isMultiplexed = true
        let echo = try #require(PluginMethod("interop.kv.KV/Echo"))
        let (_, end) = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            #expect(plugin.isMultiplexed)
            #expect(plugin.tls?.peerKey == (tls == .required ? "ECDSA P-521" : nil))
            let health = try await plugin.health()
            #expect(health == "SERVING")
            // Far beyond the window of the session's stream, both ways.
            let large = [UInt8](repeating: 7, count: 3 << 20)
            let answer = try await Interop_Kv_KV.Client(wrapping: plugin.client).echo(.with { $0.data = .init(large) })
            #expect(Array(answer.data) == large)
            for _ in 0..<1000 { _ = try await plugin.callUnary(echo, request: []) }
        }
        #expect(end.isGraceful)
        #expect(end.exit == .exited(0))
    }

    @Test(.conforms(to: 41)) func pluginThatCannotMultiplexIsRefused() async throws {
        var launch = try Peers.launch("go/bin/go-plugin")
        launch.isMultiplexed = true
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { _ in }
        }
        #expect((error?.cause as? PluginProtocolError)?.code == .multiplexingNotSupported)
    }
}

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

/// Hosts and plugins that have certificates from elsewhere, in place of those that they make for each start.
@Suite(.startsProcesses, .timeLimit(.minutes(5))) struct OwnTLSInteropTests {
    struct Peer: Sendable, CustomTestStringConvertible {
        /// Below the folder of built peers; nil for this package's own plugin.
        var path: String?
        var demandsACertificate: Bool
        var isMultiplexed = false

        var testDescription: String {
            "\(path ?? "swift"), \(demandsACertificate ? "mutual" : "one-sided")\(isMultiplexed ? ", multiplexed" : "")"
        }

        static let all = [
            Peer(path: "go/bin/go-plugin", demandsACertificate: true),
            Peer(path: "go/bin/go-plugin", demandsACertificate: false),
            Peer(demandsACertificate: true),
            Peer(demandsACertificate: false),
            Peer(demandsACertificate: true, isMultiplexed: true),
        ]

        /// A launch of the plugin with this identity.
        func launch(
            _ authority: TestAuthority,
            _ identity: TLSIdentity,
            in folder: TemporaryFolder
        ) throws -> PluginLaunch {
            let files = try authority.write(identity, to: folder)
            var environment = ["KV_TLS_CERT": files.certificate, "KV_TLS_KEY": files.key]
            if demandsACertificate { environment["KV_TLS_CA"] = files.authority }
            var launch =
                try path.map { try Peers.launch($0, environment: environment) }
                ?? Peers.swiftLaunch(environment: environment)
            launch.isMultiplexed = isMultiplexed
            return launch
        }
    }

    /// What the plugin calls in the host.
    private final class Listener: Interop_Kv_Listener.SimpleServiceProtocol {
        let keys = Mutex<[String]>([])

        func changed(request: Interop_Kv_Entry, context: ServerContext) async throws -> Interop_Kv_Nothing {
            keys.withLock { $0.append(request.key) }
            return Interop_Kv_Nothing()
        }
    }

    @Test(.conforms(to: 57, 58), arguments: Peer.all)
    func swiftHostWithItsOwnSettings(peer: Peer) async throws {
        let (authority, folder) = (try TestAuthority(), try TemporaryFolder())
        var launch = try peer.launch(authority, authority.identity(), in: folder)
        launch.tlsSettings = HostTLSSettings(
            trust: .authorities(pem: authority.pem),
            identity: try authority.identity()
        )
        let (_, end) = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            #expect(plugin.tls == TLSSummary(version: "TLS 1.3", peerKey: "ECDSA P-256"))
            #expect(plugin.isMultiplexed == peer.isMultiplexed)
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            _ = try await store.put(.with { $0.key = "a" })
            // The broker, both ways: with the same certificates in the other roles.
            let id = try await Interop_Kv_Reverse.Client(wrapping: plugin.client).open(Interop_Kv_Nothing()).id
            try await plugin.broker.withClient(to: id) { client in
                _ = try await Interop_Kv_Listener.Client(wrapping: client).changed(.with { $0.key = "b" })
            }
            // Without an authority the plugin does not know whom it would connect to.
            if peer.demandsACertificate {
                let listener = Listener()
                try await plugin.broker.withServices([listener]) { id in
                    _ = try await store.notify(.with { $0.id = id })
                }
                let keys = listener.keys.withLock { $0.sorted() }
                #expect(keys == ["a", "b"])
            }
        }
        #expect(end.isGraceful)
    }

    @Test(.conforms(to: 57)) func pinnedCertificateIsEnough() async throws {
        let (authority, folder) = (try TestAuthority(), try TemporaryFolder())
        // With no name, and for no role: nothing but its bytes matter.
        let identity = try authority.identity(for: "elsewhere", as: .client)
        for path in ["go/bin/go-plugin", nil] {
            var launch = try Peer(path: path, demandsACertificate: false).launch(authority, identity, in: folder)
            launch.tlsSettings = HostTLSSettings(trust: .certificate(pem: identity.certificateChainPEM))
            let (health, _) = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) {
                try await $0.health(timeout: .seconds(60))
            }
            #expect(health == "SERVING")
        }
    }

    @Test(.conforms(to: 57)) func swiftHostRefusesAndSaysWhy() async throws {
        let (authority, other, folder) = (try TestAuthority(), try TestAuthority(), try TemporaryFolder())
        let good = try authority.identity()
        let table: [(identity: TLSIdentity, trust: TLSTrust, reason: String)] = [
            (good, .authorities(pem: other.pem), "no authority that the host trusts vouches for its certificate"),
            (
                try authority.identity(validity: -7200 ... -3600), .authorities(pem: authority.pem),
                "its certificate has expired ("
            ),
            (
                try authority.identity(validity: 3600...7200), .authorities(pem: authority.pem),
                "its certificate is not valid before "
            ),
            (
                try authority.identity(for: "elsewhere"), .authorities(pem: authority.pem),
                "its certificate is not for the name \"localhost\""
            ),
            (
                try authority.identity(as: .client), .authorities(pem: authority.pem),
                "its certificate is not meant for a server"
            ),
            (good, .certificate(pem: try authority.identity().certificateChainPEM), "it did not show exactly the"),
        ]
        for (identity, trust, reason) in table {
            var launch = try Peer(path: "go/bin/go-plugin", demandsACertificate: false)
                .launch(authority, identity, in: folder)
            launch.tlsSettings = HostTLSSettings(trust: trust)
            let error = try await startFailure(of: launch)
            #expect(error?.code == .connection)
            #expect("\(String(describing: error))".contains(reason), "\(reason): \(String(describing: error))")
        }
    }

    /// Under TLS 1.3 a server looks at the client's certificate when the client believes to be done.
    @Test(.conforms(to: 57), arguments: ["go/bin/go-plugin", nil])
    func pluginRefusesTheHost(path: String?) async throws {
        let (authority, other, folder) = (try TestAuthority(), try TestAuthority(), try TemporaryFolder())
        var launch = try Peer(path: path, demandsACertificate: true).launch(authority, authority.identity(), in: folder)
        // There is no connection over which it could be asked to end.
        launch.stopPolicy = StopPolicy()
        for identity in [nil, try other.identity(), try authority.identity(as: .server)] {
            launch.tlsSettings = HostTLSSettings(trust: .authorities(pem: authority.pem), identity: identity)
            let error = await #expect(throws: (any Error).self) {
                try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
                    _ = try await plugin.health(timeout: .seconds(60))
                }
            }
            let text = "\(String(describing: error))"
            #expect(text.contains("it refused the certificate of this side"), "\(text)")
        }
    }

    /// Neither falls back to what the other expects, nor to plain text.
    @Test(.conforms(to: 57), arguments: ["go/bin/go-plugin", nil])
    func automaticAndOwnSettingsDoNotMeet(path: String?) async throws {
        let (authority, folder) = (try TestAuthority(), try TemporaryFolder())
        let peer = Peer(path: path, demandsACertificate: false)
        var launch = try peer.launch(authority, authority.identity(), in: folder)
        let required = try await startFailure(of: launch)
        #expect((required?.cause as? PluginProtocolError)?.code == .missingCertificate)
        // There is no connection over which it could be asked to end.
        launch.stopPolicy = StopPolicy()
        for tls in [PluginLaunch.TLSRequirement.optional, .off] {
            launch.tls = tls
            await #expect(throws: (any Error).self) {
                try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
                    _ = try await plugin.health(timeout: .seconds(60))
                }
            }
        }
        var automatic = try path.map { try Peers.launch($0) } ?? Peers.swiftLaunch()
        automatic.tlsSettings = HostTLSSettings(trust: .authorities(pem: authority.pem))
        let plain = try await startFailure(of: automatic)
        #expect(plain?.code == .connection)
    }

    @Test func settingsThatCannotBeUsedStartNothing() async throws {
        let log = RecordingLog()
        var launch = try Peers.swiftLaunch()
        launch.tlsSettings = HostTLSSettings(trust: .authorities(pem: "none"))
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(launch, logger: log.logger()) { _ in }
        }
        #expect(error?.code == .tlsSettings)
        let text = "\(String(describing: error))"
        #expect(text.contains("the list of authorities in the TLS settings of the host cannot be read"), "\(text)")
        #expect(log.entries.isEmpty)
    }

    @Test func pluginWithSettingsThatCannotBeUsedSaysWhy() async throws {
        let (authority, other, folder) = (try TestAuthority(), try TestAuthority(), try TemporaryFolder())
        var identity = try authority.identity()
        identity.privateKeyPEM = try other.identity().privateKeyPEM
        var launch = try Peer(demandsACertificate: false).launch(authority, identity, in: folder)
        launch.tlsSettings = HostTLSSettings(trust: .authorities(pem: authority.pem))
        let error = try await startFailure(of: launch)
        #expect(error?.code == .handshake)
        let said = error?.lastLogLines.joined(separator: "\n") ?? ""
        #expect(said.contains("the private key in the TLS settings of the plugin does not belong to the certificate"))
    }

    @Test(.conforms(to: 57, 58)) func goHostWithItsOwnSettingsRunsTheSwiftPlugin() async throws {
        let (authority, folder) = (try TestAuthority(), try TemporaryFolder())
        let (host, plugin) = (
            try authority.write(authority.identity(), to: folder), try authority.write(authority.identity(), to: folder)
        )
        let result = try await goHost(host, plugin, ["-broker", "-n", "100"])
        #expect(result.exitCode == 0, "\(result.output) \(result.error)")
        #expect(result.output.contains(#""broker":true,"broker reverse":true"#), "\(result.output)")
        #expect(result.output.contains(#""health":"SERVING""#))
    }

    @Test(.conforms(to: 57)) func goHostAndSwiftPluginRefuseStrangers() async throws {
        let (authority, other, folder) = (try TestAuthority(), try TestAuthority(), try TemporaryFolder())
        let plugin = try authority.write(authority.identity(), to: folder)
        var host = try other.write(other.identity(), to: folder)
        // Its authority did not vouch for the plugin.
        let doubting = try await goHost(host, plugin, ["-n", "0"])
        #expect(doubting.exitCode == 1 && doubting.output.contains("unknown authority"), "\(doubting.output)")
        // The plugin's authority did not vouch for it.
        host.authority = plugin.authority
        let stranger = try await goHost(host, plugin, ["-n", "0"])
        #expect(stranger.exitCode == 1 && !stranger.output.contains("SERVING"), "\(stranger.output)")
    }

    private typealias Files = (certificate: String, key: String, authority: String)

    /// HashiCorp's own host with this package's plugin, which demands a certificate.
    private func goHost(_ host: Files, _ plugin: Files, _ options: [String]) async throws -> CommandResult {
        try await run(
            "/usr/bin/env",
            [
                "KV_TLS_CERT=\(plugin.certificate)", "KV_TLS_KEY=\(plugin.key)", "KV_TLS_CA=\(plugin.authority)",
                Products.peer("go/bin/go-host"), "-timeout", "120s", "-tls-ca", host.authority, "-tls-cert",
                host.certificate, "-tls-key", host.key,
            ] + options + [Products.executable("kv-plugin")]
        )
    }

    private func startFailure(of launch: PluginLaunch) async throws -> PluginHostError? {
        do {
            _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { _ in }
            return nil
        } catch let error as PluginHostError {
            return error
        }
    }
}

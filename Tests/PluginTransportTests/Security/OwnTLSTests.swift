import TestSupport
import Testing

@testable import PluginTransport

/// TLS with certificates that somebody made elsewhere, both sides in memory.
@Suite(.timeLimit(.minutes(5))) struct OwnTLSTests {
    /// Shakes hands in memory.
    ///
    /// - Throws: what the side throws that ends it; `nil` when both are content.
    private func shakeHands(_ host: HostTLSSettings, _ plugin: PluginTLSSettings) throws -> TLSSummary? {
        let client = try TLSLayer(OwnTLS(host), role: .client)
        let server = try TLSLayer(OwnTLS(plugin), role: .server)
        return try Self.shakeHands(client, server)
    }

    private static func shakeHands(_ client: TLSLayer, _ server: TLSLayer) throws -> TLSSummary? {
        var (toServer, toClient, plain): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        try client.start(wire: &toServer)
        try server.start(wire: &toClient)
        while !toServer.isEmpty || !toClient.isEmpty {
            let (forServer, forClient) = (toServer, toClient)
            (toServer, toClient) = ([], [])
            if !forServer.isEmpty {
                try forServer.withUnsafeBytes { try server.receive($0, plain: &plain, wire: &toClient) }
            }
            if !forClient.isEmpty {
                try forClient.withUnsafeBytes { try client.receive($0, plain: &plain, wire: &toServer) }
            }
        }
        #expect(server.isEstablished)
        return client.summary
    }

    private func reason(_ host: HostTLSSettings, _ plugin: PluginTLSSettings) throws -> String? {
        let error = #expect(throws: HandshakeFailure.self) { _ = try shakeHands(host, plugin) }
        return error?.reason
    }

    @Test(arguments: [true, false], [true, false])
    func theTwoAgree(onPinned: Bool, andOnTheHost: Bool) throws {
        let authority = try TestAuthority()
        let (host, plugin) = (try authority.identity(as: .client), try authority.identity(as: .server))
        func trust(_ identity: TLSIdentity) -> TLSTrust {
            onPinned ? .certificate(pem: identity.certificateChainPEM) : .authorities(pem: authority.pem)
        }
        let summary = try shakeHands(
            HostTLSSettings(trust: trust(plugin), identity: andOnTheHost ? host : nil),
            PluginTLSSettings(identity: plugin, trust: andOnTheHost ? trust(host) : nil)
        )
        #expect(summary == TLSSummary(version: "TLS 1.3", peerKey: "ECDSA P-256"))
    }

    @Test func oneOfSeveralAuthoritiesIsEnough() throws {
        let (other, authority) = (try TestAuthority(name: "other"), try TestAuthority())
        let host = HostTLSSettings(trust: .authorities(pem: other.pem + "\n" + authority.pem))
        #expect(try shakeHands(host, PluginTLSSettings(identity: authority.identity())) != nil)
    }

    @Test func theServersNameCanBeAnother() throws {
        let authority = try TestAuthority()
        var host = HostTLSSettings(trust: .authorities(pem: authority.pem))
        host.serverName = "plugin.example"
        #expect(try shakeHands(host, PluginTLSSettings(identity: authority.identity(for: "plugin.example"))) != nil)
    }

    @Test func refusalsOfThePluginSayWhy() throws {
        let (authority, other) = (try TestAuthority(), try TestAuthority())
        let host = HostTLSSettings(trust: .authorities(pem: authority.pem))
        let table: [(plugin: TLSIdentity, reason: String)] = [
            (try other.identity(), "no authority that the host trusts vouches for its certificate"),
            (try authority.identity(for: "elsewhere"), "its certificate is not for the name \"localhost\""),
            (try authority.identity(as: .client), "its certificate is not meant for a server"),
        ]
        for (plugin, expected) in table {
            let reason = try #require(try reason(host, PluginTLSSettings(identity: plugin)))
            #expect(reason.hasPrefix(expected))
        }
    }

    @Test func refusalsOfTheHostSayWhy() throws {
        let (authority, other) = (try TestAuthority(), try TestAuthority())
        let plugin = PluginTLSSettings(identity: try authority.identity(), trust: .authorities(pem: authority.pem))
        let table: [(host: TLSIdentity?, reason: String)] = [
            (try other.identity(), "no authority that the plugin trusts vouches for its certificate"),
            (try authority.identity(as: .server), "its certificate is not meant for a client"),
            (nil, "it showed no certificate"),
        ]
        for (host, expected) in table {
            let settings = HostTLSSettings(trust: .authorities(pem: authority.pem), identity: host)
            let reason = try #require(try reason(settings, plugin))
            #expect(reason.hasPrefix(expected))
        }
    }

    @Test func anotherCertificateThanThePinnedOneIsRefused() throws {
        let authority = try TestAuthority()
        let host = HostTLSSettings(trust: .certificate(pem: try authority.identity().certificateChainPEM))
        let reason = try reason(host, PluginTLSSettings(identity: try authority.identity()))
        #expect(reason == "it did not show exactly the certificate that the host trusts")
    }

    @Test func nobodyKnowsThePinnedPairOfTheOtherKind() throws {
        let (authority, stranger) = (try TestAuthority(), try TransportIdentity.generate())
        let client = try TLSLayer(
            OwnTLS(HostTLSSettings(trust: .authorities(pem: authority.pem), identity: authority.identity())),
            role: .client
        )
        let server = try TLSLayer(PinnedTLS(identity: stranger, peerCertificateDER: []), role: .server)
        #expect(throws: HandshakeFailure.self) { try Self.shakeHands(client, server) }
        #expect(!client.isEstablished && !server.isEstablished)
    }

    @Test func settingsThatCannotBeUsedSayWhichAndWhy() throws {
        let authority = try TestAuthority()
        let (good, other) = (try authority.identity(), try authority.identity())
        let huge = String(repeating: " ", count: OwnTLS.maximumPEMLength + 1)
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        let (chain, key) = (good.certificateChainPEM, good.privateKeyPEM)
        let table: [(chain: String, key: String, trust: TLSTrust?, message: String)] = [
            ("", key, nil, "the certificate in the TLS settings of the plugin cannot be read"),
            ("no certificate", key, nil, "the certificate in the TLS settings of the plugin cannot be read"),
            (broken, key, nil, "the certificate in the TLS settings of the plugin cannot be read"),
            (key, key, nil, "the certificate in the TLS settings of the plugin cannot be read"),
            (huge, key, nil, "the certificate in the TLS settings of the plugin exceeds 1048576 bytes"),
            (chain, "", nil, "the private key in the TLS settings of the plugin is no PEM block"),
            (chain, chain, nil, "the private key in the TLS settings of the plugin is no PEM block"),
            (chain, huge, nil, "the private key in the TLS settings of the plugin exceeds 1048576 bytes"),
            (
                chain, other.privateKeyPEM, nil,
                "the private key in the TLS settings of the plugin does not belong to the certificate"
            ),
            (
                chain, key, .authorities(pem: ""),
                "the list of authorities in the TLS settings of the plugin cannot be read"
            ),
            (chain, key, .authorities(pem: huge), "the list of authorities in the TLS settings of the plugin exceeds"),
            (
                chain, key, .certificate(pem: key),
                "the trusted certificate in the TLS settings of the plugin cannot be read"
            ),
            (
                chain, key, .certificate(pem: chain + "\n" + authority.pem),
                "the trusted certificate in the TLS settings of the plugin must be one, and there are 2"
            ),
        ]
        for (chain, key, trust, message) in table {
            let identity = TLSIdentity(certificateChainPEM: chain, privateKeyPEM: key)
            let error = #expect(throws: TransportError.self) {
                try OwnTLS(PluginTLSSettings(identity: identity, trust: trust))
            }
            #expect(error?.code == .certificate)
            #expect(error?.message.hasPrefix(message) == true, "\(message): \(String(describing: error))")
        }
    }

    @Test func ownCertificateThatIsNotValidNowIsNotUsed() throws {
        let authority = try TestAuthority()
        let table: [(validity: ClosedRange<Double>, words: String)] = [
            (-7200 ... -3600, "has expired ("),
            (3600...7200, "is not valid before "),
        ]
        for (validity, words) in table {
            let identity = try authority.identity(validity: validity)
            let error = #expect(throws: TransportError.self) { try OwnTLS(PluginTLSSettings(identity: identity)) }
            #expect(error?.message.hasPrefix("the certificate in the TLS settings of the plugin \(words)") == true)
        }
    }

    @Test func roleWithoutItsSettingIsRefusedAtOnce() throws {
        let authority = try TestAuthority()
        let host = ConnectionSecurity.own(try OwnTLS(HostTLSSettings(trust: .authorities(pem: authority.pem))))
        let plugin = ConnectionSecurity.own(try OwnTLS(PluginTLSSettings(identity: authority.identity())))
        #expect(try host.setup(as: .client) != nil)
        #expect(try plugin.setup(as: .server) != nil)
        let serving = #expect(throws: TransportError.self) { try host.setup(as: .server) }
        #expect(serving?.message.contains("set `identity`") == true)
        let connecting = #expect(throws: TransportError.self) { try plugin.setup(as: .client) }
        #expect(connecting?.message.contains("set `trust`") == true)
    }

    @Test(arguments: ["127.0.0.1", "::1", "", "a\u{0}b"])
    func nameThatNoServerHasIsRefused(name: String) throws {
        let authority = try TestAuthority()
        var settings = HostTLSSettings(trust: .authorities(pem: authority.pem))
        settings.serverName = name
        let error = #expect(throws: TransportError.self) { try OwnTLS(settings) }
        #expect(error?.message.contains("is no host name that a server could have") == true)
    }
}

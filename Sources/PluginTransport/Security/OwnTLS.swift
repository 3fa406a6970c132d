import NIOCore
import NIOSSL

/// TLS by settings that somebody made elsewhere, in both roles.
package struct OwnTLS: TLSSetup {
    /// How long a PEM text may be, in bytes; the authorities of a whole system are a quarter of it.
    package static let maximumPEMLength = 1 << 20

    /// Whom this side belongs to, in messages.
    private let owner: String
    private let serverName: String
    /// Nil for a side that could not know whom it connects to.
    private let connecting: NIOSSLContext?
    /// Nil for a side that has nothing to show.
    private let accepting: NIOSSLContext?
    /// The one certificate that is accepted; nil to ask authorities.
    private let pinned: [UInt8]?

    /// Reads a host's settings.
    ///
    /// - Throws: ``TransportError`` with code `certificate`, which says what is wrong with which of them.
    package init(_ settings: HostTLSSettings) throws(TransportError) {
        try self.init("the host", settings.identity, settings.trust, settings.serverName)
    }

    /// Reads a plugin's settings.
    ///
    /// - Throws: as ``init(_:)-(HostTLSSettings)``.
    package init(_ settings: PluginTLSSettings) throws(TransportError) {
        try self.init("the plugin", settings.identity, settings.trust, settings.serverName)
    }

    private init(
        _ owner: String,
        _ identity: TLSIdentity?,
        _ trust: TLSTrust?,
        _ serverName: String
    ) throws(TransportError) {
        self.owner = owner
        self.serverName = serverName
        let identity = try identity.map { identity throws(TransportError) in
            try TLSSettingsReader(owner: owner).identity(identity)
        }
        let trusted = try trust.map { trust throws(TransportError) in
            try TLSSettingsReader(owner: owner).certificates(trust)
        }
        var configuration = TLSConfiguration.forPlugins(identity)
        if let trusted { configuration.trustRoots = .certificates(trusted) }
        do {
            if case .certificate = trust { pinned = try trusted?.first?.toDERBytes() } else { pinned = nil }
            // The name is only the server's.
            configuration.certificateVerification = trust == nil ? .none : .noHostnameVerification
            accepting = try identity.map { _ in try NIOSSLContext(configuration: configuration) }
            if pinned == nil { configuration.certificateVerification = .fullVerification }
            connecting = try trust.map { _ in try NIOSSLContext(configuration: configuration) }
        } catch {
            // The certificates and the key have been read one by one: what is left is that they do not go together.
            throw TransportError(
                code: .certificate,
                message: "the private key in the TLS settings of \(owner) does not belong to the certificate",
                cause: error
            )
        }
        // The library judges names when it begins.
        if connecting != nil { _ = try makeClientHandler() }
    }

    /// What the connecting side needs.
    func connectingContext() throws(TransportError) -> NIOSSLContext {
        if let connecting { return connecting }
        throw TransportError(
            code: .certificate,
            message: "the TLS settings of \(owner) do not say which certificates it trusts, so it cannot connect to "
                + "what the other side serves; set `trust`"
        )
    }

    /// What the accepting side needs.
    func acceptingContext() throws(TransportError) -> NIOSSLContext {
        if let accepting { return accepting }
        throw TransportError(
            code: .certificate,
            message: "the TLS settings of \(owner) have no certificate to show, so it cannot serve the other side; set "
                + "`identity`"
        )
    }

    func makeClientHandler() throws(TransportError) -> NIOSSLClientHandler {
        let context = try connectingContext()
        do {
            guard let pinned else { return try NIOSSLClientHandler(context: context, serverHostname: serverName) }
            return try NIOSSLClientHandler(
                context: context,
                serverHostname: serverName,
                customVerificationCallback: verifying(pinned)
            )
        } catch {
            throw TransportError(
                code: .certificate,
                message: "\"\(serverName)\" in the TLS settings of \(owner) is no host name that a server could have",
                cause: error
            )
        }
    }

    func makeServerHandler() throws(TransportError) -> NIOSSLServerHandler {
        let context = try acceptingContext()
        guard let pinned else { return NIOSSLServerHandler(context: context) }
        return NIOSSLServerHandler(context: context, customVerificationCallback: verifying(pinned))
    }

    func reason(for error: any Error, certificate: [UInt8]?, role: ConnectionRole) -> String {
        if error as? NIOSSLExtraError == .failedToValidateHostname {
            return "its certificate is not for the name \"\(serverName)\""
        }
        // NIOSSL has no values for these: the library's names stand in its description.
        let text = "\(error)"
        if text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE") { return "it showed no certificate" }
        guard text.contains("CERTIFICATE_VERIFY_FAILED") else {
            return "it must speak TLS 1.2 or newer, and have TLS settings that fit those of \(owner)"
        }
        if pinned != nil { return "it did not show exactly the certificate that \(owner) trusts" }
        return CertificateRefusal(certificate, of: role == .client ? .server : .client, by: owner).reason
    }
}

/// A certificate to show, and the key that belongs to it.
public struct TLSIdentity: Sendable {
    /// The certificate as a PEM block, followed by those of the authorities between it and the one that the peer trusts.
    public var certificateChainPEM: String
    /// Its private key as a PEM block (`PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY`), without a passphrase.
    public var privateKeyPEM: String

    /// Creates an identity; what is wrong with it is found out when it is used.
    public init(certificateChainPEM: String, privateKeyPEM: String) {
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
    }
}

/// Which certificates of a peer are accepted.
public enum TLSTrust: Sendable, Hashable {
    /// Those that one of these authorities, PEM blocks, vouches for: valid now, meant for the peer's role and, of a peer
    /// that is connected to, for the name of its server.
    case authorities(pem: String)
    /// Exactly this one, a PEM block: neither its names nor its dates matter.
    case certificate(pem: String)
}

/// TLS settings of the host's own, in place of the certificates that host and plugin otherwise make for each start: what
/// go-plugin calls `TLSConfig`.
///
/// The plugin must have settings that fit, from somewhere else: in PluginSDK `PluginServer.tlsSettings`, in go-plugin
/// `TLSProvider`. TLS is 1.2 or newer, and both sides must speak HTTP/2 by ALPN.
public struct HostTLSSettings: Sendable {
    /// Which certificate of the plugin is accepted.
    public var trust: TLSTrust
    /// What is shown to a plugin that demands a certificate, and on connections of the broker that the host serves: without
    /// it there are none of those. The certificate must be allowed for both roles, or say nothing about roles.
    public var identity: TLSIdentity?
    /// The host name that the plugin's certificate must be for.
    public var serverName = "localhost"

    /// Creates settings.
    public init(trust: TLSTrust, identity: TLSIdentity? = nil) {
        self.trust = trust
        self.identity = identity
    }
}

/// TLS settings of the plugin's own, in place of the certificates that host and plugin otherwise make for each start: what
/// go-plugin calls `TLSProvider`.
///
/// The host must have settings that fit, from somewhere else: in PluginHost `PluginLaunch.tlsSettings`, in go-plugin
/// `TLSConfig`. TLS is 1.2 or newer, and both sides must speak HTTP/2 by ALPN.
public struct PluginTLSSettings: Sendable {
    /// What is shown to the host; its certificate must be allowed for both roles, or say nothing about roles, if the plugin
    /// connects to services of the host.
    public var identity: TLSIdentity
    /// Which certificate of the host is accepted; nil to let anybody in who can connect to the socket. The plugin cannot
    /// connect to services of the host then, because it could not know whom it talks to.
    public var trust: TLSTrust?
    /// The host name that the host's certificate must be for where the plugin connects to services of the host.
    public var serverName = "localhost"

    /// Creates settings.
    public init(identity: TLSIdentity, trust: TLSTrust? = nil) {
        self.identity = identity
        self.trust = trust
    }
}

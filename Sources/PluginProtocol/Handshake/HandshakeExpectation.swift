/// What a host asked its plugin for, and so what it accepts in the handshake line.
public struct HandshakeExpectation: Sendable, Hashable {
    /// The app protocol versions that the host offered.
    public var appProtocols: [Int]
    /// Whether the plugin must, may or must not answer with a certificate.
    public var certificate: CertificateExpectation
    /// Whether the host asked for multiplexing and cannot go on without it.
    public var multiplexing: Bool
    /// Whether a TCP address may be another machine's. The default is false: a line from a plugin must not make the
    /// host connect to places in its network.
    public var allowsRemoteAddress: Bool

    /// Creates an expectation.
    public init(
        appProtocols: [Int],
        certificate: CertificateExpectation = .required,
        multiplexing: Bool = false,
        allowsRemoteAddress: Bool = false
    ) {
        self.appProtocols = appProtocols
        self.certificate = certificate
        self.multiplexing = multiplexing
        self.allowsRemoteAddress = allowsRemoteAddress
    }
}

/// What a host wants in the certificate field of the handshake line.
public enum CertificateExpectation: Sendable, Hashable {
    /// The host sent its certificate, and a plugin that answers without one is refused.
    case required
    /// The host sent its certificate, and takes a plugin that answers without one as it is, without TLS.
    case optional
    /// The host sent no certificate, and a plugin that answers with one is refused.
    case none
}

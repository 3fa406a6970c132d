/// The one line that a plugin prints on stdout to say where and how it can be reached.
///
/// `CORE|APP|NETWORK|ADDRESS|PROTOCOL|CERTIFICATE` and, only for a host that asked, `|MULTIPLEXING`. The core protocol
/// is always ``coreProtocol`` and the protocol always ``wireProtocol``, so they are no properties.
public struct HandshakeLine: Sendable, Hashable {
    /// The version of go-plugin's own protocol, field 0.
    public static let coreProtocol = 1
    /// The kind of remote procedure call, field 4. The other kind that exists, `netrpc`, needs Go's own encoding.
    public static let wireProtocol = "grpc"

    /// The version of the plugin's contract that plugin and host agreed on, field 1.
    public var appProtocol: Int
    /// Where the plugin listens, fields 2 and 3.
    public var address: PluginAddress
    /// The certificate (DER) that the plugin's listener shows, field 5; nil when it serves without TLS.
    public var serverCertificate: [UInt8]?
    /// Whether the plugin can multiplex its broker's connections, field 6; nil when the field is absent.
    ///
    /// Hosts older than go-plugin 1.6 take a seventh field for a part of the certificate, so it is printed only when
    /// the host asked (``ServeEnvironment/printsMultiplexing``).
    public var multiplexing: Bool?

    /// Creates a line.
    public init(
        appProtocol: Int,
        address: PluginAddress,
        serverCertificate: [UInt8]? = nil,
        multiplexing: Bool? = nil
    ) {
        self.appProtocol = appProtocol
        self.address = address
        self.serverCertificate = serverCertificate
        self.multiplexing = multiplexing
    }

    /// What a plugin prints, without the newline.
    ///
    /// The certificate is base64 without padding; a line without certificate ends with `|`.
    public var text: String {
        let certificate = serverCertificate.map { Base64.encode($0) } ?? ""
        let line =
            "\(Self.coreProtocol)|\(appProtocol)|\(address.network)|\(address.text)|\(Self.wireProtocol)|\(certificate)"
        return multiplexing.map { "\(line)|\($0)" } ?? line
    }
}

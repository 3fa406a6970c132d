extension HandshakeLine {
    /// A certificate field of up to this many characters is ignored, as go-plugin does: some old plugins wrote other
    /// things there.
    public static let ignoredCertificateLength = 50

    /// Reads the first line of a plugin's stdout and holds it against what the host asked for.
    ///
    /// Space around the line, a carriage return and fields behind the seventh are accepted.
    ///
    /// - Parameters:
    ///   - line: The line, of a length that the caller has limited (``HandshakeLineReader``).
    ///   - expectation: What the host asked for.
    public init(
        parsing line: some Sequence<UInt8>,
        expecting expectation: HandshakeExpectation
    ) throws(PluginProtocolError) {
        let fields = HandshakeFields(line)
        guard fields.count >= 4 else { throw .unrecognized(fields.line) }
        try Self.checkCoreProtocol(fields.text(0))
        appProtocol = try Self.appProtocol(fields.text(1), offered: expectation.appProtocols)
        address = try PluginAddress(network: fields.text(2), fields[3], allowingRemote: expectation.allowsRemoteAddress)
        try Self.checkProtocol(fields.count > 4 ? fields.text(4) : "netrpc")
        serverCertificate = try Self.certificate(fields.count > 5 ? fields[5] : [], expectation.certificate)
        multiplexing = try Self.multiplexing(fields.count > 6 ? fields.text(6) : nil, asked: expectation.multiplexing)
    }

    private static func checkCoreProtocol(_ field: String) throws(PluginProtocolError) {
        let version: Int
        do {
            version = try GoValue.integer(field)
        } catch {
            throw PluginProtocolError(
                code: .invalidCoreProtocol,
                message: """
                    error parsing core protocol version: \(error.text)
                    The first field of a handshake line is the number \(coreProtocol). \
                    \(PluginProtocolError.onlyTheLine)
                    """
            )
        }
        guard version == coreProtocol else {
            throw PluginProtocolError(
                code: .incompatibleCoreProtocol,
                message: """
                    incompatible core API version with plugin. \
                    Plugin version: \(SafeText.escaping(field)), Core version: \(coreProtocol)

                    To fix this, the plugin usually only needs to be recompiled.
                    Please report this to the plugin author
                    """
            )
        }
    }

    private static func appProtocol(_ field: String, offered: [Int]) throws(PluginProtocolError) -> Int {
        let version: Int
        do {
            version = try GoValue.integer(field)
        } catch {
            throw PluginProtocolError(
                code: .invalidAppProtocol,
                message: """
                    Error parsing protocol version \(SafeText.quoting(field)): \(error.text)
                    The second field of a handshake line is the number of the agreed app protocol version.
                    """
            )
        }
        guard offered.contains(version) else {
            let versions = Set(offered).sorted().map(String.init).joined(separator: " ")
            throw PluginProtocolError(
                code: .incompatibleAppProtocol,
                message: """
                    incompatible API version with plugin. Plugin version: \(version), Client versions: [\(versions)]
                    The plugin serves none of the versions that it was offered: \
                    use a plugin built for one of them, or add \(version) to the app protocols.
                    """
            )
        }
        return version
    }

    private static func checkProtocol(_ name: String) throws(PluginProtocolError) {
        guard name != wireProtocol else { return }
        let help =
            name == "netrpc"
            ? "The plugin speaks net/rpc, which only a host written in Go can decode; it must be rebuilt to serve gRPC."
            : "The fifth field of the handshake line names the protocol; it must be \(wireProtocol)."
        throw PluginProtocolError(
            code: .unsupportedProtocol,
            message: "unsupported plugin protocol \(SafeText.quoting(name)). Supported: [\(wireProtocol)]\n\(help)"
        )
    }

    private static func multiplexing(_ field: String?, asked: Bool) throws(PluginProtocolError) -> Bool? {
        let value = field.flatMap(GoValue.boolean)
        guard asked, value != true else { return value }
        let notSupported = "client requested gRPC broker multiplexing but plugin does not support the feature"
        switch (field, value) {
        case (let field?, nil):
            throw PluginProtocolError(
                code: .invalidMultiplexing,
                message: """
                    error parsing \(SafeText.quoting(field)) as a boolean for gRPC broker multiplexing support
                    The seventh field of the handshake line is true or false.
                    """
            )
        case (nil, _):
            throw PluginProtocolError(
                code: .multiplexingNotSupported,
                message: """
                    \(notSupported); for Go plugins, you will need to update the github.com/hashicorp/go-plugin \
                    dependency and recompile
                    Or start the plugin without multiplexing.
                    """
            )
        default:
            throw PluginProtocolError(
                code: .multiplexingNotSupported,
                message: "\(notSupported)\nStart the plugin without multiplexing."
            )
        }
    }
}

extension PluginProtocolError {
    static func unrecognized(_ line: some Collection<UInt8>) -> Self {
        PluginProtocolError(
            code: .unrecognizedLine,
            message: """
                Unrecognized remote plugin message: \(SafeText.escaping(line))
                This is the first line on the program's stdout, and it is no handshake line. \(onlyTheLine)
                """
        )
    }
}

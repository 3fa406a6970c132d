import GRPCCore
import PluginProtocol
import PluginTransport

/// A plugin that has printed its line.
struct ServingPlugin: Sendable {
    let process: TrialProcess
    /// The bytes of its line, with the newline.
    let rawLine: [UInt8]
    /// What the line says.
    let line: HandshakeLine
    /// The host's key and certificate; nil without TLS.
    let host: TransportIdentity?

    init(process: TrialProcess, line: [UInt8], host: TransportIdentity?) throws {
        self.process = process
        rawLine = line
        self.host = host
        let fields = line.dropLast().split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        // Whatever version it chose: that is for other checks to judge.
        let version = fields.count > 1 ? Int(String(decoding: fields[1], as: UTF8.self)) : nil
        do {
            self.line = try HandshakeLine(
                parsing: line,
                expecting: HandshakeExpectation(
                    appProtocols: version.map { [$0] } ?? [],
                    certificate: host == nil ? .none : .optional
                )
            )
        } catch {
            throw CheckFinding("its line \(SafeText.quoting(line.dropLast())) is refused: \(error.message)")
        }
    }

    /// The certificate in its line.
    ///
    /// - Throws: ``CheckNotApplicable`` when the plugin does not do automatic mutual TLS.
    func certificate() throws -> [UInt8] {
        guard let certificate = line.serverCertificate else {
            throw CheckNotApplicable("the plugin does not do automatic mutual TLS")
        }
        return certificate
    }

    /// How its host connects to it.
    var security: ConnectionSecurity {
        guard let host, let certificate = line.serverCertificate else { return .plaintext }
        return .mutualTLS(identity: host, peerCertificateDER: certificate)
    }

    /// Connects as its host does.
    func connect() async throws -> PluginConnection {
        try await PluginConnector.connect(to: line.address, security: security)
    }

    /// The path of its socket; nil when it listens on TCP.
    var socketPath: String? {
        guard case .unix(let path) = line.address else { return nil }
        return path
    }

    /// Sees that it answers a ping as hosts make it.
    func requireHealth(_ when: String) async throws {
        let connection = try await connect()
        let health = try await PluginServicesClient(transport: connection.transport).health(timeout: .seconds(10))
        try require(health == "SERVING", "\(when) its health is \(health) and not SERVING")
    }
}

extension PluginConnection {
    /// Calls a method with one request and one answer, both as bytes.
    func unary(_ service: String, _ method: String, _ request: [UInt8], timeout: Duration) async throws -> [UInt8] {
        let method = UnaryMethod<[UInt8], [UInt8]>(
            MethodDescriptor(fullyQualifiedService: service, method: method),
            serializer: BytesCoding(),
            deserializer: BytesCoding()
        )
        var options = CallOptions.defaults
        options.timeout = timeout
        return try await transport.call(method, request, options: options).message
    }
}

/// Messages that are bytes already.
private struct BytesCoding: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
        Bytes(message)
    }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] {
        bytes.withUnsafeBytes { Array($0) }
    }
}

extension HandshakeLine {
    /// Reads the certificate field: base64 with or without padding, of one DER value of the kind a certificate is.
    ///
    /// Only the outermost frame of the DER is looked at here; whoever opens the connection reads the rest.
    static func certificate(
        _ field: ArraySlice<UInt8>,
        _ expectation: CertificateExpectation
    ) throws(PluginProtocolError) -> [UInt8]? {
        guard field.count > ignoredCertificateLength else {
            guard expectation != .required else { throw missingCertificate(field) }
            return nil
        }
        let certificate: [UInt8]
        do {
            certificate = try Base64.decode(field)
        } catch {
            switch error {
            case .illegalByte(let offset): throw invalidCertificate("illegal base64 data at input byte \(offset)")
            case .illegalLength: throw invalidCertificate("illegal base64 data: the text is cut or has wrong padding")
            }
        }
        guard isOneSequence(certificate) else { throw invalidCertificate("x509: malformed certificate") }
        guard expectation != .none else {
            throw PluginProtocolError(
                code: .unexpectedCertificate,
                message: """
                    plugin answered with a TLS certificate that it was not asked for
                    It may have inherited PLUGIN_CLIENT_CERT, or it always serves with TLS: \
                    ask for TLS to start this plugin.
                    """
            )
        }
        return certificate
    }

    private static func missingCertificate(_ field: ArraySlice<UInt8>) -> PluginProtocolError {
        let found =
            field.isEmpty
            ? "The sixth field of its handshake line is empty or absent."
            : "The sixth field of its handshake line is \(SafeText.quoting(field)), too short for a certificate."
        return PluginProtocolError(
            code: .missingCertificate,
            message: """
                plugin answered without a TLS certificate, and TLS is required
                \(found) The plugin does not know automatic mutual TLS; \
                a connection without it must be asked for (TLS optional or off).
                """
        )
    }

    private static func invalidCertificate(_ reason: String) -> PluginProtocolError {
        PluginProtocolError(
            code: .invalidCertificate,
            message: """
                error parsing server cert: \(reason)
                The sixth field of the handshake line is the plugin's certificate (DER) in base64 without padding.
                """
        )
    }

    /// Whether the bytes are exactly one DER SEQUENCE, by its tag and length.
    private static func isOneSequence(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, bytes[0] == 0x30 else { return false }
        guard bytes[1] >= 0x80 else { return bytes.count == 2 + Int(bytes[1]) }
        let lengthSize = Int(bytes[1] & 0x7f)
        guard (1...4).contains(lengthSize), bytes.count >= 2 + lengthSize else { return false }
        let length = bytes[2..<(2 + lengthSize)].reduce(0) { $0 << 8 | Int($1) }
        return bytes.count == 2 + lengthSize + length
    }
}

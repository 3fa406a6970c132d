import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Handshake line: what a host accepts and refuses")
struct HandshakeLineParsingTests {
    struct Accepted: Sendable, CustomTestStringConvertible {
        var line: String
        var result: HandshakeLine
        var certificate: CertificateExpectation = .none
        var multiplexing = false

        var testDescription: String { SafeText.escaping(line, limit: 80) }
    }

    static let socket = PluginAddress.unix(path: "/tmp/plugin123")
    static let der = FakeCertificate.der()
    static let base64 = FakeCertificate.base64
    static let plain = HandshakeLine(appProtocol: 1, address: socket)

    static let accepted: [Accepted] = [
        Accepted(line: "1|1|unix|/tmp/plugin123|grpc|", result: plain),
        Accepted(line: "1|1|unix|/tmp/plugin123|grpc", result: plain),
        Accepted(line: "1|1|unix|/tmp/plugin123|grpc|\r", result: plain),
        Accepted(line: " \t1|1|unix|/tmp/plugin123|grpc| \r\n", result: plain),
        Accepted(line: "+1|01|unix|/tmp/plugin123|grpc|", result: plain),
        Accepted(line: "1|1|unix|/tmp/plugin123|grpc|||more|fields", result: plain),
        Accepted(
            line: "1|5|tcp|127.0.0.1:1234|grpc|",
            result: HandshakeLine(appProtocol: 5, address: .tcp(host: "127.0.0.1", port: 1_234))
        ),
        // A sixth field that is too short for a certificate.
        Accepted(
            line: "1|1|unix|/tmp/plugin123|grpc|\(String(repeating: "!", count: 50))",
            result: plain,
            certificate: .optional
        ),
        Accepted(line: "1|1|unix|/tmp/plugin123|grpc|", result: plain, certificate: .optional),
        Accepted(
            line: "1|1|unix|/tmp/plugin123|grpc|\(base64)",
            result: HandshakeLine(appProtocol: 1, address: socket, serverCertificate: der),
            certificate: .required
        ),
        Accepted(
            line: "1|1|unix|/tmp/plugin123|grpc|\(base64)",
            result: HandshakeLine(appProtocol: 1, address: socket, serverCertificate: der),
            certificate: .optional
        ),
        // With multiplexing asked for.
        Accepted(
            line: "1|1|unix|/tmp/plugin123|grpc||true",
            result: HandshakeLine(appProtocol: 1, address: socket, multiplexing: true),
            multiplexing: true
        ),
        Accepted(
            line: "1|1|unix|/tmp/plugin123|grpc||1|x",
            result: HandshakeLine(appProtocol: 1, address: socket, multiplexing: true),
            multiplexing: true
        ),
        // Without: the field is read when it can be and never an error.
        Accepted(
            line: "1|1|unix|/tmp/plugin123|grpc||false",
            result: HandshakeLine(appProtocol: 1, address: socket, multiplexing: false)
        ),
        Accepted(line: "1|1|unix|/tmp/plugin123|grpc||yes", result: plain),
    ]

    @Test("is accepted", .conforms(to: 20, 33, 35, 36, 41), arguments: accepted)
    func accepts(_ row: Accepted) throws {
        let expectation = HandshakeExpectation(
            appProtocols: [5, 1],
            certificate: row.certificate,
            multiplexing: row.multiplexing
        )
        #expect(try HandshakeLine(parsing: Array(row.line.utf8), expecting: expectation) == row.result)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var line: String
        var code: PluginProtocolError.Code
        /// How the message begins.
        var text: String
        var certificate: CertificateExpectation = .none
        var multiplexing = false
        var appProtocols = [1]

        var testDescription: String { SafeText.escaping(line, limit: 80) }
    }

    static let unsupportedMultiplexing =
        "client requested gRPC broker multiplexing but plugin does not support the feature"

    static let refused: [Refused] = [
        Refused(line: "", code: .unrecognizedLine, text: "Unrecognized remote plugin message: \n"),
        Refused(
            line: "Starting up",
            code: .unrecognizedLine,
            text: "Unrecognized remote plugin message: Starting up\n"
        ),
        Refused(line: "1|1|unix", code: .unrecognizedLine, text: "Unrecognized remote plugin message: 1|1|unix\n"),
        Refused(
            line: "x|1|unix|/s|grpc|",
            code: .invalidCoreProtocol,
            text: "error parsing core protocol version: strconv.Atoi: parsing \"x\": invalid syntax\n"
        ),
        Refused(
            line: "|1|unix|/s|grpc|",
            code: .invalidCoreProtocol,
            text: "error parsing core protocol version: strconv.Atoi: parsing \"\": invalid syntax\n"
        ),
        Refused(
            line: "99999999999999999999|1|unix|/s|grpc|",
            code: .invalidCoreProtocol,
            text: "error parsing core protocol version: "
                + "strconv.Atoi: parsing \"99999999999999999999\": value out of range\n"
        ),
        Refused(
            line: "2|1|unix|/s|grpc|",
            code: .incompatibleCoreProtocol,
            text: """
                incompatible core API version with plugin. Plugin version: 2, Core version: 1

                To fix this, the plugin usually only needs to be recompiled.
                Please report this to the plugin author
                """
        ),
        Refused(
            line: "1|y|unix|/s|grpc|",
            code: .invalidAppProtocol,
            text: "Error parsing protocol version \"y\": strconv.Atoi: parsing \"y\": invalid syntax\n"
        ),
        Refused(
            line: "1|%d1|unix|/s|grpc|",
            code: .invalidAppProtocol,
            text: "Error parsing protocol version \"%d1\": "
        ),
        Refused(
            line: "1|9|unix|/s|grpc|",
            code: .incompatibleAppProtocol,
            text: "incompatible API version with plugin. Plugin version: 9, Client versions: [1]\n"
        ),
        Refused(
            line: "1|11|unix|/s|grpc|",
            code: .incompatibleAppProtocol,
            text: "incompatible API version with plugin. Plugin version: 11, Client versions: [5 6]\n",
            appProtocols: [6, 5, 6]
        ),
        Refused(line: "1|1|pipe|/s|grpc|", code: .unknownNetwork, text: "unknown address type: /s\n"),
        Refused(line: "1|1||/s|grpc|", code: .unknownNetwork, text: "unknown address type: /s\n"),
        Refused(
            line: "1|1|tcp|127.0.0.1:99999|grpc|",
            code: .invalidAddress,
            text: "address 99999: invalid port\n"
        ),
        Refused(
            line: "1|1|unix|/s",
            code: .unsupportedProtocol,
            text: "unsupported plugin protocol \"netrpc\". Supported: [grpc]\n"
        ),
        Refused(
            line: "1|1|tcp|127.0.0.1:1234",
            code: .unsupportedProtocol,
            text: "unsupported plugin protocol \"netrpc\". Supported: [grpc]\n"
        ),
        Refused(
            line: "1|1|unix|/s|netrpc|",
            code: .unsupportedProtocol,
            text: "unsupported plugin protocol \"netrpc\". Supported: [grpc]\n"
        ),
        Refused(
            line: "1|1|unix|/s||",
            code: .unsupportedProtocol,
            text: "unsupported plugin protocol \"\". Supported: [grpc]\n"
        ),
        Refused(
            line: "1|1|unix|/s|grpc|",
            code: .missingCertificate,
            text: "plugin answered without a TLS certificate, and TLS is required\n",
            certificate: .required
        ),
        Refused(
            line: "1|1|unix|/s|grpc",
            code: .missingCertificate,
            text: "plugin answered without a TLS certificate, and TLS is required\n",
            certificate: .required
        ),
        Refused(
            line: "1|1|unix|/s|grpc|\(String(repeating: "A", count: 50))",
            code: .missingCertificate,
            text: "plugin answered without a TLS certificate, and TLS is required\n",
            certificate: .required
        ),
        Refused(
            line: "1|1|unix|/s|grpc|\(base64)",
            code: .unexpectedCertificate,
            text: "plugin answered with a TLS certificate that it was not asked for\n"
        ),
        Refused(
            line: "1|1|unix|/s|grpc|",
            code: .multiplexingNotSupported,
            text: "\(unsupportedMultiplexing); for Go plugins, you will need to update the "
                + "github.com/hashicorp/go-plugin dependency and recompile\n",
            multiplexing: true
        ),
        Refused(
            line: "1|1|unix|/s|grpc||false",
            code: .multiplexingNotSupported,
            text: "\(unsupportedMultiplexing)\n",
            multiplexing: true
        ),
        Refused(
            line: "1|1|unix|/s|grpc||yes",
            code: .invalidMultiplexing,
            text: "error parsing \"yes\" as a boolean for gRPC broker multiplexing support\n",
            multiplexing: true
        ),
        Refused(
            line: "1|1|unix|/s|grpc||",
            code: .invalidMultiplexing,
            text: "error parsing \"\" as a boolean for gRPC broker multiplexing support\n",
            multiplexing: true
        ),
    ]

    @Test(
        "is refused with go-plugin's words",
        .conforms(to: 21, 22, 23, 24, 25, 26, 27, 28, 39, 40, 41),
        arguments: refused
    )
    func refuses(_ row: Refused) throws {
        let expectation = HandshakeExpectation(
            appProtocols: row.appProtocols,
            certificate: row.certificate,
            multiplexing: row.multiplexing
        )
        let error = try #require(
            failure { () throws(PluginProtocolError) in
                _ = try HandshakeLine(parsing: Array(row.line.utf8), expecting: expectation)
            }
        )
        #expect(error.code == row.code)
        #expect(error.message.hasPrefix(row.text), "\(error.message)")
        #expect(error.description == error.message)
    }

    @Test("Hostile bytes are escaped and cut in the message")
    func hostileLine() throws {
        let line = Array("\u{1b}[2J\u{202e}".utf8) + [0xff, 0x00] + Array(repeating: UInt8(ascii: "x"), count: 60_000)
        let error = try #require(
            failure { () throws(PluginProtocolError) in
                _ = try HandshakeLine(parsing: line, expecting: HandshakeExpectation(appProtocols: [1]))
            }
        )
        #expect(error.message.hasPrefix("Unrecognized remote plugin message: \\x1b[2J\\u202e\\xff\\x00xxx"))
        #expect(error.message.contains("... (\(line.count - SafeText.defaultLimit) bytes more)"))
        #expect(error.message.utf8.count < 1_000)
    }

    @Test("The help for a banner says what to do with it", .conforms(to: 34))
    func bannerHelp() throws {
        let error = try #require(
            failure { () throws(PluginProtocolError) in
                _ = try HandshakeLine(
                    parsing: "Listening on port 80".utf8,
                    expecting: HandshakeExpectation(appProtocols: [1])
                )
            }
        )
        #expect(error.message.contains("print nothing on stdout before its handshake line"))
        #expect(error.message.contains("stderr"))
    }
}

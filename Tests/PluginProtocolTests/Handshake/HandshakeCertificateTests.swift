import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Handshake line: the certificate field")
struct HandshakeCertificateTests {
    private func parse(
        _ field: some Collection<UInt8>,
        _ expectation: CertificateExpectation = .required
    ) throws(PluginProtocolError) -> [UInt8]? {
        try HandshakeLine(
            parsing: Array("1|1|unix|/s|grpc|".utf8) + Array(field),
            expecting: HandshakeExpectation(appProtocols: [1], certificate: expectation)
        ).serverCertificate
    }

    @Test("Base64 is read with and without padding", .conforms(to: 38), arguments: [300, 301, 302])
    func padding(length: Int) throws {
        let der = FakeCertificate.der(length: length)
        let unpadded = Base64.encode(der)
        let padded = unpadded + String(repeating: "=", count: (4 - unpadded.utf8.count % 4) % 4)
        #expect(try parse(unpadded.utf8) == der)
        #expect(try parse(padded.utf8) == der)
    }

    @Test(
        "Every length form of DER is followed, and nothing may follow the value",
        .conforms(to: 37),
        arguments: [
            ([0x30, 0x7f], 0x7f, true), ([0x30, 0x81, 0x80], 0x80, true), ([0x30, 0x82, 0x01, 0x00], 0x100, true),
            ([0x30, 0x84, 0, 0, 1, 0], 0x100, true), ([0x30, 0x82, 0x01, 0x00], 0x101, false),
            ([0x30, 0x82, 0x01, 0x00], 0xff, false), ([0x30, 0x80], 0x80, false), ([0x31, 0x7f], 0x7f, false),
            ([0x30, 0x85, 0, 0, 0, 1, 0], 0x100, false), ([0x30, 0xff], 0x100, false),
        ] as [([UInt8], Int, Bool)]
    )
    func frame(header: [UInt8], body: Int, isGood: Bool) throws {
        let field = Base64.encode(header + [UInt8](repeating: 5, count: body))
        let error = failure { () throws(PluginProtocolError) in _ = try parse(field.utf8) }
        #expect((error == nil) == isGood)
        if !isGood {
            #expect(error?.message.hasPrefix("error parsing server cert: x509: malformed certificate\n") == true)
        }
    }

    @Test(
        "Bad base64 is refused, whether TLS was asked for or not",
        .conforms(to: 37),
        arguments: [.required, .optional, .none] as [CertificateExpectation]
    )
    func badBase64(expectation: CertificateExpectation) {
        let field = String(repeating: "A", count: 60) + "?" + String(repeating: "A", count: 3)
        let error = failure { () throws(PluginProtocolError) in _ = try parse(field.utf8, expectation) }
        #expect(error?.code == .invalidCertificate)
        #expect(
            error?.message.hasPrefix("error parsing server cert: illegal base64 data at input byte 60\n") == true
        )
    }

    @Test("A cut base64 text is refused", .conforms(to: 37))
    func cutBase64() {
        let error = failure { () throws(PluginProtocolError) in _ = try parse(String(repeating: "A", count: 61).utf8) }
        #expect(error?.code == .invalidCertificate)
        #expect(error?.message.hasPrefix("error parsing server cert: illegal base64 data") == true)
    }

    @Test("50 characters are ignored and 51 are a certificate", .conforms(to: 36))
    func ignoredLength() throws {
        #expect(HandshakeLine.ignoredCertificateLength == 50)
        #expect(try parse(String(repeating: "A", count: 50).utf8, .optional) == nil)
        let error = failure { () throws(PluginProtocolError) in
            _ = try parse(String(repeating: "A", count: 51).utf8, .optional)
        }
        #expect(error?.code == .invalidCertificate)
    }
}

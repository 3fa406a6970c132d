import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Handshake line: what a plugin prints")
struct HandshakeLineTextTests {
    @Test("A plain line ends with a bar", .conforms(to: 20))
    func plain() {
        let line = HandshakeLine(appProtocol: 3, address: .unix(path: "/tmp/plugin1"))
        #expect(line.text == "1|3|unix|/tmp/plugin1|grpc|")
    }

    @Test("The seventh field is there only when it has a value", .conforms(to: 41), arguments: [true, false])
    func multiplexing(value: Bool) {
        let line = HandshakeLine(appProtocol: 1, address: .tcp(host: "127.0.0.1", port: 80), multiplexing: value)
        #expect(line.text == "1|1|tcp|127.0.0.1:80|grpc||\(value)")
    }

    @Test("The certificate is base64 without padding", .conforms(to: 38), arguments: [300, 301, 302])
    func certificate(length: Int) {
        let der = FakeCertificate.der(length: length)
        let text = HandshakeLine(appProtocol: 1, address: .unix(path: "/s"), serverCertificate: der).text
        #expect(text == "1|1|unix|/s|grpc|\(Base64.encode(der))")
        #expect(!text.contains("="))
    }

    @Test(
        "What was printed reads as the same value",
        arguments: [
            HandshakeLine(appProtocol: 1, address: .unix(path: "/tmp/a b/ü.sock")),
            HandshakeLine(appProtocol: -2, address: .tcp(host: "::1", port: 65_535), multiplexing: true),
            HandshakeLine(
                appProtocol: .max,
                address: .tcp(host: "localhost", port: 1),
                serverCertificate: FakeCertificate.der(length: 2_000),
                multiplexing: false
            ),
        ]
    )
    func roundTrip(line: HandshakeLine) throws {
        let expectation = HandshakeExpectation(appProtocols: [line.appProtocol], certificate: .optional)
        #expect(try HandshakeLine(parsing: line.text.utf8, expecting: expectation) == line)
    }
}

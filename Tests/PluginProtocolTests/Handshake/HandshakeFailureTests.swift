import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Handshake failures that are no line")
struct HandshakeFailureTests {
    @Test("End of stdout without a line", .conforms(to: 29))
    func noLine() {
        let error = PluginProtocolError.noHandshakeLine()
        #expect(error.code == .noLine)
        #expect(
            error.message.hasPrefix(
                "Unrecognized remote plugin message: \nFailed to read any lines from plugin's stdout\n"
            )
        )
        let partial = PluginProtocolError.noHandshakeLine(partial: "Hel\u{7}lo".utf8)
        #expect(partial.message.hasPrefix("Unrecognized remote plugin message: Hel\\x07lo\nFailed to read any lines"))
    }

    @Test("No line in time", .conforms(to: 31))
    func timeout() {
        let error = PluginProtocolError.startTimeout(after: .seconds(60))
        #expect(error.code == .startTimeout)
        #expect(error.message.hasPrefix("timeout while waiting for plugin to start\n"))
        #expect(error.message.contains("60.0 seconds"))
        #expect(error.message.contains("It printed nothing on stdout."))
        let partial = PluginProtocolError.startTimeout(after: .seconds(1), partial: "Loading".utf8)
        #expect(partial.message.contains("It printed \"Loading\" on stdout, without a newline."))
    }

    @Test(
        "The process ended first",
        .conforms(to: 30),
        arguments: [(.exited(1), "exited with code 1"), (.signaled(9), "was ended by signal 9")]
            as [(StopMachine.ExitStatus, String)]
    )
    func exited(status: StopMachine.ExitStatus, text: String) {
        let error = PluginProtocolError.exitedBeforeHandshake(status, partial: "Hi".utf8)
        #expect(error.code == .exitedEarly)
        #expect(error.message.hasPrefix("plugin exited before we could connect\n"))
        #expect(error.message.contains("The process \(text) before its handshake line. It printed \"Hi\" on stdout"))
        #expect(!PluginProtocolError.exitedBeforeHandshake(status).message.contains("It printed"))
    }

    @Test("A code is known by its name")
    func code() {
        #expect(PluginProtocolError.Code.missingCertificate.description == "missingCertificate")
        #expect(PluginProtocolError.Code.noLine != .lineTooLong)
    }
}

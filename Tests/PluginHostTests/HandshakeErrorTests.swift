import PluginHost
import PluginProtocol
import TestSupport
import Testing

/// Every row of the table of handshake errors, with a process that prints the line.
@Suite(.startsProcesses) struct HandshakeErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var line: String
        var message: String
        var code: PluginProtocolError.Code

        init(_ line: String, _ message: String, _ code: PluginProtocolError.Code) {
            self.line = line
            self.message = message
            self.code = code
        }

        var testDescription: String { line }
    }

    @Test(
        .conforms(to: 21, 22, 23, 24, 25, 26, 27, 28),
        arguments: [
            Row("1|1|unix", "Unrecognized remote plugin message: 1|1|unix", .unrecognizedLine),
            Row("hello", "Unrecognized remote plugin message: hello", .unrecognizedLine),
            Row("", "Unrecognized remote plugin message: ", .unrecognizedLine),
            Row("x|1|unix|/s|grpc|", "error parsing core protocol version: ", .invalidCoreProtocol),
            Row(
                "2|1|unix|/s|grpc|",
                "incompatible core API version with plugin. Plugin version: 2, Core version: 1",
                .incompatibleCoreProtocol
            ),
            Row("1|y|unix|/s|grpc|", "Error parsing protocol version \"y\": ", .invalidAppProtocol),
            Row(
                "1|9|unix|/s|grpc|",
                "incompatible API version with plugin. Plugin version: 9, Client versions: [1]",
                .incompatibleAppProtocol
            ),
            Row("1|1|pipe|/s|grpc|", "unknown address type: /s", .unknownNetwork),
            Row("1|1|tcp|99999|grpc|", "address 99999: ", .invalidAddress),
            Row("1|1|tcp|127.0.0.1:99999|grpc|", "address 99999: invalid port", .invalidAddress),
            Row(
                "1|1|unix|/s",
                "unsupported plugin protocol \"netrpc\". Supported: [grpc]",
                .unsupportedProtocol
            ),
            Row("1|1|unix|/s|netrpc|", "unsupported plugin protocol \"netrpc\"", .unsupportedProtocol),
            Row("1|1|unix|/s||", "unsupported plugin protocol \"\"", .unsupportedProtocol),
        ]
    )
    func lineIsRefused(_ row: Row) async throws {
        let error = try #require(try await FakePlugin.printing(row.line).startFailure())
        #expect(error.code == .handshake)
        let cause = try #require(error.cause as? PluginProtocolError)
        #expect(cause.message.hasPrefix(row.message), "\(cause.message)")
        #expect(cause.code == row.code)
    }

    @Test(.conforms(to: 37)) func badCertificateIsRefused() async throws {
        var plugin = try FakePlugin.printing("1|1|unix|/s|grpc|" + String(repeating: "!", count: 60))
        plugin.launch.tls = .required
        let error = try #require(try await plugin.startFailure())
        #expect("\(error)".contains("error parsing server cert"))
    }

    @Test(.conforms(to: 40)) func missingCertificateFailsClosed() async throws {
        var plugin = try FakePlugin.printing("1|1|unix|/s|grpc|")
        plugin.launch.tls = .required
        let error = try #require(try await plugin.startFailure())
        #expect((error.cause as? PluginProtocolError)?.code == .missingCertificate)
    }

    @Test func certificateThatWasNotAskedForIsAnError() async throws {
        let plugin = try FakePlugin.printing("1|1|unix|/s|grpc|" + String(repeating: "A", count: 60))
        let error = try #require(try await plugin.startFailure())
        #expect(error.code == .handshake)
    }

    @Test(.conforms(to: 34)) func bannerBeforeTheLineIsQuoted() async throws {
        let plugin = try FakePlugin("echo Welcome to my plugin\necho '1|1|unix|/s|grpc|'\nexec sleep 600")
        let error = try #require(try await plugin.startFailure())
        #expect("\(error)".contains("Unrecognized remote plugin message: Welcome to my plugin"))
    }

    @Test(.conforms(to: 31)) func silenceEndsAtTheStartTimeout() async throws {
        var plugin = try FakePlugin("exec sleep 600")
        plugin.launch.startTimeout = .milliseconds(200)
        let error = try #require(try await plugin.startFailure())
        #expect("\(error)".contains("timeout while waiting for plugin to start"))
        #expect((error.cause as? PluginProtocolError)?.code == .startTimeout)
    }

    @Test(.conforms(to: 30)) func exitBeforeTheLineIsReportedAtOnceWithTheReason() async throws {
        let plugin = try FakePlugin("echo 'cannot find my settings' >&2\nexit 3")
        let error = try #require(try await plugin.startFailure())
        #expect("\(error)".contains("plugin exited before we could connect"))
        #expect("\(error)".contains("exited with code 3"))
        #expect(error.lastLogLines == ["cannot find my settings"])
    }

    @Test(.conforms(to: 29)) func closedOutputIsReportedLongBeforeTheTimeout() async throws {
        let plugin = try FakePlugin("printf 'half a li'\nexec >&-\nexec sleep 600")
        let error = try #require(try await plugin.startFailure())
        #expect("\(error)".contains("Unrecognized remote plugin message: half a li"))
    }

    @Test(.conforms(to: 29)) func silentOutputThatIsClosed() async throws {
        let plugin = try FakePlugin("exec >&-\nexec sleep 600")
        let error = try #require(try await plugin.startFailure())
        #expect((error.cause as? PluginProtocolError)?.code == .noLine)
    }

    @Test func programThatIsNotThereFailsAtOnce() async throws {
        var plugin = try FakePlugin("exit 0")
        plugin.launch.command.program = "/nonexistent/plugin"
        plugin.launch.stopPolicy.terminateGrace = .seconds(3600)
        #expect(try await plugin.startFailure()?.code == .cannotExecute)
    }

    @Test(.conforms(to: 32)) func lineInPiecesIsJoined() async throws {
        let plugin = try FakePlugin("printf '9|'\nprintf '1|unix|/s|grpc|\\n'\nexec sleep 600")
        let error = try #require(try await plugin.startFailure())
        #expect("\(error)".contains("Plugin version: 9, Core version: 1"))
    }

    @Test(.conforms(to: 13)) func programThatIsNotThere() async throws {
        var plugin = try FakePlugin("exit 0")
        plugin.launch.command.program = "/nonexistent/plugin"
        let error = try #require(try await plugin.startFailure())
        #expect(error.code == .cannotExecute)
        #expect(error.message.contains("/nonexistent/plugin"))
    }

    @Test(.conforms(to: 13)) func programWithoutExecutePermission() async throws {
        var plugin = try FakePlugin("exit 0")
        plugin.launch.command.program = try plugin.folder.write("text", to: "data")
        let error = try #require(try await plugin.startFailure())
        #expect(error.code == .cannotExecute)
        #expect(error.message.contains("it has no execute permission"))
        #expect(error.message.contains("mode 0644"))
    }

    @Test(.conforms(to: 13, 14)) func programForAnotherMachine() async throws {
        var plugin = try FakePlugin("exit 0")
        // The head of an ELF file for s390x, big-endian.
        let head: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 22]
        plugin.launch.command.program = try plugin.folder.write(
            String(decoding: head, as: UTF8.self) + String(repeating: "\0", count: 64),
            to: "foreign",
            mode: 0o755
        )
        let error = try #require(try await plugin.startFailure())
        #expect(error.code == .cannotExecute)
        #expect(error.message.contains("ELF executable (Linux) for s390x"), "\(error.message)")
    }
}

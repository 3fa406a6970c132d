import GRPCCore
import InteropContracts
import Logging
import PluginHost
import PluginProtocol
import PluginTransport
import Subprocess
import SwiftProtobuf
import Synchronization
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A plugin of the SDK as a process, seen from outside.
@Suite(.startsProcesses) struct ServeTests {
    private let cookie = ["INTEROP_PLUGIN": "hello"]

    @Test(.conforms(to: 115), arguments: [[:], ["INTEROP_PLUGIN": "wrong"]])
    func withoutItsCookieItSaysWhatItIs(environment: [String: String]) async throws {
        let result = try await run(Products.executable("kv-plugin"), environment: environment)
        #expect(result.exitCode == 1)
        #expect(result.output.isEmpty)
        #expect(result.error.hasPrefix("This binary is a plugin. These are not meant to be executed directly.\n"))
    }

    @Test(.conforms(to: 59)) func unreadableHostCertificateFailsClosed() async throws {
        let result = try await run(
            Products.executable("kv-plugin"),
            environment: cookie.merging(["PLUGIN_CLIENT_CERT": "not a certificate"]) { $1 }
        )
        #expect(result.exitCode == 1)
        #expect(result.output.isEmpty)
        #expect(result.error.contains("not valid PEM"))
    }

    @Test(.conforms(to: 128)) func socketPathThatIsTooLongIsExplained() async throws {
        let directory = "/tmp/" + String(repeating: "d", count: 120)
        let result = try await run(
            Products.executable("kv-plugin"),
            environment: cookie.merging(["PLUGIN_UNIX_SOCKET_DIR": directory]) { $1 }
        )
        #expect(result.exitCode == 1)
        #expect(result.error.contains("PLUGIN_UNIX_SOCKET_DIR"))
    }

    /// A plugin that was started by hand: its line, and the process to signal.
    private func withPlugin(
        _ environment: [String: String],
        _ body: (HandshakeLine, Int32) async throws -> Void
    ) async throws -> TerminationStatus {
        let variables = cookie.merging(environment) { $1 }
        return try await Subprocess.run(
            .path(FilePath(Products.executable("kv-plugin"))),
            environment: .custom(variables.map { Array("\($0.key)=\($0.value)".utf8) + [0] }),
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            var reader = HandshakeLineReader()
            for try await buffer in execution.standardOutput {
                guard let line = try reader.append(buffer.withUnsafeBytes { Array($0) }) else { continue }
                let parsed = try HandshakeLine(
                    parsing: line,
                    expecting: HandshakeExpectation(appProtocols: [1, 2], certificate: .none)
                )
                try await body(parsed, execution.processIdentifier.value)
                return
            }
            Issue.record("the plugin printed no line")
        }.terminationStatus
    }

    @Test(.conforms(to: 44, 45, 47), arguments: [("", 1), ("2", 2), ("1", 1), ("7,2,1", 2), ("9", 1), ("x,2", 2)])
    func highestCommonVersionIsServedAndElseTheLowest(offered: String, expected: Int) async throws {
        let status = try await withPlugin(["PLUGIN_PROTOCOL_VERSIONS": offered]) { line, processID in
            #expect(line.appProtocol == expected)
            kill(processID, SIGTERM)
        }
        #expect(status == .exited(0))
    }

    @Test(.conforms(to: 110, 111, 113, 126, 129)) func socketIsPrivateInTheDirectoryThatTheHostNamed() async throws {
        let folder = try TemporaryFolder()
        let status = try await withPlugin(["PLUGIN_UNIX_SOCKET_DIR": folder.path]) { line, processID in
            #expect(line.address.text.hasPrefix(folder.path + "/plugin"))
            #expect(fileMode(line.address.text) == 0o600)
            #expect(line.multiplexing == nil)
            kill(processID, SIGINT)
            kill(processID, SIGTERM)
        }
        // SIGINT is the terminal's and the host's matter; SIGTERM ends the plugin in order.
        #expect(status == .exited(0))
        #expect(folder.entries.isEmpty)
    }

    @Test func loopbackPortIsInTheRangeThatTheHostNamed() async throws {
        let range = ["KV_NETWORK": "tcp", "PLUGIN_MIN_PORT": "20000", "PLUGIN_MAX_PORT": "20999"]
        let status = try await withPlugin(range) { line, processID in
            guard case .tcp("127.0.0.1", let port) = line.address else {
                Issue.record("\(line.address) is no loopback port")
                return
            }
            #expect((20000...20999).contains(port))
            kill(processID, SIGTERM)
        }
        #expect(status == .exited(0))
    }

    @Test func portRangeThatIsUpsideDownIsExplained() async throws {
        let range = ["KV_NETWORK": "tcp", "PLUGIN_MIN_PORT": "20", "PLUGIN_MAX_PORT": "10"]
        let result = try await run(Products.executable("kv-plugin"), environment: cookie.merging(range) { $1 })
        #expect(result.exitCode == 1)
        #expect(result.error.contains("PLUGIN_MIN_PORT value of 20 is greater than PLUGIN_MAX_PORT value of 10"))
    }

    @Test(.conforms(to: 127)) func socketForAGroup() async throws {
        let folder = try TemporaryFolder()
        _ = try await withPlugin(["PLUGIN_UNIX_SOCKET_DIR": folder.path, "PLUGIN_UNIX_SOCKET_GROUP": "0"]) {
            #expect(fileMode($0.address.text) == 0o660)
            kill($1, SIGTERM)
        }
        #expect(folder.entries.isEmpty)
    }

    @Test(.conforms(to: 112)) func vanishedHostEndsThePlugin() async throws {
        let folder = try TemporaryFolder()
        // A shell is the host: it starts the plugin, notes its number and is gone at once.
        let script = try folder.script(
            """
            export INTEROP_PLUGIN=hello PLUGIN_UNIX_SOCKET_DIR=\(folder.path)/sockets
            mkdir "$PLUGIN_UNIX_SOCKET_DIR"
            \(try Products.executable("kv-plugin")) > \(folder.path)/line 2> \(folder.path)/log &
            echo $! > \(folder.path)/pid
            while ! grep -q grpc \(folder.path)/line; do :; done
            kill -9 $$
            """
        )
        let result = try await run(script)
        #expect(result.signal == SIGKILL)
        let text = String(decoding: try readFile("\(folder.path)/pid"), as: UTF8.self)
        let processID = try #require(Int32(text.filter(\.isNumber)))
        #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(processID) })
        #expect(try readFile("\(folder.path)/line").last == UInt8(ascii: "\n"))
        let sockets = try await run("/bin/ls", ["\(folder.path)/sockets"])
        #expect(sockets.output.isEmpty)
    }

    @Test(.conforms(to: 64)) func reflectionListsAndDescribesEveryService() async throws {
        _ = try await PluginHost.withPlugin(Peers.swiftLaunch(), logger: RecordingLog().logger()) { plugin in
            let services = try await plugin.services()
            #expect(
                services == [
                    "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                    "grpc.reflection.v1alpha.ServerReflection", "interop.kv.KV", "interop.kv.Reverse",
                    "plugin.GRPCBroker", "plugin.GRPCController", "plugin.GRPCStdio",
                ]
            )
        }
    }

    @Test(.conforms(to: 85)) func crashReportCarriesTheReasonAtErrorLevel() async throws {
        let log = RecordingLog()
        let crash = try #require(PluginMethod("interop.kv.KV/Crash"))
        _ = try await PluginHost.withPlugin(Peers.swiftLaunch(), logger: log.logger()) { plugin in
            _ = try? await plugin.callUnary(crash, request: [])
            _ = try await plugin.waitUntilExit()
        }
        let errors = log.entries.filter { $0.level == .error }.map(\.message)
        #expect(errors.contains { $0.hasPrefix("panic: the plugin crashed (SIG") }, "\(log.entries)")
        #expect(errors.contains { $0.contains("crashed on request") }, "\(errors)")
    }

    @Test(.conforms(to: 80, 88)) func logLevelsAndFieldsReachTheHost() async throws {
        let log = RecordingLog()
        _ = try await PluginHost.withPlugin(Peers.swiftLaunch(), logger: log.logger()) { plugin in
            let store = Interop_Kv_KV.Client(wrapping: plugin.client)
            for level in ["trace", "debug", "info", "warn", "error"] {
                _ = try await store.log(.with { ($0.level, $0.message) = (level, "at \(level) \"quoted\"\n") })
            }
        }
        let levels = log.entries.filter { $0.message.hasPrefix("at ") }.map(\.level)
        #expect(levels == [.trace, .debug, .info, .warning, .error])
        #expect(log.entries.first { $0.message.hasPrefix("at ") }?.metadata["module"] == "kv")
    }
}

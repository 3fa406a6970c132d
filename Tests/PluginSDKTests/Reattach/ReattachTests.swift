import GRPCCore
import Logging
import PluginHost
import PluginProtocol
import PluginSDK
import PluginTransport
import Subprocess
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

/// Hosts that attach to a plugin which somebody else has started.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct ReattachTests {
    private static func reattachment(_ configuration: ReattachConfiguration) -> PluginReattachment {
        var reattachment = PluginReattachment(name: "attached", configuration: configuration)
        reattachment.connectTimeout = .seconds(60)
        reattachment.stopPolicy.shutdownDeadline = .seconds(30)
        reattachment.stopPolicy.exitGrace = .seconds(30)
        return reattachment
    }

    @Sendable private static func method(_ name: String) throws -> PluginMethod {
        try #require(PluginMethod("interop.kv.KV/\(name)"))
    }

    /// A message of fields that are bytes, numbered from 1; short ones.
    private static func message(_ fields: [UInt8]...) -> [UInt8] {
        fields.enumerated().flatMap { [UInt8(($0 + 1) << 3 | 2), UInt8($1.count)] + $1 }
    }

    /// Starts the package's plugin as a shell would, and tells where it is.
    private static func withLonelyPlugin(
        _ body: @escaping @Sendable (ReattachConfiguration) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        _ = try await Subprocess.run(
            .path(FilePath(try Products.executable("kv-plugin"))),
            environment: .custom([
                "INTEROP_PLUGIN": "hello", "PLUGIN_PROTOCOL_VERSIONS": "1", "TMPDIR": "\(folder.path)",
            ]),
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            var line: [UInt8] = []
            for try await buffer in execution.standardOutput {
                line += buffer.withUnsafeBytes { Array($0) }
                if line.contains(UInt8(ascii: "\n")) { break }
            }
            let fields = String(decoding: line, as: UTF8.self).split(separator: "|")
            let address = PluginAddress.unix(path: String(try #require(fields.count > 3 ? fields[3] : nil)))
            let processID = execution.processIdentifier.value
            do {
                try await body(ReattachConfiguration(appProtocol: 1, processID: processID, address: address))
            } catch {
                kill(processID, SIGKILL)
                throw error
            }
            kill(processID, SIGKILL)
        }
    }

    private static func checkBroker(_ plugin: RunningPlugin) async throws {
        let echo = ServerMethod.unary(
            MethodDescriptor(fullyQualifiedService: "interop.kv.Listener", method: "Changed"),
            serializer: Raw(),
            deserializer: Raw()
        ) { (request: [UInt8], _) in
            _ = request
            return [UInt8]()
        }
        try await plugin.broker.withServices([], methods: [echo]) { id in
            _ = try await plugin.callUnary(
                try Self.method("Notify"),
                request: [8, UInt8(id)],
                timeout: .seconds(60)
            )
        }
    }

    private struct Raw: MessageSerializer, MessageDeserializer {
        func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }
        func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] {
            bytes.withUnsafeBytes { Array($0) }
        }
    }

    @Test(.conforms(to: 117, 120, 121, 123)) func secondHostHasBrokerAndOutput() async throws {
        try await Self.withLonelyPlugin { configuration in
            for isTest in [true, true, false] {
                var reattachment = Self.reattachment(configuration)
                reattachment.configuration.isTest = isTest
                let printed = Mutex<[UInt8]>([])
                reattachment.output = { piece in printed.withLock { $0 += piece.bytes } }
                let (_, end) = try await PluginHost.withReattached(
                    to: reattachment,
                    logger: RecordingLog().logger()
                ) { plugin in
                    #expect(plugin.processID == configuration.processID)
                    #expect(plugin.reattachConfiguration.address == configuration.address)
                    #expect(try await plugin.health(timeout: .seconds(60)) == "SERVING")
                    _ = try await plugin.callUnary(
                        try Self.method("Put"),
                        request: Self.message(Array("key".utf8), Array("value".utf8))
                    )
                    try await Self.checkBroker(plugin)
                    let text = Array("for this host\n".utf8)
                    _ = try await plugin.callUnary(
                        try Self.method("Print"),
                        request: Self.message(text, Array("stdout".utf8))
                    )
                    let hasCome = try await ProcessFacts.eventually { printed.withLock { $0 == text } }
                    #expect(hasCome)
                }
                #expect(end.isGraceful && !end.wasForced)
                #expect(end.exit == (isTest ? nil : .ended))
                let processID = configuration.processID ?? 0
                let isRight = try await ProcessFacts.eventually { ProcessFacts.isRunning(processID) == isTest }
                #expect(isRight)
            }
        }
    }

    @Test(.conforms(to: 121, 122)) func testModeInThisProcess() async throws {
        let ready = OneShot<ReattachConfiguration>()
        let server = PluginServer(cookieKey: "NONE", cookieValue: "none", appProtocol: 3, services: [])
        let serving = Task { try await server.serveForTest { ready.fulfil(.success($0)) } }
        let configuration = try await ready.value()
        #expect(configuration.isTest && configuration.processID == getpid() && configuration.appProtocol == 3)
        for _ in 0..<2 {
            let (_, end) = try await PluginHost.withReattached(
                to: Self.reattachment(configuration),
                logger: RecordingLog().logger()
            ) { plugin in
                let health = try await plugin.health(timeout: .seconds(60))
                #expect(plugin.appProtocol == 3 && health == "SERVING")
            }
            // It was left alone.
            #expect(end.isGraceful && end.exit == nil)
        }
        serving.cancel()
        try await serving.value
        guard case .unix(let path) = configuration.address else { return }
        #expect(access(path, F_OK) != 0)
    }

    /// In a process of its own: neighbours open descriptors too.
    @Test func attachingManyTimesLeavesNothing() async {
        await #expect(processExitsWith: .success) {
            try await Self.withLonelyPlugin { configuration in
                var reattachment = Self.reattachment(configuration)
                reattachment.configuration.isTest = true
                let again = reattachment
                @Sendable func attach() async throws {
                    _ = try await PluginHost.withReattached(to: again, logger: RecordingLog().logger()) { plugin in
                        _ = try await plugin.health(timeout: .seconds(60))
                    }
                }
                for _ in 0..<3 { try await attach() }
                let descriptors = ProcessFacts.openDescriptors
                for _ in 0..<20 { try await attach() }
                let isClosed = try await ProcessFacts.eventually { ProcessFacts.openDescriptors <= descriptors }
                #expect(isClosed, "\(ProcessFacts.openDescriptors) are open; before it were \(descriptors)")
            }
        }
    }

    @Test(.conforms(to: 119)) func whatIsNotThere() async throws {
        let folder = try TemporaryFolder()
        let nobody = ReattachConfiguration(
            appProtocol: 1,
            processID: getpid(),
            address: .unix(path: "\(folder.path)/no")
        )
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withReattached(to: Self.reattachment(nobody), logger: RecordingLog().logger()) { _ in }
        }
        #expect("\(try #require(error))".contains("reattachment process not found"))
    }

    @Test func contractThatTheHostDoesNotKnow() async throws {
        var reattachment = Self.reattachment(
            ReattachConfiguration(appProtocol: 9, processID: nil, address: .unix(path: "/nowhere"))
        )
        reattachment.appProtocols = [1, 2]
        let wrong = reattachment
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withReattached(to: wrong, logger: RecordingLog().logger()) { _ in }
        }
        #expect(error?.message.contains("version 9") == true)
    }

    /// The configuration is old, and its number belongs to somebody else by now.
    @Test(.conforms(to: 124)) func strangerIsNeverSignalled() async throws {
        try await Self.withLonelyPlugin { configuration in
            _ = try await Subprocess.run(
                .path("/bin/sleep"),
                arguments: ["600"],
                input: .none,
                output: .discarded,
                error: .discarded
            ) { execution in
                var reattachment = Self.reattachment(configuration)
                reattachment.configuration.processID = execution.processIdentifier.value
                // The plugin does not end in time, so that a host would reach for signals.
                reattachment.stopPolicy = StopPolicy(
                    shutdownDeadline: .zero,
                    exitGrace: .zero,
                    terminateGrace: .zero,
                    killGrace: .milliseconds(1)
                )
                let wrong = reattachment
                _ = try await PluginHost.withReattached(to: wrong, logger: RecordingLog().logger()) { plugin in
                    let health = try await plugin.health(timeout: .seconds(60))
                    #expect(health == "SERVING")
                }
                #expect(kill(execution.processIdentifier.value, 0) == 0)
                #expect(ProcessFacts.isRunning(execution.processIdentifier.value))
                kill(execution.processIdentifier.value, SIGKILL)
            }
        }
    }

    @Test(.conforms(to: 124)) func pluginThatEndsWhileItIsAttached() async throws {
        try await Self.withLonelyPlugin { configuration in
            let (status, end) = try await PluginHost.withReattached(
                to: Self.reattachment(configuration),
                logger: RecordingLog().logger()
            ) { plugin in
                kill(plugin.processID, SIGKILL)
                return try await plugin.waitUntilExit()
            }
            #expect(status == .ended && !end.isGraceful)
        }
    }

    /// What the first host holds, its keys and its session, cannot be handed on; so there is nothing that could be asked.
    @Test(.conforms(to: 8, 9)) func neitherChecksumNorMultiplexing() {
        let reattachment = PluginReattachment(
            name: "attached",
            configuration: ReattachConfiguration(appProtocol: 1, processID: nil, address: .unix(path: "/run/p"))
        )
        let names = Mirror(reflecting: reattachment).children.compactMap { $0.label?.lowercased() }
        #expect(names.contains("configuration"))
        #expect(!names.contains { $0.contains("checksum") || $0.contains("multiplex") })
    }

    /// A certificate in the environment counts, whoever put it there.
    @Test(.conforms(to: 60)) func testModeWithACertificateServesTLS() async {
        await #expect(processExitsWith: .success) {
            setenv("PLUGIN_CLIENT_CERT", try TransportIdentity.generate().certificatePEM, 1)
            let ready = OneShot<ReattachConfiguration>()
            let server = PluginServer(cookieKey: "NONE", cookieValue: "none", services: [])
            let serving = Task { try await server.serveForTest { ready.fulfil(.success($0)) } }
            let configuration = try await ready.value()
            let error = await #expect(throws: (any Error).self) {
                try await PluginHost.withReattached(
                    to: Self.reattachment(configuration),
                    logger: RecordingLog().logger()
                ) { plugin in
                    _ = try await plugin.health(timeout: .seconds(60))
                }
            }
            #expect(error != nil)
            serving.cancel()
            try await serving.value
        }
    }
}

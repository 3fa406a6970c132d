import CPluginSDK
public import GRPCCore
public import PluginCapabilities
public import PluginProtocol
public import PluginTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Serves gRPC services to a go-plugin host: what the `main` of a plugin calls.
///
/// ```swift
/// @main
/// struct Hello {
///     static func main() async {
///         await PluginServer(cookieKey: "OMNIVIEW", cookieValue: "hello", services: [Greeter()]).run()
///     }
/// }
/// ```
///
/// Beside the plugin's own services it serves what go-plugin hosts expect: health, reflection, the broker and
/// controller endpoints, and the stream of what the plugin prints.
public struct PluginServer: Sendable {
    /// What the host must have put into the environment.
    public enum Cookie: Sendable, Hashable {
        /// The variable `key` has this value.
        case value(String)
        /// The variable `key` has any value that is not empty; some hosts choose a new one for every start.
        case any
    }

    /// What the plugin listens on.
    public enum Network: Sendable, Hashable {
        /// A Unix socket that only its owner, or a group that the host names, can connect to.
        case unix
        /// A port of 127.0.0.1 in the range that the host names, for systems without Unix sockets. Any user of the
        /// machine can connect, so let the host ask for TLS.
        case loopback
    }

    /// The environment variable by which the plugin knows its host.
    public var cookieKey: String
    /// The value it must have.
    public var cookie: Cookie
    /// The services of each app protocol version that the plugin speaks; the highest that the host knows is served.
    public var services: [Int: [any RegistrableRPCService]]
    /// The methods of each app protocol version that are served on the short way; they win over a service that has them
    /// too.
    public var methods: [Int: [ServerMethod]] = [:]
    /// What the plugin provides of Omniview's capabilities, in each app protocol version.
    public var capabilities: [CapabilityService] = []
    /// What the plugin says that it is. With it the plugin has a lifecycle service, which lists its capabilities; without,
    /// it has none, unless there is one in ``capabilities``.
    public var info: PluginInfo?
    /// Whether the plugin can do its work, as its lifecycle service answers: always, unless set.
    public var health: @Sendable () async -> ServingStatus = { .serving }
    /// Serialized `google.protobuf.FileDescriptorSet` messages of the plugin's own services, so that tools can describe
    /// them. Without, reflection lists the services by name only.
    public var descriptorSets: [[UInt8]] = []
    /// How large a message from the host may be: 4 MiB unless set.
    public var messageLimits = MessageLimits.plugin
    /// Further connections between the plugin and its host; hand it to the services that use them.
    public var broker = PluginBroker()
    /// What the plugin listens on: a Unix socket unless set.
    public var network = Network.unix
    /// How answers are compressed for hosts that can read it: not at all unless set.
    public var compression = CompressionAlgorithm.none
    /// Where the handlers of the services run: on Swift's pool unless set.
    public var handlerExecutor = HandlerExecutor.pool
    /// Whether the thread that reads from the host looks again and again for up to 50 us, while calls run, before it goes
    /// to sleep: a call is seen sooner, for a processor that is busy meanwhile. Not done with one processor.
    public var spins = false
    /// Whether the plugin takes memory that its host offers to share, which spares large messages and calls that follow
    /// each other closely the way through the system. Nothing happens with hosts that offer none.
    public var sharesMemory = true
    /// TLS settings of the plugin's own, for a host that has some too; nil to do what the host asks for.
    public var tlsSettings: PluginTLSSettings?
    /// Whether the plugin ends when its parent process does. Turn it off for a plugin that hosts reattach to.
    public var stopsWithHost = true
    /// Whether `print` and everything else on standard output and error goes to the host's stdio stream.
    public var capturesOutput = true

    /// Creates a server with one version of its contract.
    ///
    /// - Parameters:
    ///   - cookieKey: the environment variable by which the plugin knows its host.
    ///   - cookieValue: the value it must have.
    ///   - appProtocol: the version of the services' contract.
    ///   - services: the plugin's own services.
    public init(
        cookieKey: String,
        cookieValue: String,
        appProtocol: Int = 1,
        services: [any RegistrableRPCService]
    ) {
        self.init(cookieKey: cookieKey, cookie: .value(cookieValue), services: [appProtocol: services])
    }

    /// Creates a server with the services of several versions of its contract.
    public init(cookieKey: String, cookie: Cookie, services: [Int: [any RegistrableRPCService]]) {
        self.cookieKey = cookieKey
        self.cookie = cookie
        self.services = services
    }

    /// Creates the server of a plugin of Omniview: known by its id, and with a lifecycle service.
    ///
    /// - Parameters:
    ///   - id: the plugin's id, as in its definition.
    ///   - version: the plugin's version, as in its definition.
    ///   - capabilities: what it provides.
    ///   - services: services of its own.
    public init(
        id: String,
        version: String,
        capabilities: [CapabilityService] = [],
        services: [any RegistrableRPCService] = []
    ) {
        self.init(cookieKey: "OMNIVIEW", cookieValue: id, services: services)
        info = PluginInfo(id: id, version: version)
        self.capabilities = capabilities
    }

    /// Serves until the host asks for the end, is gone, or SIGTERM arrives; then returns, so that `main` can clean up.
    ///
    /// When the plugin cannot serve (somebody executed it directly, or no socket can be made), it says why on
    /// standard error and exits with code 1.
    public func run() async {
        do {
            try await serve()
        } catch let error as PluginProtocolError {
            RealStandardError.write(Array("\(error.message)\n".utf8))
            exit(1)
        } catch {
            RealStandardError.write(Array("\(error)\n".utf8))
            exit(1)
        }
    }

    /// As ``run()``, but throws why the plugin cannot serve.
    ///
    /// - Throws: ``PluginServerError``, `TransportError`, or an error whose description is the text that go-plugin
    ///   prints when a plugin is executed directly.
    public func serve() async throws {
        let environment = try readEnvironment()
        for warning in environment.warnings {
            RealStandardError.write(Array("\(warning)\n".utf8))
        }
        try await withStandardStreams { output, stopping in
            try await serve(environment, output.buffer, stopping) { served in
                let line = HandshakeLine(
                    appProtocol: served.appProtocol,
                    address: served.address,
                    serverCertificate: served.certificate,
                    // Hosts older than multiplexing would take the field for a part of the certificate.
                    multiplexing: environment.printsMultiplexing ? true : nil
                )
                guard writeAll(Array("\(line.text)\n".utf8), to: output.handshakeDescriptor) else {
                    throw PluginServerError(message: "the host does not read the handshake line", errno: errno)
                }
            } onStop: {
                output.finish()
            }
        }
    }

    /// Serves without a host that has started it: under a debugger, or in the process of a test.
    ///
    /// There is no cookie to show and no line to print; standard output and error, and signals, stay as they are. Hosts
    /// attach by the configuration, one after the other, and leave the plugin running when they are done. What a host
    /// would have asked for in the environment still counts, TLS included; but hosts attach without TLS, unless both
    /// have settings of their own (``tlsSettings``).
    ///
    /// ```swift
    /// try await server.serveForTest { configuration in
    ///     let name = "registry.terraform.io/hashicorp/hello"
    ///     print("TF_REATTACH_PROVIDERS='\(ReattachConfiguration.json([name: configuration]))'")
    /// }
    /// ```
    ///
    /// - Parameter onReady: called once, when hosts can connect.
    /// - Returns: once the calling task is cancelled, or a host has asked for the end.
    /// - Throws: as ``serve()``; what `onReady` throws.
    public func serveForTest(onReady: @escaping @Sendable (ReattachConfiguration) throws -> Void) async throws {
        let environment = ServeEnvironment(unasked: ProcessInfo.processInfo.environment)
        let stopping = OneShot<Void>()
        let output = StdioBuffer { _ in }
        output.stopWaitingForReader()
        do {
            try await serve(environment, output, stopping) { served in
                try onReady(
                    ReattachConfiguration(
                        appProtocol: served.appProtocol,
                        processID: getpid(),
                        isTest: true,
                        address: served.address
                    )
                )
            } onStop: {
                output.finish()
            }
        } catch is CancellationError {
            // That is how it ends in order.
        }
    }

    /// What a host has to know.
    private struct Served {
        var appProtocol: Int
        var address: PluginAddress
        var certificate: [UInt8]?
    }

    private func serve(
        _ environment: ServeEnvironment,
        _ output: StdioBuffer,
        _ stopping: OneShot<Void>,
        onListening: @escaping @Sendable (Served) throws -> Void,
        onStop: @escaping @Sendable () -> Void
    ) async throws {
        guard
            let version = VersionNegotiation.choose(
                offered: environment.hostAppProtocols,
                supported: Array(Set(services.keys).union(methods.keys))
            )
        else {
            throw PluginServerError(message: "the plugin has no services; give PluginServer at least one version")
        }
        let (security, certificate) = try makeSecurity(environment)
        let endpoint = try endpoint(environment)
        let served = ServedMethods(
            services: services[version] ?? [],
            methods: (methods[version] ?? []) + capabilityMethods(appProtocol: version),
            descriptorSets: descriptorSets,
            output: output,
            broker: BrokerService(
                broker: broker,
                sockets: BrokerSockets(endpoint: endpoint),
                connections: BrokerConnections(security: security, serving: messageLimits, peerName: "the host"),
                stopping: stopping
            ),
            stopping: stopping
        )
        let transport = try PluginServerTransport(
            endpoint: endpoint,
            isMultiplexed: environment.multiplexing,
            security: security,
            limits: messageLimits,
            methods: served.methods,
            compression: compression,
            executor: handlerExecutor,
            spins: spins,
            sharedMemory: sharesMemory ? try SharedMemoryOffer.take(from: ProcessInfo.processInfo.environment) : nil
        )
        let session = ServeSession(transport: transport, router: served.router, output: output, stopping: stopping)
        try await session.run(
            onListening: {
                try onListening(Served(appProtocol: version, address: $0, certificate: certificate))
            },
            onStop: onStop
        )
    }

    private func readEnvironment() throws -> ServeEnvironment {
        let variables = ProcessInfo.processInfo.environment
        switch cookie {
        case .value(let value):
            return try ServeEnvironment(reading: variables, cookie: MagicCookie(key: cookieKey, value: value))
        case .any:
            return try ServeEnvironment(reading: variables, anyCookieValueOf: cookieKey)
        }
    }

    private func makeSecurity(_ environment: ServeEnvironment) throws -> (ConnectionSecurity, certificate: [UInt8]?) {
        if let tlsSettings {
            if environment.clientCertificatePEM != nil {
                // A host that knows only that cannot connect, and its people look here.
                let warning = "[WARN] the host asks for automatic mutual TLS; this plugin has TLS settings of its own\n"
                RealStandardError.write(Array(warning.utf8))
            }
            return (.own(try OwnTLS(tlsSettings)), nil)
        }
        guard let pem = environment.clientCertificatePEM else { return (.plaintext, nil) }
        // Fails closed: a certificate that cannot be read is not taken for none.
        let host = try CertificateReader.der(pem: pem)
        let identity = try TransportIdentity.generate()
        return (.mutualTLS(identity: identity, peerCertificateDER: host), identity.certificateDER)
    }

    private func endpoint(_ environment: ServeEnvironment) throws -> ListeningEndpoint {
        switch network {
        case .unix:
            let temporary = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
            return .unix(directory: environment.socketDirectory ?? temporary, group: environment.socketGroup)
        case .loopback:
            return .loopback(ports: try environment.tcpPortRange())
        }
    }

    /// Sets up the process for serving, and puts it back when `body` is done.
    private func withStandardStreams(
        _ body: (ServeOutput, OneShot<Void>) async throws -> Void
    ) async throws {
        omniview_keep_freed_memory()
        let stopping = OneShot<Void>()
        let signals = StopSignals(stopping: stopping, watchesHost: stopsWithHost)
        defer { withExtendedLifetime(signals) {} }
        let output = try ServeOutput(capturing: capturesOutput)
        do {
            try await body(output, stopping)
        } catch {
            output.finish()
            throw error
        }
        output.finish()
        await output.drain()
    }
}

public import GRPCCore
import PluginProtocol
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
    /// Serialized `google.protobuf.FileDescriptorSet` messages of the plugin's own services, so that tools can describe
    /// them. Without, reflection lists the services by name only.
    public var descriptorSets: [[UInt8]] = []
    /// How large a message from the host may be: 4 MiB unless set.
    public var messageLimits = MessageLimits.plugin
    /// What the plugin listens on: a Unix socket unless set.
    public var network = Network.unix
    /// How answers are compressed for hosts that can read it: not at all unless set.
    public var compression = CompressionAlgorithm.none
    /// Where the handlers of the services run: on Swift's pool unless set.
    public var handlerExecutor = HandlerExecutor.pool
    /// Whether the thread that reads from the host looks again and again for up to 50 us, while calls run, before it goes
    /// to sleep: a call is seen sooner, for a processor that is busy meanwhile. Not done with one processor.
    public var spins = false
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
        guard
            let version = VersionNegotiation.choose(
                offered: environment.hostAppProtocols,
                supported: Array(Set(services.keys).union(methods.keys))
            )
        else {
            throw PluginServerError(message: "the plugin has no services; give PluginServer at least one version")
        }
        let (security, certificate) = try makeSecurity(environment)
        try await withStandardStreams { output, stopping in
            let served = ServedMethods(
                services: services[version] ?? [],
                methods: methods[version] ?? [],
                descriptorSets: descriptorSets,
                output: output.buffer,
                stopping: stopping
            )
            let transport = try PluginServerTransport(
                endpoint: endpoint(environment),
                security: security,
                limits: messageLimits,
                methods: served.methods,
                compression: compression,
                executor: handlerExecutor,
                spins: spins
            )
            let session = ServeSession(
                transport: transport,
                router: served.router,
                output: output.buffer,
                stopping: stopping
            )
            try await session.run { address in
                let line = HandshakeLine(
                    appProtocol: version,
                    address: address,
                    serverCertificate: certificate,
                    // A host that asked for multiplexing tells its user about a line without this field.
                    multiplexing: nil
                )
                guard writeAll(Array("\(line.text)\n".utf8), to: output.handshakeDescriptor) else {
                    throw PluginServerError(message: "the host does not read the handshake line", errno: errno)
                }
            } onStop: {
                output.finish()
            }
        }
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

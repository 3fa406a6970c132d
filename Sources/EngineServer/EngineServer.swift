public import EngineAPI
import HTTPTypes
public import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The engine's API on a Unix socket and, when asked for, on loopback HTTP.
///
/// The Unix socket is open to whoever may open the file: the engine's own user. HTTP needs the token that is in a file
/// that only this user can read; it is made anew at each start.
public final class EngineServer: Sendable {
    /// Where a running server can be reached.
    public struct Addresses: Hashable, Sendable {
        /// The Unix socket.
        public let socketPath: String
        /// The bases of the URLs, such as `http://127.0.0.1:4700`.
        public let urls: [String]
        /// The file with the token for HTTP; nil without HTTP.
        public let tokenPath: String?
    }

    private let configuration: ServerConfiguration
    private let logger: Logger
    private let token = Secret()
    let responder: EngineResponder
    private let stopSignal = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// Creates a server; it does nothing until ``run(onRunning:)``.
    public init(service: any EngineService, configuration: ServerConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        responder = EngineResponder(service: service, configuration: configuration, token: token, logger: logger)
    }

    /// Begins to stop: no more connections, streams end with a last event, requests have
    /// ``ServerLimits/stopDeadline`` to finish. ``run(onRunning:)`` returns when that is done.
    public func stop() {
        stopSignal.continuation.yield()
    }

    /// A link that opens the page in a browser, once.
    ///
    /// - Parameter lifetime: how long it can be used; nil for ``ServerLimits/openLinkLifetime``.
    public func makeOpenLink(lifetime: Duration? = nil) -> OpenLink {
        responder.makeOpenLink(lifetime: lifetime)
    }

    /// Listens and answers until ``stop()`` is called or the task is cancelled, which is the same; call it once.
    ///
    /// - Parameter onRunning: called once, when all listeners accept.
    /// - Throws: ``EngineServerError`` when the configuration is not safe, another engine answers, or the system
    ///   refuses. A stop is no error.
    public func run(onRunning: @escaping @Sendable (Addresses) async -> Void = { _ in }) async throws {
        try configuration.check()
        // A cancelled server still has requests to finish, so the work is in a task that the cancellation does not
        // reach. It is always waited for, and it ends within the deadline of the stop.
        let serving = Task { try await serve(onRunning) }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            stop()
        }
    }

    private func serve(_ onRunning: @escaping @Sendable (Addresses) async -> Void) async throws {
        let directory = RunDirectory(configuration: configuration)
        try directory.prepare()
        try directory.clearSocket()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var listeners: [Listener] = []
            var socket: FileIdentity?
            defer {
                if let socket { directory.removeSocket(socket) }
                if configuration.port != nil { directory.removeToken() }
            }
            do {
                let local = try await Listener.start(.unix(configuration.socketPath), responder, in: &group)
                listeners.append(local)
                socket = try directory.sealSocket()
                listeners += try await startHTTP(in: &group)
                if configuration.port != nil { try directory.store(token) }
                responder.pageAddress.withLock { $0 = listeners.compactMap(\.url).first }
                await onRunning(addresses(of: listeners))
                for await _ in stopSignal.stream { break }
            } catch {
                await stop(listeners, &group)
                throw error
            }
            await stop(listeners, &group)
        }
    }

    private func startHTTP(in group: inout ThrowingTaskGroup<Void, any Error>) async throws -> [Listener] {
        guard var port = configuration.port else { return [] }
        var listeners: [Listener] = []
        for address in configuration.addresses {
            do {
                let listener: Listener
                do {
                    listener = try await Listener.start(.ip(address, port: port), responder, in: &group)
                } catch  where configuration.acceptsOtherPort && listeners.isEmpty && port != 0 {
                    logger.notice("The port is taken; another one is used", metadata: ["port": "\(port)"])
                    listener = try await Listener.start(.ip(address, port: 0), responder, in: &group)
                }
                listeners.append(listener)
                // All addresses have the port that the first one got.
                port = listener.port ?? port
                responder.port = port
            } catch {
                // Some systems have no IPv6; the first address must work.
                if listeners.isEmpty { throw error }
                logger.notice(
                    "An address is not listened on",
                    metadata: ["address": "\(address)", "error": "\(error)"]
                )
            }
        }
        return listeners
    }

    private func addresses(of listeners: [Listener]) -> Addresses {
        Addresses(
            socketPath: configuration.socketPath,
            urls: listeners.compactMap(\.url),
            tokenPath: configuration.port == nil ? nil : configuration.tokenPath
        )
    }

    private func stop(_ listeners: [Listener], _ group: inout ThrowingTaskGroup<Void, any Error>) async {
        responder.slots.close()
        responder.windows.close()
        let connections = responder.connections
        let cut = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(
            in: TimeAmount(configuration.limits.stopDeadline)
        ) {
            connections.closeAll()
        }
        for listener in listeners { await listener.shutdown() }
        while let result = await group.nextResult() {
            if case .failure(let error) = result {
                logger.notice("A listener ended with an error", metadata: ["error": "\(error)"])
            }
        }
        cut.cancel()
    }
}

import Hummingbird
import HummingbirdCore
import NIOCore
import NIOPosix

/// One socket that accepts connections.
struct Listener: Sendable {
    enum Place: Sendable {
        case unix(String)
        case ip(String, port: Int)
    }

    private let server: Server<EngineChannel>
    private let place: Place
    /// The port that it got; nil for a Unix socket.
    let port: Int?

    /// The base of its URLs; nil for a Unix socket.
    var url: String? {
        guard case .ip(let address, _) = place, let port else { return nil }
        return address.contains(":") ? "http://[\(address)]:\(port)" : "http://\(address):\(port)"
    }

    /// Binds, and accepts in a task of the group; returns when connections are accepted.
    static func start(
        _ place: Place,
        _ responder: EngineResponder,
        in group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws(EngineServerError) -> Listener {
        let (running, signal) = AsyncStream<Result<Int?, any Error>>.makeStream()
        let server = server(for: place, responder) { channel in
            signal.yield(.success(channel.localAddress?.port))
        }
        group.addTask {
            do {
                try await server.run()
            } catch {
                // The first of the two counts; after the start nobody looks.
                signal.yield(.failure(error))
            }
            signal.finish()
        }
        for await outcome in running {
            switch outcome {
            case .success(let port): return Listener(server: server, place: place, port: port)
            case .failure(let error):
                throw EngineServerError(.system, "cannot listen on \(describe(place))", cause: error)
            }
        }
        throw EngineServerError(.system, "cannot listen on \(describe(place))")
    }

    private static func server(
        for place: Place,
        _ responder: EngineResponder,
        onRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> Server<EngineChannel> {
        let limits = responder.limits
        let address: BindAddress
        let isLocal: Bool
        switch place {
        case .unix(let path): (address, isLocal) = (.unixDomainSocket(path: path), true)
        case .ip(let host, let port): (address, isLocal) = (.hostname(host, port: port), false)
        }
        return Server(
            childChannelSetup: EngineChannel(responder: responder, isLocal: isLocal),
            configuration: HummingbirdCore.ServerConfiguration(
                address: address,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.maxConnections)
            ),
            onServerRunning: onRunning,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: responder.logger
        )
    }

    /// Stops accepting, and returns when all connections are closed.
    func shutdown() async {
        // It fails only when the server has ended already.
        try? await server.shutdownGracefully()
    }

    private static func describe(_ place: Place) -> String {
        switch place {
        case .unix(let path): path
        case .ip(let address, let port): "\(address), port \(port)"
        }
    }
}

import GRPCCore
import PluginProtocol
import PluginTransport

/// One run of a plugin's gRPC server, from the first listener to the last answered call.
struct ServeSession: Sendable {
    /// How long running calls may take to finish once the plugin is stopping.
    static let drainTimeout: Duration = .seconds(1)

    /// How long output waits for a host to ask for it; hosts that do, do so as soon as they are connected.
    static let outputPatience: Duration = .seconds(1)

    private let transport: PluginServerTransport
    private let server: GRPCServer<PluginServerTransport>
    private let stopping: OneShot<Void>
    private let output: StdioBuffer

    init(
        transport: PluginServerTransport,
        router: RPCRouter<PluginServerTransport>,
        output: StdioBuffer,
        stopping: OneShot<Void>
    ) {
        self.transport = transport
        server = GRPCServer(transport: transport, router: router)
        self.stopping = stopping
        self.output = output
    }

    /// Serves until `stopping` is fulfilled and the calls that are running have ended, or did not in time.
    ///
    /// - Parameters:
    ///   - onListening: called once, when the address can be connected to.
    ///   - onStop: called once, when the plugin is to end and may still answer.
    func run(
        onListening: @escaping @Sendable (PluginAddress) throws -> Void,
        onStop: @escaping @Sendable () -> Void
    ) async throws {
        async let _ = giveUpOutputReader()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await server.serve() }
            group.addTask {
                try onListening(try await transport.address())
                try await stopping.value()
                onStop()
                server.beginGracefulShutdown()
                try await Task.sleep(for: Self.drainTimeout)
            }
            // Whichever is first: the server has drained, or the time for that is over.
            try await group.next()
        }
    }

    private func giveUpOutputReader() async {
        guard (try? await Task.sleep(for: Self.outputPatience)) != nil else { return }
        output.stopWaitingForReader()
    }
}

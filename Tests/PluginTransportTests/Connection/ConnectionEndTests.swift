import GRPCCore
import HTTP2Engine
import PluginProtocol
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// Connections that end while calls run: every caller hears of it, and nobody hangs.
@Suite(.timeLimit(.minutes(5))) struct ConnectionEndTests {
    enum End: CaseIterable, Sendable {
        case closedHere
        case closedByTheServer
        case cut
        case connectTaskCancelled
    }

    /// Starts calls of all kinds that do not end by themselves, and more that wait for a stream.
    private func startCalls(
        _ rig: TestRig,
        on client: PluginClientTransport,
        failed: @escaping @Sendable () -> Void
    ) -> [Task<Void, any Error>] {
        var tasks: [Task<Void, any Error>] = []
        func start(_ call: @escaping @Sendable () async throws -> Void) {
            tasks.append(
                Task {
                    do {
                        try await call()
                    } catch {
                        failed()
                        throw error
                    }
                }
            )
        }
        for caller in Caller.allCases {
            for served in Served.allCases {
                for _ in 0..<4 {
                    start { _ = try await rig.unary(caller, served, .never, on: client) }
                    start { _ = try await rig.stream(caller, served, .endless, upTo: 1_000_000, on: client) }
                }
            }
        }
        return tasks
    }

    @Test(.conforms(to: 73), arguments: End.allCases, TestSecurity.allCases)
    func everyCallerHearsOfIt(end: End, security: TestSecurity) async throws {
        var setup = TestSetup(security: security)
        setup.limits.concurrentStreams = 24
        try await withRig(setup) { rig in
            let client = try await rig.connect()
            let connection = client.connection
            let connecting = Task { try await client.connect() }
            let seenOpen = Mutex(0)
            let tasks = startCalls(rig, on: client) {
                if client.isConnected { seenOpen.withLock { $0 += 1 } }
            }
            #expect(tasks.count == 32)
            let isBusy = try await ProcessFacts.eventually {
                rig.witness.running == 24 && connection.state.withLock { $0.openers.count == 8 }
            }
            #expect(isBusy)
            switch end {
            case .closedHere: connection.close(GRPCStatus(code: .unavailable, message: "closed"))
            case .closedByTheServer: rig.transport.server.close()
            case .cut: connection.cut()
            case .connectTaskCancelled: connecting.cancel()
            }
            for task in tasks {
                let error = try await rpcError { try await task.value }
                #expect(error?.code == .unavailable, "\(String(describing: error))")
            }
            // A server says that it closes before it does.
            if end != .closedByTheServer { #expect(seenOpen.withLock { $0 } == 0) }
            _ = try? await connecting.value
            let late = try await rpcError {
                let other = PluginClientTransport(owning: connection)
                _ = try await rig.unary(.typed, .short, .echo, on: other)
            }
            #expect(late?.code == .unavailable)
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
            #expect(connection.state.withLock { $0.calls.isEmpty && $0.openers.isEmpty && $0.isClosed })
        }
    }

    @Test(arguments: [true, false])
    func drainingLetsCallsFinish(byClient: Bool) async throws {
        try await withRig { rig in
            let tasks = Served.allCases.flatMap { served in
                Caller.allCases.map { caller in Task { try await rig.unary(caller, served, .held, [7]).message } }
            }
            #expect(try await ProcessFacts.eventually { rig.witness.running == tasks.count })
            if byClient {
                rig.client.beginGracefulShutdown()
            } else {
                rig.transport.beginGracefulShutdown()
                // The client knows once the server's word has come.
                let isKnown = try await ProcessFacts.eventually {
                    rig.client.connection.state.withLock { $0.http2.availableStreams == .max }
                }
                #expect(isKnown)
            }
            for caller in Caller.allCases {
                let error = try await rpcError { _ = try await rig.unary(caller, .short, .echo) }
                #expect(error?.code == .unavailable)
            }
            rig.witness.release.fulfil()
            for task in tasks { #expect(try await task.value == [7]) }
            // The connection ends by itself, in order.
            try await rig.client.connection.ended.value()
        }
    }

    @Test func drainingWithCallsThatWaitForAStream() async throws {
        var setup = TestSetup()
        setup.limits.concurrentStreams = 1
        try await withRig(setup) { rig in
            let held = Task { try await rig.unary(.typed, .short, .held, [7]).message }
            try await rig.witness.waiting.value()
            let waiting = Caller.allCases.map { caller in Task { _ = try await rig.unary(caller, .short, .echo) } }
            let areWaiting = try await ProcessFacts.eventually {
                rig.client.connection.state.withLock { $0.openers.count == 2 }
            }
            #expect(areWaiting)
            rig.client.beginGracefulShutdown()
            for task in waiting {
                let error = try await rpcError { try await task.value }
                #expect(error?.code == .unavailable)
            }
            rig.witness.release.fulfil()
            #expect(try await held.value == [7])
            try await rig.client.connection.ended.value()
        }
    }

    @Test(arguments: TestSecurity.allCases)
    func callsOfAClientThatIsGoneAreCancelled(security: TestSecurity) async throws {
        try await withRig(TestSetup(security: security)) { rig in
            let client = try await rig.connect()
            let task = Task { _ = try await rig.unary(.typed, .general, .never, on: client) }
            try await rig.witness.waiting.value()
            client.connection.cut()
            let error = try await rpcError { try await task.value }
            #expect(error?.code == .unavailable)
            #expect(try await ProcessFacts.eventually { rig.witness.cancelled == 1 && rig.witness.running == 0 })
        }
    }

    @Test(arguments: TestSecurity.allCases)
    func nothingIsLeftOfAConnection(security: TestSecurity) async throws {
        try await withRig(TestSetup(security: security)) { rig in
            weak var connection: GRPCConnection?
            do {
                let client = try await rig.connect()
                connection = client.connection
                _ = try await rig.unary(.typed, .short, .echo, [1], on: client)
                _ = try await rig.unary(.stub, .general, .echo, [1], options: .timeout(.seconds(60)), on: client)
            }
            #expect(try await ProcessFacts.eventually { connection == nil })
        }
    }

    @Test(arguments: TestSecurity.onSockets, [true, false])
    func nothingIsLeftWhenThePeerClosesAtOnce(security: TestSecurity, closesFirst: Bool) async throws {
        let thread = try IOThread.shared()
        for _ in 0..<100 {
            weak var connection: GRPCConnection?
            do {
                let (raw, peer) = try RawSocket.pair()
                if closesFirst { peer.cut() }
                let started = GRPCConnection(
                    carrier: StreamSocket(descriptor: raw.duplicate()),
                    role: .client,
                    thread: thread,
                    tls: try security.clientLayer,
                    limits: ConnectionLimits(),
                    peerName: "the peer",
                    spins: false,
                    acceptor: nil
                )
                connection = started
                started.start()
                if !closesFirst { peer.cut() }
                _ = try? await started.established.value()
                _ = try? await started.ended.value()
            }
            #expect(try await ProcessFacts.eventually { connection == nil })
        }
    }
}

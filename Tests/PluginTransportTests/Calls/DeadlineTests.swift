import GRPCCore
import HTTP2Engine
import PluginProtocol
import TestSupport
import Testing

@testable import PluginTransport

/// Calls that take too long.
@Suite(.timeLimit(.minutes(5))) struct DeadlineTests {
    @Test(arguments: Served.allCases, Caller.allCases)
    func handlerSeesThatNobodyWaits(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            // On a busy machine the time may be over before the call has come.
            while rig.witness.begun == 0 {
                let error = try await rpcError {
                    _ = try await rig.unary(caller, served, .never, options: .timeout(.milliseconds(50)))
                }
                #expect(error?.code == .deadlineExceeded)
            }
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
            #expect(rig.witness.cancelled == rig.witness.begun)
            #expect(try await rig.unary(caller, served, .echo, [1]).message == [1])
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func streamThatGoesOnAndOn(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            let error = try await rpcError {
                _ = try await rig.stream(caller, served, .endless, options: .timeout(.milliseconds(50)))
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
        }
    }

    // The general client takes no negative ones: it ends the process.
    @Test(arguments: [
        (Caller.typed, Duration.zero), (.typed, .nanoseconds(1)), (.typed, .seconds(-1)),
        (.typed, Duration(attoseconds: .min)), (.stub, .zero), (.stub, .nanoseconds(1)),
    ])
    func timeThatHasPassed(caller: Caller, timeout: Duration) async throws {
        try await withRig { rig in
            let options = CallOptions.timeout(timeout)
            let unary = try await rpcError { _ = try await rig.unary(caller, .short, .never, options: options) }
            #expect(unary?.code == .deadlineExceeded)
            let stream = try await rpcError { _ = try await rig.stream(caller, .short, .endless, options: options) }
            #expect(stream?.code == .deadlineExceeded)
        }
    }

    @Test(arguments: [Duration.seconds(3600), .seconds(Int64.max), Duration(attoseconds: .max)])
    func timeWithoutEnd(timeout: Duration) async throws {
        try await withRig { rig in
            for served in Served.allCases {
                let answer = try await rig.unary(.typed, served, .echo, [1], options: .timeout(timeout))
                #expect(answer.message == [1])
            }
        }
    }

    /// A peer that says hello, and nothing after it.
    private func withSilentPeer(_ body: (TestRig) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let listener = try RawListener(path: "\(folder.path)/socket")
        let (peer, client) = try await listener.connection()
        let unused = PluginServerTransport(
            server: try ConnectionServer(
                endpoint: .unix(directory: folder.path, group: nil),
                security: .plaintext,
                limits: ConnectionLimits(),
                methods: [],
                compression: .identity,
                executor: .pool,
                spins: false
            )
        )
        try await body(
            TestRig(
                address: .unix(path: listener.path),
                security: .plaintext,
                client: client,
                witness: Witness(),
                transport: unused
            )
        )
        withExtendedLifetime((peer, folder)) {}
    }

    @Test(arguments: Caller.allCases)
    func serverThatSaysNothing(caller: Caller) async throws {
        try await withSilentPeer { rig in
            let options = CallOptions.timeout(.milliseconds(50))
            let unary = try await rpcError { _ = try await rig.unary(caller, .short, .echo, options: options) }
            #expect(unary?.code == .deadlineExceeded)
            let stream = try await rpcError { _ = try await rig.stream(caller, .short, .stream, options: options) }
            #expect(stream?.code == .deadlineExceeded)
            // One that does not fit into what the peer lets us send.
            let large = patternBytes(1 << 20)
            let full = try await rpcError { _ = try await rig.unary(caller, .short, .echo, large, options: options) }
            #expect(full?.code == .deadlineExceeded)
            let fullStream = try await rpcError {
                _ = try await rig.stream(caller, .short, .stream, large, options: options)
            }
            #expect(fullStream?.code == .deadlineExceeded)
        }
    }

    @Test(arguments: Caller.allCases)
    func timeCountsWhileThereIsNoFreeStream(caller: Caller) async throws {
        var setup = TestSetup()
        setup.limits.concurrentStreams = 1
        try await withRig(setup) { rig in
            async let held = rig.unary(.typed, .short, .held, [7])
            try await rig.witness.waiting.value()
            let options = CallOptions.timeout(.milliseconds(50))
            let unary = try await rpcError { _ = try await rig.unary(caller, .short, .echo, options: options) }
            #expect(unary?.code == .deadlineExceeded)
            let stream = try await rpcError { _ = try await rig.stream(caller, .short, .stream, options: options) }
            #expect(stream?.code == .deadlineExceeded)
            rig.witness.release.fulfil()
            #expect(try await held.message == [7])
            #expect(try await rig.unary(caller, .short, .echo, [1]).message == [1])
        }
    }
}

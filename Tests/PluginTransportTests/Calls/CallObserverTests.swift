import GRPCCore
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// What an observer is told of calls, whichever way they are made.
@Suite(.timeLimit(.minutes(5))) struct CallObserverTests {
    private let observer = RecordingObserver()

    private func withObserved(
        _ setup: TestSetup = TestSetup(),
        _ body: @Sendable (TestRig, PluginClientTransport) async throws -> Void
    ) async throws {
        try await withRig(setup) { [observer] rig in try await body(rig, rig.client.observed(by: observer)) }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func answersAreSeenAndCarryWhatTheObserverAdds(served: Served, caller: Caller) async throws {
        try await withObserved { rig, client in
            let own: Metadata = ["ask-own": "kept"]
            let answer = try await rig.unary(caller, served, .echo, [1], metadata: own, on: client)
            #expect(answer.message == [1])
            #expect(Array(answer.metadata[stringValues: RecordingObserver.key]) == ["1"])
            #expect(Array(answer.metadata[stringValues: "ask-own"]) == ["kept"])
            #expect(observer.ends == [.ok("\(served.rawValue)/Echo")])
            _ = try await rig.stream(caller, served, .stream, [0, 0, 0, 3, 0, 0, 0, 1], on: client)
            #expect(observer.ends.last == .ok("\(served.rawValue)/Stream"))
            #expect(observer.ends.count == 2)
            // The same connection without an observer.
            _ = try await rig.unary(caller, served, .echo, [1])
            #expect(observer.ends.count == 2)
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func failuresAreSeenWithTheirStatus(served: Served, caller: Caller) async throws {
        try await withObserved { rig, client in
            let name = served.rawValue
            _ = try await rpcError { _ = try await rig.unary(caller, served, .fail, [0], on: client) }
            #expect(observer.ends == [RecordingObserver.End("\(name)/Fail", .permissionDenied)])
            _ = try await rpcError { _ = try await rig.stream(caller, served, .breaks, on: client) }
            #expect(observer.ends.last == RecordingObserver.End("\(name)/Breaks", .outOfRange))
            var options = CallOptions.defaults
            options.maxResponseMessageBytes = 10
            _ = try await rpcError {
                _ = try await rig.unary(caller, served, .size, [0, 0, 0, 11], options: options, on: client)
            }
            #expect(observer.ends.last == RecordingObserver.End("\(name)/Size", .resourceExhausted))
            _ = try await rpcError {
                let request: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 11]
                _ = try await rig.stream(caller, served, .stream, request, options: options, on: client)
            }
            #expect(observer.ends.last == RecordingObserver.End("\(name)/Stream", .resourceExhausted))
            #expect(observer.ends.count == 4)
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func deadlineIsNoCancellation(served: Served, caller: Caller) async throws {
        try await withObserved { rig, client in
            let options = CallOptions.timeout(.milliseconds(500))
            for (method, number) in zip([TestMethod.never, .endless], 1...) {
                let error = try await rpcError {
                    if method == .never {
                        _ = try await rig.unary(caller, served, method, options: options, on: client)
                    } else {
                        _ = try await rig.stream(caller, served, method, options: options, on: client)
                    }
                }
                #expect(error?.code == .deadlineExceeded)
                #expect(observer.ends.count == number)
                #expect(observer.ends.last?.status == .deadlineExceeded)
            }
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func whatIsGivenUpIsCancelled(served: Served, caller: Caller) async throws {
        try await withObserved { rig, client in
            _ = try await rig.stream(caller, served, .endless, upTo: 2, on: client)
            #expect(observer.ends.map(\.status) == [.cancelled])
            struct Enough: Error {}
            await #expect(throws: (any Error).self) {
                _ = try await rig.stream(caller, served, .endless, on: client) { _ in throw Enough() }
            }
            #expect(observer.ends.map(\.status) == [.cancelled, .cancelled])
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await rig.unary(caller, served, .never, on: client) }
                try? await rig.witness.waiting.value()
                group.cancelAll()
            }
            #expect(observer.ends.map(\.status) == [.cancelled, .cancelled, .cancelled])
        }
    }

    @Test(arguments: Caller.allCases) func lostConnectionIsSeen(caller: Caller) async throws {
        try await withObserved { rig, client in
            client.beginGracefulShutdown()
            try await client.waitUntilClosed()
            _ = try await rpcError { _ = try await rig.unary(caller, .short, .echo, on: client) }
            #expect(observer.ends == [RecordingObserver.End("test.Short/Echo", .unavailable)])
        }
    }

    @Test func streamsOfRequestsAreSeen() async throws {
        try await withObserved { rig, client in
            let sum = try await GRPCClient(transport: client).clientStreaming(
                request: StreamingClientRequest { try await $0.write(contentsOf: [[1], [2, 3]]) },
                descriptor: Served.general.descriptor(.sum),
                serializer: RawBytes(),
                deserializer: RawBytes(),
                options: .defaults
            ) { (response: ClientResponse<[UInt8]>) in try response.message }
            #expect(!sum.isEmpty)
            #expect(observer.ends == [.ok("test.General/Sum")])
            _ = rig
        }
    }

    @Test(arguments: BrokerSetup.allCases) func connectionsOfTheBrokerAreObserved(setup: BrokerSetup) async throws {
        try await withBroker(setup, observer: observer) { [observer] rig in
            try await rig.plugin.withServices([], methods: HealthService(stopping: OneShot()).methods) { id in
                let transport = try await rig.host.connect(to: id)
                let health = try await PluginServicesClient(transport: transport).health(timeout: .seconds(60))
                #expect(health == "SERVING")
            }
            // A number is good for one connection.
            try await rig.plugin.withServices([]) { id in
                try await rig.host.withClient(to: id) { client in
                    _ = try? await client.unary(
                        request: ClientRequest(message: [UInt8]()),
                        descriptor: Served.general.descriptor(.echo),
                        serializer: RawBytes(),
                        deserializer: RawBytes(),
                        options: .defaults
                    ) { (response: ClientResponse<[UInt8]>) in try response.message }
                }
            }
            #expect(
                observer.ends == [
                    .ok("grpc.health.v1.Health/Check"), RecordingObserver.End("test.General/Echo", .unimplemented),
                ]
            )
        }
    }
}

/// Notes how each call ended, and marks the request.
final class RecordingObserver: PluginCallObserver {
    struct End: Hashable, Sendable {
        var method: String
        var status: RPCError.Code?

        init(_ method: String, _ status: RPCError.Code?) {
            self.method = method
            self.status = status
        }

        static func ok(_ method: String) -> End { End(method, nil) }
    }

    static let key = "ask-observed"
    private let all = Mutex<[End]>([])
    var ends: [End] { all.withLock { $0 } }

    func callBegins(_ method: MethodDescriptor, metadata: inout Metadata) -> @Sendable (RPCError.Code?) -> Void {
        metadata.addString("1", forKey: Self.key)
        return { status in self.all.withLock { $0.append(End(method.fullyQualifiedMethod, status)) } }
    }
}

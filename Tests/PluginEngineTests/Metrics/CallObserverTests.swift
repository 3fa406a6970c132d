import EngineAPI
import GRPCCore
import PluginCapabilities
import PluginHost
import Synchronization
import TestSupport
import Testing

@testable import PluginEngine

@Suite struct CallObserverTests {
    private typealias Response = StreamingClientResponse<[UInt8]>
    private typealias Part = Response.Contents.BodyPart

    private let metrics = EngineMetrics()
    private let method = MethodDescriptor(fullyQualifiedService: "test.Service", method: "Call")

    /// Makes a call through the observer, which gets this answer.
    private func call(
        metadata: Metadata = [:],
        _ answer: @escaping @Sendable (Metadata) async throws -> StreamingClientResponse<[UInt8]>
    ) async throws -> StreamingClientResponse<[UInt8]> {
        let context = ClientContext(descriptor: method, remotePeer: "peer", localPeer: "local")
        let request = StreamingClientRequest<[UInt8]>(metadata: metadata) { _ in }
        return try await CallObserver(metrics: metrics, plugin: "one")
            .intercept(request: request, context: context) { request, _ in try await answer(request.metadata) }
    }

    private func stream(_ parts: [Part], error: RPCError? = nil) -> Response {
        let sequence = AsyncThrowingStream<Part, any Error> { feed in
            for part in parts { feed.yield(part) }
            feed.finish(throwing: error)
        }
        return Response(
            accepted: .success(Response.Contents(metadata: [:], bodyParts: RPCAsyncSequence(wrapping: sequence)))
        )
    }

    private var statistics: MethodStatistics? { metrics.statistics(of: "one").first }
    private func count(_ status: String) -> Bool {
        metrics.text().contains("method=\"/test.Service/Call\",status=\"\(status)\"} 1")
            || metrics.text().contains("status=\"\(status)\"") && statistics?.calls == 1
    }

    // MARK: - Counting

    @Test func callIsCountedWhenItsLastPartIsRead() async throws {
        let response = try await call { _ in stream([.message([1]), .message([2]), .trailingMetadata([:])]) }
        var parts = try response.accepted.get().bodyParts.makeAsyncIterator()
        _ = try await parts.next()
        _ = try await parts.next()
        #expect(statistics?.calls == 0)
        // A reader of one answer does not ask for more than this.
        _ = try await parts.next()
        #expect(statistics?.calls == 1)
        _ = try await parts.next()
        #expect(statistics?.calls == 1)
        #expect(statistics?.errors == 0)
        #expect(statistics?.method == "test.Service/Call")
    }

    @Test func streamWithoutTrailersEndsToo() async throws {
        let response = try await call { _ in stream([.message([1])]) }
        for try await _ in try response.accepted.get().bodyParts {}
        #expect(statistics?.calls == 1)
        #expect(count("ok"))
    }

    @Test func refusalIsCountedByItsStatus() async throws {
        _ = try await call { _ in Response(error: RPCError(code: .notFound, message: "none")) }
        #expect(statistics?.errors == 1)
        #expect(count("not_found"))
    }

    @Test func streamThatBreaksIsCountedByItsStatus() async throws {
        let response = try await call { _ in
            stream([.message([1])], error: RPCError(code: .resourceExhausted, message: "enough"))
        }
        await #expect(throws: RPCError.self) { for try await _ in try response.accepted.get().bodyParts {} }
        #expect(statistics?.errors == 1)
        #expect(count("resource_exhausted"))
    }

    @Test func callThatIsCancelledIsCountedAsThat() async throws {
        await #expect(throws: CancellationError.self) { _ = try await call { _ in throw CancellationError() } }
        // Whoever gives a call up has no reason to complain of it.
        #expect(statistics?.errors == 0)
        #expect(count("cancelled"))
    }

    @Test func unknownErrorIsUnknown() async throws {
        struct Odd: Error {}
        await #expect(throws: Odd.self) { _ = try await call { _ in throw Odd() } }
        #expect(count("unknown"))
    }

    // MARK: - Traces

    /// What a plugin gets as its place in a trace.
    private func traceparent(_ metadata: Metadata = [:]) async throws -> [String] {
        let seen = Mutex<[String]>([])
        _ = try await call(metadata: metadata) { metadata in
            seen.withLock { $0 = Array(metadata[stringValues: TraceContext.metadataKey]) }
            return Response(error: RPCError(code: .aborted, message: ""))
        }
        return seen.withLock { $0 }
    }

    @Test func callWithoutATraceBeginsOne() async throws {
        let first = try #require(try await traceparent().first.flatMap { TraceContext(traceparent: $0) })
        let second = try #require(try await traceparent().first.flatMap { TraceContext(traceparent: $0) })
        #expect(first.traceID != second.traceID)
        #expect(!first.isSampled)
    }

    @Test func traceThatTheCallerGivesIsKept() async throws {
        let given = TraceContext(isSampled: true).traceparent
        let kept = try await TraceContext.$current.withValue(TraceContext(isSampled: true)) {
            try await traceparent([TraceContext.metadataKey: .string(given)])
        }
        #expect(kept == [given])
    }

    @Test func currentTraceIsTheParent() async throws {
        let parent = TraceContext(isSampled: true)
        let seen = try await TraceContext.$current.withValue(parent) { try await traceparent() }
        let child = try #require(seen.first.flatMap { TraceContext(traceparent: $0) })
        #expect(seen.count == 1)
        #expect(child.traceID == parent.traceID)
        #expect(child.spanID != parent.spanID)
        #expect(child.isSampled)
    }
}

/// The observer in an engine, with the plugin that ships.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct ObservedCallTests {
    @Test func streamsAndErrorsOfAPluginAreCounted() async throws {
        let fixture = try EngineFixture()
        try fixture.put("hello", .hello)
        try await fixture.run { engine in
            let countdown = try #require(PluginMethod("omniview.hello.v1.Greeter/Countdown"))
            try await engine.withBackend(of: pluginID("hello")) { plugin in
                try await plugin.call(countdown, request: [0x08, 3]) { _ in }
                await #expect(throws: RPCError.self) {
                    try await plugin.call(countdown, request: [0x08, 0xe9, 0x07]) { _ in }
                }
            }
            let statistics = try await engine.methodStatistics(of: "hello")
            let counted = try #require(statistics.first { $0.method == "omniview.hello.v1.Greeter/Countdown" })
            #expect(counted.calls == 2)
            #expect(counted.errors == 1)
        }
    }
}

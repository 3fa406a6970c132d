import EngineAPI
import GRPCCore
import PluginCapabilities
import PluginHost
import PluginTransport
import TestSupport
import Testing

@testable import PluginEngine

@Suite struct CallObserverTests {
    private let metrics = EngineMetrics()
    private let method = MethodDescriptor(fullyQualifiedService: "test.Service", method: "Call")

    private var observer: CallObserver { CallObserver(metrics: metrics, plugin: "one") }
    private var statistics: MethodStatistics? { metrics.statistics(of: "one").first }

    // MARK: - Counting

    @Test func callIsCountedWhenItEnds() {
        var metadata: Metadata = [:]
        let end = observer.callBegins(method, metadata: &metadata)
        #expect(statistics?.calls == 0)
        end(nil)
        #expect(statistics?.calls == 1)
        #expect(statistics?.errors == 0)
        #expect(statistics?.method == "test.Service/Call")
        #expect(metrics.text().contains("method=\"/test.Service/Call\",status=\"ok\"} 1"))
    }

    /// Whoever gives a call up has no reason to complain of it.
    @Test(arguments: [
        (RPCError.Code.notFound, "not_found", 1), (.deadlineExceeded, "deadline_exceeded", 1), (.unknown, "unknown", 1),
        (.cancelled, "cancelled", 0),
    ])
    func failureIsCountedByItsStatus(code: RPCError.Code, name: String, errors: Int) {
        var metadata: Metadata = [:]
        observer.callBegins(method, metadata: &metadata)(code)
        #expect(statistics?.calls == 1)
        #expect(statistics?.errors == errors)
        #expect(metrics.text().contains("method=\"/test.Service/Call\",status=\"\(name)\"} 1"))
    }

    // MARK: - Traces

    /// What a plugin gets as its place in a trace.
    private func traceparent(_ metadata: Metadata = [:]) -> [String] {
        var metadata = metadata
        _ = observer.callBegins(method, metadata: &metadata)
        return Array(metadata[stringValues: TraceContext.metadataKey])
    }

    @Test func callWithoutATraceBeginsOne() throws {
        let first = try #require(traceparent().first.flatMap { TraceContext(traceparent: $0) })
        let second = try #require(traceparent().first.flatMap { TraceContext(traceparent: $0) })
        #expect(first.traceID != second.traceID)
        #expect(!first.isSampled)
    }

    @Test func traceThatTheCallerGivesIsKept() {
        let given = TraceContext(isSampled: true).traceparent
        let kept = TraceContext.$current.withValue(TraceContext(isSampled: true)) {
            traceparent([TraceContext.metadataKey: .string(given)])
        }
        #expect(kept == [given])
    }

    @Test func currentTraceIsTheParent() throws {
        let parent = TraceContext(isSampled: true)
        let seen = TraceContext.$current.withValue(parent) { traceparent() }
        let child = try #require(seen.first.flatMap { TraceContext(traceparent: $0) })
        #expect(seen.count == 1)
        #expect(child.traceID == parent.traceID)
        #expect(child.spanID != parent.spanID)
        #expect(child.isSampled)
    }
}

/// The observer in an engine, with the plugin that ships.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct ObservedCallTests {
    private static let greet = UnaryMethod<[UInt8], [UInt8]>(
        MethodDescriptor(fullyQualifiedService: "omniview.hello.v1.Greeter", method: "Greet"),
        serializer: Bytes(),
        deserializer: Bytes()
    )
    private static let countdown = ServerStreamMethod<[UInt8], [UInt8]>(
        MethodDescriptor(fullyQualifiedService: "omniview.hello.v1.Greeter", method: "Countdown"),
        serializer: Bytes(),
        deserializer: Bytes()
    )

    /// Each way by which the engine, or a program that embeds it, calls a plugin, and the method that is called.
    static let ways: [(String, String, @Sendable (Engine, RunningPlugin) async throws -> Void)] = [
        (
            "a stub", "omniview.hello.v1.Greeter/Greet",
            { _, plugin in
                _ = try await plugin.client.unary(
                    request: ClientRequest(message: [UInt8]()),
                    descriptor: greet.descriptor,
                    serializer: Bytes(),
                    deserializer: Bytes(),
                    options: .defaults
                ) { (response: ClientResponse<[UInt8]>) in try response.message }
            }
        ),
        (
            "typed", "omniview.hello.v1.Greeter/Greet",
            { _, plugin in _ = try await plugin.call(greet, []) }
        ),
        (
            "typed, with metadata", "omniview.hello.v1.Greeter/Greet",
            { _, plugin in _ = try await plugin.callForResponse(greet, []) }
        ),
        (
            "typed, a stream", "omniview.hello.v1.Greeter/Countdown",
            { _, plugin in
                try await plugin.call(countdown, [0x08, 1]) { answers in while try await answers.next() != nil {} }
            }
        ),
        (
            "bytes", "omniview.hello.v1.Greeter/Greet",
            { _, plugin in
                let method = try #require(PluginMethod("omniview.hello.v1.Greeter/Greet"))
                _ = try await plugin.callUnary(method, request: [])
            }
        ),
        (
            "bytes, a stream", "omniview.hello.v1.Greeter/Countdown",
            { _, plugin in
                let method = try #require(PluginMethod("omniview.hello.v1.Greeter/Countdown"))
                try await plugin.call(method, request: [0x08, 1]) { _ in }
            }
        ),
        (
            "a health check", "grpc.health.v1.Health/Check",
            { _, plugin in _ = try await plugin.health(timeout: .seconds(60)) }
        ),
        (
            "reflection", "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            { _, plugin in _ = try await plugin.services(timeout: .seconds(60)) }
        ),
        (
            "the schema for views", "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            { _, plugin in _ = try await plugin.schema(of: ["omniview.hello.v1.Greeter"], timeout: .seconds(60)) }
        ),
        (
            "the supervisor's own word", "omniview.sdk.lifecycle.v1.PluginLifecycle/HealthCheck",
            { _, plugin in _ = try await LifecycleClient(plugin: "hello", client: plugin.client).health() }
        ),
        (
            "settings", "omniview.sdk.settings.v1.SettingsPlugin/SetSettings",
            { engine, _ in _ = try await engine.update(["greeting": "Hi"], of: "hello") }
        ),
    ]

    @Test(arguments: ways.indices) func everyWayIsCountedAndTimed(index: Int) async throws {
        let (name, method, call) = Self.ways[index]
        let fixture = try EngineFixture()
        try fixture.put("hello", .hello)
        try await fixture.run { engine in
            try await engine.withBackend(of: pluginID("hello")) { plugin in
                let before = try await engine.calls(of: method)
                try await call(engine, plugin)
                let after = try await engine.calls(of: method)
                #expect(after == before + 1, "\(name)")
            }
            let label = "omniview_plugin_call_duration_seconds_count{plugin=\"hello\",method=\"/\(method)\"}"
            #expect(engine.metrics.text().contains(label), "\(name): \(engine.metrics.text())")
        }
    }

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

extension Engine {
    fileprivate func calls(of method: String) throws -> Int {
        try methodStatistics(of: "hello").first { $0.method == method }?.calls ?? 0
    }
}

/// Messages that are bytes already.
private struct Bytes: MessageSerializer, MessageDeserializer {
    func serialize<Contents: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Contents { Contents(message) }
    func deserialize<Contents: GRPCContiguousBytes>(_ message: Contents) throws -> [UInt8] {
        message.withUnsafeBytes { Array($0) }
    }
}

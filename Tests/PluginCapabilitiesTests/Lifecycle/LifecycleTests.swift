import GRPCCore
import PluginCapabilities
import Testing

@Suite struct LifecycleTests {
    private static let service = "omniview.sdk.lifecycle.v1.PluginLifecycle"

    @Test func tellsWhatAPluginIsAndProvides() async throws {
        let lifecycle = CapabilityService.lifecycle(
            PluginInfo(id: "kubernetes", version: "1.2.3", appProtocol: 2),
            capabilities: ["settings", "exec", "settings"],
            health: { .notServing }
        )
        try await withClient(of: [lifecycle]) { client in
            let client = LifecycleClient(plugin: "kubernetes", client: client, timeout: patience)
            let info = try await client.info()
            #expect(info == PluginInfo(id: "kubernetes", version: "1.2.3", appProtocol: 2))
            let capabilities = try await client.capabilities()
            #expect(capabilities == ["exec", "lifecycle", "settings"])
            let health = try await client.health()
            #expect(health == .notServing)
        }
    }

    @Test func readsTheBytesOfTheContract() async throws {
        let wire = WireService(
            service: Self.service,
            answers: [
                "GetInfo": field(1, "a") + field(2, "v") + field(3, 7),
                "GetCapabilities": field(1, "ui") + field(1, "exec") + field(1, "ui"),
                // A status that is newer than the contract.
                "HealthCheck": field(1, 9),
            ]
        )
        try await withClient(of: [wire]) { client in
            let client = LifecycleClient(plugin: "a", client: client, timeout: patience)
            let info = try await client.info()
            #expect(info == PluginInfo(id: "a", version: "v", appProtocol: 7))
            let capabilities = try await client.capabilities()
            #expect(capabilities == ["exec", "ui"])
            let health = try await client.health()
            #expect(health == .unknown)
        }
    }

    @Test func writesTheBytesOfTheContract() async throws {
        let lifecycle = CapabilityService.lifecycle(
            PluginInfo(id: "a", version: "v", appProtocol: 7),
            capabilities: ["ui"]
        )
        let answers = try await answers(of: lifecycle, to: [])
        #expect(answers["GetInfo"] == field(1, "a") + field(2, "v") + field(3, 7))
        #expect(answers["GetCapabilities"] == field(1, "lifecycle") + field(1, "ui"))
        #expect(answers["HealthCheck"] == field(1, 1))
    }

    @Test func refusesWhatIsTooLong() async throws {
        let wire = WireService(
            service: Self.service,
            answers: [
                "GetInfo": field(1, String(repeating: "a", count: 257)),
                "GetCapabilities": Array((0..<65).map { field(1, "c\($0)") }.joined()),
            ]
        )
        try await withClient(of: [wire]) { client in
            let client = LifecycleClient(plugin: "long", client: client, timeout: patience)
            let long = await #expect(throws: CapabilityError.self) { try await client.info() }
            #expect(long?.code == .limitExceeded)
            #expect(long?.message == "long states an id of 257 bytes; 256 are allowed")
            let many = await #expect(throws: CapabilityError.self) { try await client.capabilities() }
            #expect(many?.code == .limitExceeded)
            let missing = await #expect(throws: CapabilityError.self) { try await client.health() }
            #expect(missing?.code == .unimplemented)
            #expect(missing?.message.contains("long has no HealthCheck") == true)
        }
    }
}

/// What each method of a service answers to a request.
func answers(of service: CapabilityService, to request: [UInt8]) async throws -> [String: [UInt8]] {
    var answers: [String: [UInt8]] = [:]
    for method in service.methods {
        answers[method.descriptor.method] = try? await method.handle(request)
    }
    return answers
}

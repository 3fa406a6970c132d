import GRPCCore
import PluginProtocol
import PluginTransport

extension PluginConformance {
    /// The services that every plugin has.
    static let serviceChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(62, named: "is SERVING, and does not know other services") { trial in
            let plugin = try await trial.serve()
            try await plugin.requireHealth("once it serves,")
            let connection = try await plugin.connect()
            do {
                let answer = try await connection.unary(
                    HealthCall.service,
                    "Check",
                    HealthCall.request(about: "no.such.Service"),
                    timeout: .seconds(10)
                )
                throw CheckFinding("it answers \(answer) about a service that it cannot know, and not NOT_FOUND")
            } catch let error as RPCError {
                try require(error.code == .notFound, "it answers \(error.code) about a service that it cannot know")
            }
        },
        ConformanceCheck(64, named: "lists the standard services by reflection") { trial in
            let plugin = try await trial.serve()
            let connection = try await plugin.connect()
            let listed = try await PluginServicesClient(transport: connection.transport).services(timeout: .seconds(10))
            guard let listed else { throw CheckNotApplicable("the plugin has no reflection") }
            let missing = standardServices.subtracting(listed).sorted()
            try require(missing.isEmpty, "it does not list \(missing.joined(separator: ", "))")
            try require(
                listed.contains("grpc.reflection.v1.ServerReflection")
                    || listed.contains("grpc.reflection.v1alpha.ServerReflection"),
                "it does not list the reflection that answered"
            )
            try require(Set(listed).count == listed.count, "it lists a service twice")
        },
        ConformanceCheck(64, 69, named: "does not serve what it does not have") { trial in
            let plugin = try await trial.serve()
            let client = RawClient(try RawConnection(to: plugin.line.address))
            try await client.open()
            for path in ["/no.such.Service/Method", "/\(HealthCall.service)/NoSuchMethod"] {
                let answer = try await client.call(path: path)
                try require(answer.status == 12, "\(path) is answered with \(answer.text), not UNIMPLEMENTED (12)")
            }
            let answer = try await client.call(path: HealthCall.path, message: HealthCall.request)
            try HealthCall.requireServing(answer, "after calls that it does not serve")
        },
    ]

    /// What reflection lists of every plugin; the version of reflection itself may be the old one.
    private static let standardServices: Set<String> = [
        "grpc.health.v1.Health", "plugin.GRPCBroker", "plugin.GRPCController", "plugin.GRPCStdio",
    ]
}

import GRPCCore
import PluginProtocol
import PluginTransport

extension PluginConformance {
    /// Requests that a plugin takes, and those that it does not.
    static let requestChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(65, named: "serves calls to any authority") { trial in
            let plugin = try await trial.serve()
            let client = RawClient(try RawConnection(to: plugin.line.address))
            try await client.open()
            for authority in ["unused", "localhost", plugin.line.address.text, "%2Ftmp%2Fplugin.sock", ""] {
                let answer = try await client.call(
                    path: HealthCall.path,
                    authority: authority,
                    message: HealthCall.request
                )
                try HealthCall.requireServing(answer, "for the authority '\(authority)'")
            }
        },
        ConformanceCheck(64, named: "serves no method under another path than its own") { trial in
            let plugin = try await trial.serve()
            // Without the slash, an interceptor that judges by the path does not see the method: CVE-2026-33186.
            for path in [String(HealthCall.path.dropFirst()), "/" + HealthCall.path, HealthCall.path.lowercased()] {
                let client = RawClient(try RawConnection(to: plugin.line.address))
                try await client.open()
                do {
                    let answer = try await client.call(path: path, message: HealthCall.request)
                    try require(answer.status != 0, "the path \(path) is served")
                } catch is RawClient.Ended {
                    // To close the connection is to refuse, too.
                }
            }
            try await plugin.requireHealth("after requests with wrong paths")
        },
        ConformanceCheck(66, named: "refuses a request of 5 MiB, and serves the next one") { trial in
            let plugin = try await trial.serve()
            let connection = try await plugin.connect()
            // An unknown field, with its length in four bytes: whoever takes the request answers as always.
            let field = [0x7a, 0x80, 0x80, 0xc0, 0x02] + [UInt8](repeating: 0, count: 5 << 20)
            do {
                _ = try await connection.unary(
                    HealthCall.service,
                    "Check",
                    HealthCall.request + field,
                    timeout: .seconds(30)
                )
                throw CheckNotApplicable("the plugin takes larger requests")
            } catch let error as RPCError {
                try require(error.code == .resourceExhausted, "it answers \(error) and not RESOURCE_EXHAUSTED")
            }
            let answer = try await connection.unary(
                HealthCall.service,
                "Check",
                HealthCall.request,
                timeout: .seconds(10)
            )
            try require(answer == HealthCall.serving, "it does not serve the call after that")
        },
    ]
}

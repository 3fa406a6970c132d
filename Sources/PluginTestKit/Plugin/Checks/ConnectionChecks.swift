import PluginProtocol
import PluginTransport

extension PluginConformance {
    /// Connections and the streams that hosts keep open on them.
    static let connectionChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(67, named: "keeps an idle connection up") { trial in
            let plugin = try await trial.serve()
            let client = RawClient(try RawConnection(to: plugin.line.address))
            try await client.open()
            try HealthCall.requireServing(try await client.call(path: HealthCall.path, message: HealthCall.request))
            try await client.watch(for: trial.patience.idle)
            try require(client.goAway == nil, "it said GOAWAY with code \(client.goAway ?? 0)")
            let answer = try await client.call(path: HealthCall.path, message: HealthCall.request)
            try HealthCall.requireServing(answer, "after \(trial.patience.idle) without a call")
        },
        ConformanceCheck(67, named: "answers a PING behind every call, as grpc-go sends them") { trial in
            let plugin = try await trial.serve()
            let client = RawClient(try RawConnection(to: plugin.line.address))
            try await client.open()
            for number in 0..<pings {
                let answer = try await client.call(path: HealthCall.path, message: HealthCall.request)
                try HealthCall.requireServing(answer, "after \(number) PINGs")
                try await client.ping(number)
            }
            try require(client.goAway == nil, "it said GOAWAY with code \(client.goAway ?? 0)")
        },
        ConformanceCheck(71, named: "keeps its stdio stream open, or has none") { trial in
            let plugin = try await trial.serve()
            let client = RawClient(try RawConnection(to: plugin.line.address))
            try await client.open()
            try await requireOpenOrMissing(stdioPath, client, trial)
        },
        ConformanceCheck(123, named: "gives a second host the broker and the output") { trial in
            let plugin = try await trial.serve()
            var paths = [brokerPath, stdioPath]
            for host in ["first", "second"] {
                let connection = try RawConnection(to: plugin.line.address)
                let client = RawClient(connection)
                try await client.open()
                for path in paths {
                    let stream = try await client.begin(path: path, isEnd: path == stdioPath)
                    guard let answer = try await client.end(of: stream, within: trial.patience.absence) else {
                        continue
                    }
                    // What is missing for the first host need not be there for the second.
                    if answer.status == 12, host == "first" {
                        paths.removeAll { $0 == path }
                    } else {
                        throw CheckFinding("for the \(host) host \(path) ended with \(answer.text)")
                    }
                }
                guard !paths.isEmpty else {
                    throw CheckNotApplicable("the plugin has neither a broker nor a stdio stream")
                }
                let answer = try await client.call(path: HealthCall.path, message: HealthCall.request)
                try HealthCall.requireServing(answer, "for the \(host) host")
                connection.cut()
            }
        },
    ]

    /// Beyond the two or three after which servers that count them close the connection, and beyond the 200 after which
    /// others do.
    private static let pings: UInt32 = 300
    static let stdioPath = "/plugin.GRPCStdio/StreamStdio"
    private static let brokerPath = "/plugin.GRPCBroker/StartStream"

    private static func requireOpenOrMissing(_ path: String, _ client: RawClient, _ trial: PluginTrial) async throws {
        let stream = try await client.begin(path: path)
        guard let answer = try await client.end(of: stream, within: trial.patience.absence) else { return }
        try require(answer.status == 12, "\(path) ended with \(answer.text), not open and not UNIMPLEMENTED")
    }
}

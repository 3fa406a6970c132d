import PluginProtocol
import PluginTransport

extension PluginConformance {
    /// What a plugin makes of a host that asks for one socket for all connections.
    static let multiplexingChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(41, named: "answers whether it multiplexes only when it is asked") { trial in
            let silent = try await trial.serve()
            try require(silent.line.multiplexing == nil, "it prints a seventh field that nobody asked for")
            let asked = try await multiplexing("true", trial)
            try require(asked.line.multiplexing == true, "its seventh field is not true")
        },
        ConformanceCheck(41, named: "prints that it could multiplex when that is switched off") { trial in
            let plugin = try await multiplexing("false", trial)
            try require(plugin.line.multiplexing == true, "its seventh field is not true")
            try await plugin.requireHealth("without multiplexing")
        },
        ConformanceCheck(64, 69, 95, named: "serves over one stream of yamux") { trial in
            for host in [nil, try TransportIdentity.generate()] {
                let plugin = try await multiplexing("true", host: host, trial)
                let connection = try await connect(plugin)
                let services = PluginServicesClient(transport: connection.transport)
                let health = try await services.health(timeout: .seconds(10))
                try require(health == "SERVING", "its health over yamux is \(health)")
            }
        },
        ConformanceCheck(102, 113, named: "ends when its host asks over yamux, and removes its socket") { trial in
            let plugin = try await multiplexing("true", trial)
            try await StopCalls.shutDown(try await connect(plugin))
            let status = try await plugin.process.waitForExit(within: trial.patience.exit)
            guard let status else { throw CheckFinding("it still ran \(trial.patience.exit) after Shutdown") }
            try require(status == .exited(0), "after Shutdown it \(status)")
            if let path = plugin.socketPath { try require(!FileFacts.exists(path), "its socket file is still there") }
        },
        ConformanceCheck(101, named: "does not keep a processor busy while nobody connects") { trial in
            let plugin = try await multiplexing("true", trial)
            guard let before = ProcessorTime.of(plugin.process.number) else {
                throw CheckNotApplicable("this system does not say how much processor time a process has used")
            }
            let status = try await plugin.process.waitForExit(within: trial.patience.idle)
            guard status == nil, let after = ProcessorTime.of(plugin.process.number) else { return }
            // A busy one gets only a share of a processor on a machine that is busy too.
            try require(
                after - before < trial.patience.idle / 20,
                "it used \(after - before) of processor time within \(trial.patience.idle) in which nobody connected"
            )
        },
    ]

    /// Starts a plugin that can multiplex.
    ///
    /// - Throws: ``CheckNotApplicable`` when it cannot.
    private static func multiplexing(
        _ value: String,
        host: TransportIdentity? = nil,
        _ trial: PluginTrial
    ) async throws -> ServingPlugin {
        let plugin = try await trial.serve(host: host, [EnvironmentName.multiplexGRPC: value])
        guard plugin.line.multiplexing != nil else { throw CheckNotApplicable("the plugin does not multiplex") }
        return plugin
    }

    private static func connect(_ plugin: ServingPlugin) async throws -> PluginConnection {
        try await PluginConnector.connect(to: plugin.line.address, security: plugin.security, multiplexed: true)
    }
}

import PluginEngine
import PluginHost
import PluginIntegrity
import PluginProtocol
import PluginTransport

/// What `plugin inspect` found; its JSON form is stable.
struct Inspection: Encodable {
    struct Timings: Encodable {
        var verify: Double?
        var spawn: Double
        var handshake: Double
        var connect: Double
        var firstAnswer: Double
        var stop: Double

        enum CodingKeys: String, CodingKey {
            case verify, spawn, handshake, connect, stop
            case firstAnswer = "first_answer"
        }

        /// Every key is always there; without a folder there is nothing to verify.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(verify, forKey: .verify)
            try container.encode(spawn, forKey: .spawn)
            try container.encode(handshake, forKey: .handshake)
            try container.encode(connect, forKey: .connect)
            try container.encode(firstAnswer, forKey: .firstAnswer)
            try container.encode(stop, forKey: .stop)
        }
    }

    var appProtocol: Int
    var network: String
    var address: String
    var tls: TLSSummary?
    var multiplex: Bool
    var services: [String]?
    var health: String
    /// Whether the files were compared with a manifest; nil for a program without a folder.
    var verified: Bool?
    var verifiedFiles = 0
    var timings: Timings
    var stop: Stop

    init(
        plugin: RunningPlugin,
        health: String,
        services: [String]?,
        loaded: LoadedPlugin?,
        firstAnswer: Duration,
        end: PluginEnd
    ) {
        appProtocol = plugin.appProtocol
        network = plugin.address.network
        address = plugin.address.text
        tls = plugin.tls
        multiplex = plugin.isMultiplexed
        self.services = services
        self.health = health
        verified = loaded?.isSealed
        verifiedFiles = loaded?.verification?.files.count ?? 0
        timings = Timings(
            verify: loaded?.verifyDuration.milliseconds,
            spawn: plugin.timings.spawn.milliseconds,
            handshake: plugin.timings.handshake.milliseconds,
            connect: plugin.timings.connect.milliseconds,
            firstAnswer: firstAnswer.milliseconds,
            stop: end.timings.stop.milliseconds
        )
        stop = Stop(end)
    }

    enum CodingKeys: String, CodingKey {
        case network, address, tls, multiplex, services, health, verified, stop
        case appProtocol = "app_protocol"
        case timings = "timings_ms"
    }

    /// Every key is always there; what is not known is null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(appProtocol, forKey: .appProtocol)
        try container.encode(network, forKey: .network)
        try container.encode(address, forKey: .address)
        try container.encode(tls, forKey: .tls)
        try container.encode(multiplex, forKey: .multiplex)
        try container.encode(services, forKey: .services)
        try container.encode(health, forKey: .health)
        try container.encode(verified, forKey: .verified)
        try container.encode(timings, forKey: .timings)
        try container.encode(stop, forKey: .stop)
    }

    /// Prints the inspection for people.
    func print(name: String) {
        let terminal = Terminal.standardOutput
        func line(_ label: String, _ value: String) {
            let padding = String(repeating: " ", count: max(1, 14 - label.count))
            terminal.write("  \(terminal.dim(label))\(padding)\(value)\n")
        }
        terminal.write("\(terminal.bold(Terminal.safe(name)))\n")
        if let verified {
            let files = "\(verifiedFiles) \(verifiedFiles == 1 ? "file" : "files") as sealed"
            line("verified", verified ? files : terminal.yellow("no: started without a manifest (--unsealed)"))
        }
        line("app protocol", "\(appProtocol)")
        line("address", Terminal.safe("\(network) \(address)"))
        line("tls", tls.map { "\($0.version), peer key \($0.peerKey)" } ?? terminal.yellow("none"))
        line("multiplex", multiplex ? "yes" : "no")
        line("health", health == "SERVING" ? terminal.green(health) : terminal.yellow(Terminal.safe(health)))
        if let services {
            for (index, service) in services.enumerated() {
                line(index == 0 ? "services" : "", Terminal.safe(service))
            }
        } else {
            line("services", terminal.dim("not known: the plugin has no reflection"))
        }
        line("stopped", stop.text(on: terminal))
        terminal.write("\n")
        let steps: [(String, Double?)] = [
            ("verify", timings.verify), ("spawn", timings.spawn), ("handshake", timings.handshake),
            ("connect", timings.connect), ("first answer", timings.firstAnswer), ("stop", timings.stop),
        ]
        for case (let name, let milliseconds?) in steps {
            let text = milliseconds.text(decimals: 1)
            line(name, String(repeating: " ", count: max(0, 8 - text.count)) + text + " ms")
        }
    }
}

extension Duration {
    /// The duration in milliseconds, to the microsecond.
    var milliseconds: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) * 1000 + Double(attoseconds) / 1e15).rounded(toDecimals: 3)
    }
}

extension Double {
    func rounded(toDecimals decimals: Int) -> Double {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        return (self * scale).rounded() / scale
    }

    /// The number with exactly so many decimals.
    func text(decimals: Int) -> String {
        var text = "\(rounded(toDecimals: decimals))"
        let present = text.split(separator: ".").dropFirst().first?.count ?? 0
        text += String(repeating: "0", count: max(0, decimals - present))
        return text
    }
}

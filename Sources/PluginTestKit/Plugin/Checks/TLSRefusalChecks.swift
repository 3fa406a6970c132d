import PluginProtocol
import PluginTransport

extension PluginConformance {
    /// Whom a plugin that was asked for mutual TLS refuses.
    static let tlsRefusalChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(53, named: "refuses a client with another certificate") { trial in
            let plugin = try await trial.serve(host: .generate())
            _ = try plugin.certificate()
            for isOld in [false, true] {
                try await requireRefusal(plugin, TLSProbe.Settings(identity: .generate(), isOld: isOld))
            }
            try await plugin.requireHealth("after it refused a stranger")
        },
        ConformanceCheck(53, named: "refuses a client without a certificate") { trial in
            let plugin = try await trial.serve(host: .generate())
            _ = try plugin.certificate()
            for isOld in [false, true] {
                try await requireRefusal(plugin, TLSProbe.Settings(identity: nil, isOld: isOld))
            }
            try await plugin.requireHealth("after it refused a stranger")
        },
        ConformanceCheck(54, named: "refuses a client in plain text") { trial in
            let plugin = try await trial.serve(host: .generate())
            _ = try plugin.certificate()
            try await requireRefusal(plugin, nil)
            try await plugin.requireHealth("after it refused a stranger")
        },
        ConformanceCheck(55, named: "refuses TLS 1.1") { trial in
            let plugin = try await trial.serve(host: .generate())
            _ = try plugin.certificate()
            let old = try await answer(to: OldHello.tls11, plugin)
            try require(old?.first != OldHello.handshakeRecord, "it goes on with TLS 1.1")
            // A hello that differs in the version alone must be answered, or it was refused for something else.
            guard try await answer(to: OldHello.tls12, plugin)?.first == OldHello.handshakeRecord else {
                throw CheckNotApplicable("the plugin speaks nothing older than TLS 1.3")
            }
        },
        ConformanceCheck(59, named: "lets nobody in when its host's certificate cannot be read") { trial in
            let process = try await trial.start([EnvironmentName.clientCertificate: "no certificate"])
            let content = try await process.output.wait(within: trial.patience.start) {
                $0.isEnded || $0.bytes.contains(UInt8(ascii: "\n"))
            }
            guard let content, content.bytes.contains(UInt8(ascii: "\n")) else {
                try require(
                    try await process.waitForExit(within: trial.patience.exit) != nil,
                    "it neither serves nor ends"
                )
                return
            }
            let line = Array(content.bytes.prefix { $0 != UInt8(ascii: "\n") }) + [UInt8(ascii: "\n")]
            let plugin = try ServingPlugin(process: process, line: line, host: .generate())
            try await requireRefusal(plugin, nil)
            try await requireRefusal(plugin, TLSProbe.Settings(identity: .generate()))
            try await requireRefusal(plugin, TLSProbe.Settings(identity: nil))
        },
    ]

    /// Sees that a client gets no answer to a ping.
    ///
    /// - Parameter settings: its TLS; nil for plain text.
    private static func requireRefusal(_ plugin: ServingPlugin, _ settings: TLSProbe.Settings?) async throws {
        let probe = try settings.map { try TLSProbe($0) }
        let client = RawClient(try RawConnection(to: plugin.line.address), tls: probe)
        let answer: RawClient.Answer
        do {
            try await client.open()
            answer = try await client.call(path: HealthCall.path, message: HealthCall.request)
        } catch let error as CancellationError {
            throw error
        } catch {
            // However it says no: under TLS 1.3 a client learns of it only when it uses the connection.
            return
        }
        let over = probe?.version ?? "plain text"
        try require(answer.status == nil, "a ping of a client that must be refused got \(answer.text) over \(over)")
    }

    /// What a plugin answers to a hello of this version; nil when it closes the connection without a word.
    private static func answer(to version: [UInt8], _ plugin: ServingPlugin) async throws -> [UInt8]? {
        let connection = try RawConnection(to: plugin.line.address)
        try await connection.write(OldHello.bytes(version: version))
        let content = try await connection.received.wait(within: .seconds(10)) { $0.isEnded || $0.bytes.count >= 5 }
        guard let content else { throw CheckFinding("it neither answers nor refuses a hello of TLS") }
        return content.bytes.isEmpty ? nil : content.bytes
    }
}

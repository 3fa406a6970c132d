extension HostConformance {
    /// Plugins that a host must not talk to, and the one that it must.
    static let securityChecks: [ConformanceCheck<HostTrial>] = [
        ConformanceCheck(51, named: "talks to a plugin over mutual TLS") { trial in
            let (report, _) = try await trial.run("exec \"$GOOD\"") { $0.requiresTLS = true }
            try report.requireService()
        },
        ConformanceCheck(40, named: "refuses a plugin that answers without a certificate") { trial in
            let (report, _) = try await trial.run("unset PLUGIN_CLIENT_CERT; exec \"$GOOD\"") { $0.requiresTLS = true }
            try requireNoService(report)
        },
        ConformanceCheck(53, named: "refuses a plugin that shows another certificate than it announced") { trial in
            let words = "printf '%s|%s\\n' \"${line%|*}\" '\(someCertificate)'"
            let (report, _) = try await trial.run(changingLine(words)) { $0.requiresTLS = true }
            try requireNoService(report)
        },
    ]

    private static func requireNoService(_ report: HostReport) throws {
        try require(report.failure != nil || report.health != "SERVING", "the host talks to it")
    }
}

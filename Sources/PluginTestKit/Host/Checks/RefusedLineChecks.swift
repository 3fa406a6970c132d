extension HostConformance {
    /// A line that a host must refuse, and what it must say.
    private struct RefusedLine {
        var statement: Int
        var line: String
        var says: [String]
        var change: @Sendable (inout HostConfiguration) -> Void = { _ in }

        var check: ConformanceCheck<HostTrial> {
            ConformanceCheck(statement, named: "refuses the line \(line.count > 60 ? "\(line.prefix(57))..." : line)") {
                [line, says, change] trial in
                let script = "echo $$ > $NOTES/pids\nprintf '%s\\n' '\(line)'\nexec sleep 600"
                let (report, _) = try await trial.run(script, change)
                try report.requireFailure(saying: says)
                try await trial.requireEnd("after its line was refused")
            }
        }
    }

    private static let notBase64 = String(repeating: "!", count: 60)

    /// Lines that a host must refuse, each with go-plugin's own words.
    static let refusedLineChecks: [ConformanceCheck<HostTrial>] = [
        RefusedLine(statement: 21, line: "1|1|tcp|127.0.0.1:1234", says: ["unsupported plugin protocol \"netrpc\""]),
        RefusedLine(statement: 21, line: "1|1|unix|/s||", says: ["unsupported plugin protocol \"\""]),
        RefusedLine(
            statement: 22,
            line: "2|1|unix|/s|grpc|",
            says: ["incompatible core API version with plugin. Plugin version: 2, Core version: 1"]
        ),
        RefusedLine(statement: 23, line: "x|1|unix|/s|grpc|", says: ["error parsing core protocol version"]),
        RefusedLine(statement: 24, line: "1|y|unix|/s|grpc|", says: ["Error parsing protocol version \"y\""]),
        RefusedLine(statement: 24, line: "1|11|unix|/s|grpc|", says: ["Plugin version: 11"]) { $0.appProtocols = [1] },
        RefusedLine(
            statement: 25,
            line: "1|9|unix|/s|grpc|",
            says: ["incompatible API version with plugin. Plugin version: 9, Client versions: [1]"]
        ) { $0.appProtocols = [1] },
        RefusedLine(statement: 26, line: "1|1|pipe|/s|grpc|", says: ["unknown address type"]),
        RefusedLine(statement: 27, line: "1|1|tcp|127.0.0.1:99999|grpc|", says: ["99999"]),
        RefusedLine(statement: 28, line: "1|1|unix", says: ["Unrecognized remote plugin message: 1|1|unix"]),
        RefusedLine(statement: 37, line: "1|1|unix|/s|grpc|\(notBase64)", says: ["error parsing server cert"]) {
            $0.requiresTLS = true
        },
        RefusedLine(statement: 39, line: "1|1|unix|/s|grpc|\(someCertificate)", says: ["cert"]),
        RefusedLine(statement: 41, line: "1|1|unix|/s|grpc|", says: ["multiplexing", "github.com/hashicorp/go-plugin"])
        {
            $0.requiresMultiplexing = true
        },
        RefusedLine(statement: 41, line: "1|1|unix|/s|grpc||false", says: ["multiplexing"]) {
            $0.requiresMultiplexing = true
        },
        RefusedLine(statement: 41, line: "1|1|unix|/s|grpc||yes", says: ["error parsing \"yes\" as a boolean"]) {
            $0.requiresMultiplexing = true
        },
    ].map(\.check)
}

import PluginProtocol
import PluginTransport

extension HostConformance {
    /// A certificate that no plugin here has the key of, as a line carries it; empty when the system cannot make one, and
    /// then the checks with it fail.
    static let someCertificate: String = {
        guard let identity = try? TransportIdentity.generate() else { return "" }
        let line = HandshakeLine(
            appProtocol: 1,
            address: .unix(path: "/s"),
            serverCertificate: identity.certificateDER
        )
        return line.text.split(separator: "|").last.map(String.init) ?? ""
    }()

    /// Puts words in the place of the good plugin's line, which they find as `$line`, and hands on what follows it.
    static func changingLine(_ words: String) -> String {
        "echo $$ > $NOTES/pids\n\"$GOOD\" | { IFS= read -r line; \(words); cat; }"
    }

    /// Lines that a host must accept.
    static let acceptedLineChecks: [ConformanceCheck<HostTrial>] = [
        accepting(20, "starts a plain plugin", #"printf '%s\n' "$line""#),
        accepting(
            32,
            "joins a line that comes in pieces",
            #"printf '%s' "${line%/*}"; sleep 0.2; printf '%s' "/${line##*/}"; sleep 0.2; echo"#
        ),
        accepting(33, "takes a carriage return and spaces around the line", #"printf '  %s \r\n' "$line""#),
        accepting(35, "ignores fields beyond the seventh", #"printf '%s|||more|fields\n' "$line""#),
        accepting(36, "ignores what is too short for a certificate", #"printf '%s%s\n' "$line" not-a-certificate"#),
        accepting(43, "takes a line that comes with what follows it", #"printf '%s\nmore\nand more\n' "$line""#),
        accepting(
            42,
            "drains a MiB without a newline",
            #"printf '%s\n' "$line"; head -c 1048576 /dev/zero | tr '\0' x; echo yes > "$NOTES/drained""#
        ) { trial in
            try require(trial.note("drained") == "yes\n", "the host stopped reading standard output")
        },
        ConformanceCheck(44, 47, named: "knows the version that was agreed") { trial in
            for version in trial.plugin.appProtocols {
                let (report, _) = try await trial.run("exec \"$GOOD\"") {
                    $0.appProtocols = [version, trial.plugin.unknownVersion]
                }
                try report.requireService()
                try require(report.appProtocol == version, "it says \(report.appProtocol ?? -1), and not \(version)")
            }
        },
    ]

    private static func accepting(
        _ statement: Int,
        _ name: String,
        _ words: String,
        then look: @escaping @Sendable (HostTrial) throws -> Void = { _ in }
    ) -> ConformanceCheck<HostTrial> {
        ConformanceCheck(statement, named: name) { trial in
            let (report, _) = try await trial.run(changingLine(words))
            try report.requireService()
            try look(trial)
        }
    }
}

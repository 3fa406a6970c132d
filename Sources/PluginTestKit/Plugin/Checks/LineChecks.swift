import PluginProtocol
import PluginTransport

extension PluginConformance {
    /// The line that a plugin prints.
    static let lineChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(20, 49, named: "prints one line of six fields, and nothing else") { trial in
            let plugin = try await trial.serve()
            let line = plugin.rawLine.dropLast()
            let fields = line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            try require(fields.count == 6, "the line has \(fields.count) fields: \(SafeText.quoting(line))")
            try require(fields[0] == "1", "the core protocol is \(SafeText.quoting(fields[0]))")
            try require(
                fields[1] == String(trial.subject.highestVersion),
                "the app protocol is \(SafeText.quoting(fields[1])), and \(trial.subject.highestVersion) was asked for"
            )
            try require(["unix", "tcp"].contains(fields[2]), "the network is \(SafeText.quoting(fields[2]))")
            try require(fields[4] == "grpc", "the protocol is \(SafeText.quoting(fields[4]))")
            try require(fields[5].isEmpty, "there is a certificate that nobody asked for")
            try require(!line.contains { $0 <= 0x20 }, "there is a space or a control character in the line")
            try await plugin.requireHealth("once it has printed its line,")
            let printed = plugin.process.output.content
            try require(
                printed.bytes == plugin.rawLine,
                "it printed more than its line: \(SafeText.quoting(printed.bytes))"
            )
        },
        ConformanceCheck(38, named: "prints its certificate as base64 without padding") { trial in
            let plugin = try await trial.serve(host: .generate())
            // Whether it is base64 at all was seen when the line was read.
            _ = try plugin.certificate()
            try require(!plugin.rawLine.contains(UInt8(ascii: "=")), "the certificate is padded, which Go hosts refuse")
        },
    ]
}

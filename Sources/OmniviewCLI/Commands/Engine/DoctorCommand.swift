import ArgumentParser
import EngineAPI

/// What is right and wrong with the installation.
struct DoctorCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Has the engine check its installation, and says what to do about what is wrong.",
        discussion: """
            Exits with 0 when there are no more than warnings, and with 65 when there is an error.

            Example:
              omniview doctor
            """
    )

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let report = try await Progress.showing("checking the installation") { try await client.doctor() }
        try show(report) { terminal in report.checks.map { Self.text($0, terminal) }.joined() + Self.sum(report) }
        if report.checks.contains(where: { $0.status == .error }) { throw ExitCode.badData }
    }

    private static func text(_ check: DoctorCheck, _ terminal: Terminal) -> String {
        let mark =
            switch check.status {
            case .ok: terminal.green("ok       ")
            case .warning: terminal.yellow("warning  ")
            case .error: terminal.red("error    ")
            default: Terminal.safe(check.status.rawValue) + "  "
            }
        let advice = check.status == .ok ? nil : check.advice
        return "\(mark)\(Terminal.safe(check.what)) [\(Terminal.safe(check.code))]\n"
            + (advice.map { "         \(Terminal.safe($0))\n" } ?? "")
    }

    private static func sum(_ report: DoctorReport) -> String {
        func count(_ status: CheckStatus) -> Int { report.checks.count { $0.status == status } }
        let errors = Quantity.count(count(.error), "error", "errors")
        return "\(count(.ok)) ok, \(Quantity.count(count(.warning), "warning", "warnings")), \(errors)\n"
    }
}

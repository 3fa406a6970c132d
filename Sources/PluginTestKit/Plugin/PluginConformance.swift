import PluginHost

/// The conformance suite for plugins: what any program that serves go-plugin over gRPC must do, in whatever language.
///
/// ```swift
/// let suite = PluginConformance(PluginSubject(command: command, cookie: cookie))
/// let report = await suite.run { print($0.name, $0.outcome) }
/// ```
///
/// The plugin need not know of it, and gets no calls but to the services that every go-plugin plugin has. Each check
/// starts the plugin anew, and leaves no process and no file.
public struct PluginConformance: Sendable {
    /// How long things may take.
    public struct Patience: Sendable, Hashable {
        /// Until the plugin's line.
        public var start: Duration = .seconds(20)
        /// Until the end of the process, once it should end: 2 seconds is what Go hosts give.
        public var exit: Duration = .seconds(2)
        /// How long something that must not happen is waited for.
        public var absence: Duration = .seconds(1)
        /// How long a connection is left alone to see whether it stays up.
        public var idle: Duration = .seconds(5)
        /// Until the end of a whole check.
        public var check: Duration = .seconds(60)

        /// Creates the defaults.
        public init() {}
    }

    /// The plugin.
    public var subject: PluginSubject
    /// How long things may take.
    public var patience = Patience()
    /// How many checks run at a time.
    public var concurrency = 2

    /// Creates the suite for one plugin.
    public init(_ subject: PluginSubject) {
        self.subject = subject
    }

    /// All checks of a plugin, in the order of their first statements.
    public static let checks: [ConformanceCheck<PluginTrial>] = [
        lineChecks, versionChecks, tlsChecks, tlsRefusalChecks, serviceChecks, requestChecks, connectionChecks,
        logChecks,
        multiplexingChecks, stopChecks, signalChecks, cookieChecks, socketChecks,
    ].flatMap(\.self).sorted { ($0.statements.first ?? 0) < ($1.statements.first ?? 0) }

    /// Runs the checks.
    ///
    /// - Parameters:
    ///   - selected: the statements to look at; nil for all.
    ///   - onResult: gets each result as soon as it is there, in any order.
    public func run(
        statements selected: Set<Int>? = nil,
        onResult: @escaping @Sendable (CheckResult) -> Void = { _ in }
    ) async -> ConformanceReport {
        let checks = Self.checks.filter { check in
            selected.map { !$0.isDisjoint(with: check.statements) } ?? true
        }
        let runner = CheckRunner<PluginTrial>(
            concurrency: concurrency,
            deadline: patience.check,
            makeTrial: { [subject, patience] in try PluginTrial(subject: subject, patience: patience) },
            endTrial: { await $0.end() }
        )
        let results = await runner.run(checks, onResult: onResult)
        return ConformanceReport(subject: subject.command.program, results: results)
    }
}

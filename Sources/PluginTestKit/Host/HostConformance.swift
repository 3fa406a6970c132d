import PluginHost

/// The conformance suite for hosts: what a program that starts go-plugin plugins must do, by what it does with plugins that
/// misbehave.
///
/// The plugins are shell scripts that the suite writes; where one must serve, it stands around a good plugin.
public struct HostConformance: Sendable {
    /// How long things may take.
    public struct Patience: Sendable, Hashable {
        /// Until a host has made up its mind about a plugin that is wrong, or ended one.
        public var decision: Duration = .seconds(20)
        /// Until the end of a whole check.
        public var check: Duration = .seconds(60)

        /// Creates the defaults.
        public init() {}
    }

    /// The host.
    public var host: any HostAdapter
    /// A plugin that keeps the statements, which some scripts stand around.
    public var plugin: PluginSubject
    /// How long things may take.
    public var patience = Patience()
    /// How many checks run at a time.
    public var concurrency = 2

    /// Creates the suite for one host.
    ///
    /// - Parameter plugin: one that does automatic mutual TLS, and has no arguments.
    public init(_ host: any HostAdapter, plugin: PluginSubject) {
        self.host = host
        self.plugin = plugin
    }

    /// All checks of a host, in the order of their first statements.
    public static let checks: [ConformanceCheck<HostTrial>] = [
        environmentChecks, programChecks, refusedLineChecks, acceptedLineChecks, startFailureChecks, securityChecks,
        logLineChecks, endChecks,
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
        let runner = CheckRunner<HostTrial>(
            concurrency: concurrency,
            deadline: patience.check,
            makeTrial: { [host, plugin, patience] in try HostTrial(host: host, plugin: plugin, patience: patience) },
            endTrial: { $0.end() }
        )
        let results = await runner.run(checks, onResult: onResult)
        return ConformanceReport(subject: host.name, results: results)
    }
}

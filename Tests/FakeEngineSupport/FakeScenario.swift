package import EngineAPI

/// What a fake engine answers, where a test wants something else than the samples.
package struct FakeScenario: Sendable {
    /// The plugins, by which ids are known too.
    package var plugins = [Samples.summary()]
    /// What the checks of the installation find.
    package var doctor = Samples.doctor
    /// What every change is answered with, when it does not succeed.
    package var failure: Problem?
    /// Whether every digest names a version that can be activated, also of a plugin that is not known yet.
    package var activatesAnything = false
    /// The log.
    package var log = [Samples.log]
    /// Whether a followed log goes on without an end, as that of a living plugin does.
    package var logStaysOpen = false
    /// The settings.
    package var settings = [Samples.setting, Samples.secret]
    /// What is in the inbox.
    package var inbox = Samples.inbox
    /// The crash reports.
    package var crashes = [Samples.crash]
    /// The audit, newest first.
    package var audit = Samples.audit

    package init() {}
}

extension Samples {
    /// A plugin in a phase, with nothing that is only there while it runs.
    package static func summary(_ id: String, in phase: PluginPhase, because message: String) -> PluginSummary {
        var summary = summary(id)
        summary.phase = phase
        summary.reason = PhaseReason(code: "reason-of-\(id)", message: message)
        summary.demands = []
        summary.processID = nil
        summary.startedAt = nil
        summary.rssBytes = nil
        summary.cpuShare = nil
        summary.restarts = 0
        summary.crashesInBudget = 0
        return summary
    }
}

import EngineAPI
import PluginDefinition
import PluginEngine

/// What an installation did.
struct InstallOutcome: Sendable {
    var id: PluginID
    var version: String
    /// The digest without `sha256:`.
    var digest: String
    /// Whether the manifest is the author's.
    var isSealedByAuthor: Bool
    /// The version that was active before.
    var previousVersion: String?
    var previousDigest: String?
    var movedAside: String?
    var diagnostics: [Diagnostic]
    /// The plugin as the engine has it now; nil without an engine.
    var summary: PluginSummary?
    /// Why it cannot run before something else is installed, in a sentence that begins with the plugin; nil when it can.
    var missing: String?

    init(
        version: PluginEngine.InstalledVersion,
        previous: PluginEngine.InstalledVersion?,
        movedAside: String?,
        diagnostics: [Diagnostic]
    ) {
        id = version.id
        self.version = version.version
        digest = version.digest
        isSealedByAuthor = version.sealer == .author
        previousVersion = previous?.version
        previousDigest = previous?.digest
        self.movedAside = movedAside
        self.diagnostics = diagnostics
    }

    /// What became of the active version.
    enum Change: Equatable {
        case nothing
        /// There was none.
        case first
        /// Another one was active before, of this version's text if its record is still there.
        case other(previous: String?)
    }

    var change: Change {
        previousDigest == nil ? .first : previousDigest == digest ? .nothing : .other(previous: previousVersion)
    }

    /// Prints what the definition's reader remarked, and what is missing, on standard error.
    func showWarnings() {
        let warnings = Terminal.standardError
        for text in diagnostics.map({ "\($0)" }) + [missingText].compactMap({ $0 }) {
            warnings.write("\(warnings.yellow("warning:")) \(Terminal.safe(text))\n")
        }
    }

    /// What a person needs to know of a plugin that is installed and cannot run.
    private var missingText: String? {
        missing.map { "\(verb) \(what), which cannot run yet: \($0.replacing("the plugin \(id) ", with: "it "))" }
    }

    /// Prints the outcome, and on standard error what a person should look at.
    func show(_ output: OutputOptions) throws {
        showWarnings()
        if output.json {
            try output.printJSON(Printed(self))
        } else {
            Terminal.standardOutput.write(text(on: .standardOutput))
        }
    }

    private func text(on terminal: Terminal) -> String {
        var lines = "\(terminal.green(verb)) \(what)\(isSealedByAuthor ? "" : ", sealed as it came")\n"
        if let movedAside { lines += "your own folder is now \(Terminal.safe(movedAside))\n" }
        if let summary { lines += summary.sentence(on: terminal) }
        return lines
    }

    private var verb: String {
        switch change {
        case .nothing: "unchanged"
        case .first: "installed"
        case .other: isReplacement ? "replaced" : "upgraded"
        }
    }

    /// Whether the version that was there before is known and does not come before this one.
    private var isReplacement: Bool {
        guard let old = previousVersion.flatMap({ SemanticVersion($0) }), let new = SemanticVersion(version) else {
            return false
        }
        return !old.precedes(new)
    }

    private var what: String {
        let new = Terminal.safe(version)
        guard let previousVersion, previousDigest != digest else { return "\(id) \(new)" }
        let old = Terminal.safe(previousVersion)
        return isReplacement ? "\(id) \(old) with \(new)" : "\(id) from \(old) to \(new)"
    }
}

/// The outcome as `--json` prints it; null is what there is not.
private struct Printed: Encodable {
    private let outcome: InstallOutcome

    init(_ outcome: InstallOutcome) {
        self.outcome = outcome
    }

    private enum CodingKeys: String, CodingKey {
        case plugin, version, digest, previous, phase
        case sealedBy = "sealed_by"
        case movedAside = "moved_aside"
    }

    private struct Previous: Encodable {
        var version: String?
        var digest: String
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(outcome.id.rawValue, forKey: .plugin)
        try container.encode(outcome.version, forKey: .version)
        try container.encode("sha256:\(outcome.digest)", forKey: .digest)
        try container.encode(
            outcome.previousDigest.map { Previous(version: outcome.previousVersion, digest: "sha256:\($0)") },
            forKey: .previous
        )
        try container.encode(outcome.isSealedByAuthor ? "author" : "installer", forKey: .sealedBy)
        try container.encode(outcome.movedAside, forKey: .movedAside)
        try container.encode(outcome.summary?.phase.rawValue, forKey: .phase)
    }
}

/// What a rollback did.
struct RollbackOutcome: Encodable, Sendable {
    var plugin: String
    /// The version that is active now.
    var version: String
    /// Its digest, `sha256:` before the digits; null when the engine does not say.
    var digest: String?
    /// The plugin as the engine has it now; nil without an engine.
    var summary: PluginSummary?

    private enum CodingKeys: String, CodingKey {
        case plugin, version, digest, phase
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(plugin, forKey: .plugin)
        try container.encode(version, forKey: .version)
        try container.encode(digest, forKey: .digest)
        try container.encode(summary?.phase.rawValue, forKey: .phase)
    }
}

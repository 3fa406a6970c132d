import ArgumentParser
import EngineAPI
import PluginDefinition

/// All about one plugin.
struct InfoCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Says all that the engine knows about one plugin.",
        discussion: """
            Example:
              omniview plugin info hello
            """
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let detail = try await client.plugin(plugin.id)
        try show(detail) { detail.text(on: $0) }
    }
}

extension PluginDetail {
    fileprivate func text(on terminal: Terminal) -> String {
        var facts = Facts()
        facts.add("name", summary.name)
        facts.add("description", summary.description)
        if !summary.version.isEmpty { facts.add("version", summary.version) }
        facts.add("phase", "\(summary.phaseText): \(summary.reason.message)")
        facts.add("provides", summary.provides)
        facts.add("folder", directory)
        facts.add("digest", digest)
        facts.add("files", verification.map(Self.text) ?? (summary.sealed ? "sealed" : "not sealed"))
        facts.add("", each: verification?.problems ?? [])
        facts.add("asks to", each: Self.sentences(permissions, ifNone: "do nothing that needs to be allowed"))
        facts.add("may ask to", each: Self.sentences(optionalPermissions, ifNone: nil))
        facts.add("views", viewsText)
        facts.add("relaxed", each: relaxations.map { "\($0.message) [\($0.code)]" })
        facts.add("versions", each: versions.map { "\($0.version) \($0.digest)\($0.active ? ", active" : "")" })
        facts.add(
            "last start",
            startCost.isEmpty ? nil : startCost.map { "\($0.step) \($0.ms) ms" }.joined(separator: ", ")
        )
        facts.add("settings", "\(settingsCount)")
        facts.add("findings", each: diagnostics.map(Self.text))
        facts.add("last crash", lastCrash.map { "\(Quantity.time($0.time)): \($0.endingAndCause)" })
        return "\(terminal.bold(Terminal.safe(summary.id)))\n" + facts.text(on: terminal)
    }

    /// What it asks to be allowed; nothing when its definition has no words for that, or cannot be read.
    private static func sentences(_ permissions: JSONValue, ifNone: String?) -> [String] {
        if permissions.fields.isEmpty { return [] }
        guard let known = Permissions(permissions) else { return [permissions.text] }
        return known.isEmpty ? [ifNone].compactMap(\.self) : known.sentences
    }

    /// Where its views run; nil when it has none.
    private var viewsText: String? {
        guard let uiIsolation else { return nil }
        if uiTrusted { return "trusted: they run inside the window, not in frames" }
        return uiIsolation == "frame" ? "in frames" : "in frames; it asks to run inside the window, see `plugin trust`"
    }

    private static func text(_ verification: VerificationSummary) -> String {
        let files = Quantity.count(verification.files, "file", "files")
        return "\(verification.status.rawValue), \(files) compared \(Quantity.time(verification.checkedAt))"
    }

    private static func text(_ finding: PluginDiagnostic) -> String {
        let place = [finding.file, finding.line.map(String.init), finding.column.map(String.init)].compactMap(\.self)
        let lead = place.isEmpty ? "" : "\(place.joined(separator: ":")): "
        return "\(lead)\(finding.severity.rawValue): \(finding.message) [\(finding.code)]"
    }
}

extension PluginSummary {
    /// Capabilities, and whether there is a process or a view.
    fileprivate var provides: String {
        let parts = [hasBackend ? "backend" : nil, hasUI ? "views" : nil].compactMap(\.self) + capabilities
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}

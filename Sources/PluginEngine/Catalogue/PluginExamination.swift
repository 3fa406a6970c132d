import PluginDefinition
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Takes one plugin through the stages that need no other plugin: read, verify, validate.
struct PluginExamination {
    let conditions: ScanConditions

    /// Examines the plugin in a folder, blocking until that is done. What is opened is closed again.
    ///
    /// - Parameter earlier: What was found there before; it is taken over when nothing has changed since.
    func examine(_ folder: PluginFolder, earlier: CataloguedPlugin?) -> CataloguedPlugin {
        // Taken before anything is read: what changes afterwards makes the next fingerprint another one.
        let fingerprint = try? FolderFingerprint(of: folder.directory, settleSeconds: conditions.settleSeconds)
        if let earlier, let fingerprint, let kept = keep(earlier, folder, fingerprint) { return kept }
        var plugin = CataloguedPlugin(folder: folder, status: .disabled)
        plugin.fingerprint = fingerprint
        var stage = ScanStage.read
        do throws(PluginEngineError) {
            try advance(&plugin, through: &stage)
        } catch {
            plugin.diagnostics += error.diagnostics
            plugin.fingerprint = nil
            plugin.status = .rejected(PluginRejection(stage: stage, error: error))
        }
        return plugin
    }

    /// An earlier finding, if it still holds. What these stages rejected has no fingerprint and is always examined again:
    /// the cause may have gone without a trace in the folder.
    private func keep(
        _ earlier: CataloguedPlugin,
        _ folder: PluginFolder,
        _ fingerprint: FolderFingerprint
    ) -> CataloguedPlugin? {
        guard let old = earlier.fingerprint, old.isSettled, old.digest == fingerprint.digest,
            earlier.folder == folder, let digest = earlier.digest, let summary = earlier.verification
        else { return nil }
        let record = earlier.definition.flatMap { conditions.recorded.records[$0.id] }
        switch summary.source {
        case .record: guard record?.digest == digest else { return nil }
        case .manifest: guard record == nil else { return nil }
        case .nothing: guard record == nil, conditions.unsealed == .always else { return nil }
        }
        guard summary.isSealed || conditions.unsealed != .never else { return nil }
        var kept = earlier
        kept.status = .disabled
        // Those that came of other folders, which may have gone.
        if let definition = kept.definition { kept.remarks = remarks(on: folder, definition) }
        return kept
    }

    private func advance(
        _ plugin: inout CataloguedPlugin,
        through stage: inout ScanStage
    ) throws(PluginEngineError) {
        let loader = PluginLoader(platform: conditions.platform)
        let directory = plugin.folder.directory
        var begin = ContinuousClock.now

        func end(_ stage: ScanStage) {
            let now = ContinuousClock.now
            plugin.durations[stage] = now - begin
            begin = now
        }

        defer { end(stage) }
        let (definition, diagnostics) = try loader.read(directory)
        plugin.definition = definition
        plugin.diagnostics = diagnostics
        plugin.remarks = remarks(on: plugin.folder, definition)
        let command = try loader.command(of: definition)
        end(stage)

        stage = .verify
        let (manifest, summary) = try verify(directory, definition, loader, command)
        plugin.digest = manifest.digest
        plugin.verification = summary
        end(stage)

        stage = .validate
        try ComponentCheck(directory: directory, definition: definition, manifest: manifest).run(command)
    }

    private func remarks(on folder: PluginFolder, _ definition: PluginDefinition) -> [String] {
        if folder.name == definition.id.rawValue { return [] }
        let place = "the folder \"\(folder.name)\" holds the plugin \(definition.id)"
        let reason =
            PluginID(folder.name) == nil
            ? "its name cannot be a plugin's id" : "another plugin of that name could not be"
        return ["\(place), and \(reason); rename the folder to \(definition.id)"]
    }

    private func verify(
        _ directory: String,
        _ definition: PluginDefinition,
        _ loader: PluginLoader,
        _ command: Command.Line?
    ) throws(PluginEngineError) -> (PluginManifest, VerificationSummary) {
        var status = stat()
        let isSealed = lstat("\(directory)/\(PluginLayout.manifestName)", &status) == 0
        let record = conditions.recorded[definition.id]
        if !isSealed {
            switch conditions.unsealed {
            case .always where record == nil: return try hash(directory, definition)
            case .whenRecorded where record == nil, .never: throw unsealed(directory, definition)
            case .always, .whenRecorded: break
            }
        }
        guard
            let verified = try loader.verify(directory, definition: definition, command: command, recorded: record)
        else { throw unsealed(directory, definition) }
        let source: VerificationSummary.Source = record == nil ? .manifest : .record
        let warnings = verified.report.warnings
        return (verified.manifest, summary(of: verified.manifest, source, isSealed: isSealed, warnings))
    }

    private func hash(
        _ directory: String,
        _ definition: PluginDefinition
    ) throws(PluginEngineError) -> (PluginManifest, VerificationSummary) {
        do {
            let manifest = try PluginSealer.manifest(of: directory)
            return (manifest, summary(of: manifest, .nothing, isSealed: false, []))
        } catch {
            throw PluginEngineError(
                code: .notIntact,
                message: "the files of the plugin \(definition.id) cannot be hashed: \(error.message)",
                cause: error
            )
        }
    }

    private func summary(
        of manifest: PluginManifest,
        _ source: VerificationSummary.Source,
        isSealed: Bool,
        _ warnings: [String]
    ) -> VerificationSummary {
        VerificationSummary(
            source: source,
            isSealed: isSealed,
            fileCount: manifest.files.count,
            totalBytes: manifest.files.reduce(0) { $0 + $1.size },
            warnings: Array(warnings.prefix(VerificationSummary.maximumWarnings))
        )
    }

    private func unsealed(_ directory: String, _ definition: PluginDefinition) -> PluginEngineError {
        PluginEngineError(
            code: .unsealed,
            message: "the plugin \(definition.id) in \(PathText.quoted(directory)) has no \(PluginLayout.manifestName)"
                + (conditions.unsealed == .whenRecorded ? ", and was not recorded at an installation" : "")
                + "; once you trust its files, seal it: omniview plugin seal \(PathText.quoted(directory))"
        )
    }
}

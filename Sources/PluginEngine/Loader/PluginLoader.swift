public import PluginDefinition
import PluginHost
public import PluginIntegrity

/// Takes a plugin from its folder to a launch that may be started: read, verify, validate, plan.
///
/// Each step stops the next. Nothing of the plugin is executed here.
public struct PluginLoader: Sendable {
    /// Whether a plugin without a manifest is taken. Off by default; whoever turns it on must show it.
    public var allowsUnsealed: Bool
    /// The platform that commands are chosen for; nil when this system is none that definitions can name.
    public var platform: Platform?

    /// Creates a loader.
    public init(allowsUnsealed: Bool = false, platform: Platform? = .current) {
        self.allowsUnsealed = allowsUnsealed
        self.platform = platform
    }

    /// Loads the plugin in a folder.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder.
    ///   - recorded: What its files were when it was installed, which is then what they must be, sealed or not; nil for
    ///     what its own manifest lists.
    /// - Throws: ``PluginEngineError``, which carries every diagnostic and every finding.
    public func load(
        directory: String,
        recorded: PluginManifest? = nil
    ) throws(PluginEngineError) -> LoadedPlugin {
        let begin = ContinuousClock.now
        let (definition, diagnostics) = try read(directory)
        let command = try command(of: definition)
        let sealed = try verify(directory, definition: definition, command: command, recorded: recorded)
        try ComponentCheck(directory: directory, definition: definition, manifest: sealed?.manifest).run(command)
        let plan = try LaunchPlan(
            definition: definition,
            command: command,
            directory: directory,
            sealed: sealed
        )
        return LoadedPlugin(
            directory: directory,
            definition: definition,
            diagnostics: diagnostics,
            verification: sealed?.report,
            digest: sealed?.manifest.digest,
            launch: plan?.launch,
            verifyDuration: ContinuousClock.now - begin,
            heldFiles: plan?.heldFiles ?? HeldFiles()
        )
    }

    // MARK: - Read

    /// Reads the definition.
    func read(_ directory: String) throws(PluginEngineError) -> (PluginDefinition, [Diagnostic]) {
        let reading: DefinitionReading
        do {
            reading = try DefinitionReader.read(directory: directory)
        } catch {
            throw PluginEngineError(code: .notFound, message: error.message, cause: error)
        }
        guard let definition = reading.definition else {
            throw PluginEngineError(
                code: .invalidDefinition,
                message: reading.refusal(of: directory),
                diagnostics: reading.diagnostics
            )
        }
        return (definition, reading.diagnostics)
    }

    /// The command line of the backend on this platform; nil when there is no backend.
    func command(of definition: PluginDefinition) throws(PluginEngineError) -> Command.Line? {
        guard let backend = definition.backend else { return nil }
        guard let line = platform.flatMap({ backend.command.line(for: $0) }) ?? backend.command.everywhere else {
            throw PluginEngineError(
                code: .unsupported,
                message: "the plugin \(definition.id) has no command for \(platform?.description ?? "this system"); "
                    + "add one under backend.command in its plugin.yaml"
            )
        }
        return line
    }

    // MARK: - Verify

    private static let alteredSinceInstall =
        "is not what was recorded when it was installed; install it again if you trust the change"

    /// Compares the files with the manifest, and the definition that was read with the one that is listed.
    ///
    /// - Returns: nil for a plugin without a manifest, when that is allowed.
    func verify(
        _ directory: String,
        definition: PluginDefinition,
        command: Command.Line?,
        recorded: PluginManifest? = nil
    ) throws(PluginEngineError) -> VerifiedPlugin? {
        let executable = command.flatMap { $0.isInsidePlugin ? $0.program : nil }
        do throws(IntegrityError) {
            let verified = try PluginVerifier.open(directory: directory, executable: executable, against: recorded)
            // The definition was read before it was verified: it must be the very one that the manifest lists.
            let bytes = try verified.contents(
                of: PluginDefinition.fileName,
                limit: DefinitionLimits.default.fileBytes
            )
            guard DefinitionReader.read(bytes: bytes, file: "").definition == definition else {
                throw IntegrityError(
                    code: .changedWhileReading,
                    message: "the definition in \(directory) changed while it was read; "
                        + "try again when nothing writes it"
                )
            }
            return verified
        } catch  where error.code == .unsealed {
            guard allowsUnsealed else {
                throw PluginEngineError(
                    code: .unsealed,
                    message: "the plugin \(definition.id) has no \(PluginLayout.manifestName), so its files cannot be "
                        + "verified; seal it (omniview plugin seal \(directory)), or run it with --unsealed"
                )
            }
            return nil
        } catch  where error.code == .notListed || error.code == .notExecutable {
            throw PluginEngineError(
                code: .invalidComponent,
                message: "the plugin \(definition.id) cannot be started: \(error.message)",
                cause: error
            )
        } catch {
            let what = recorded == nil || error.code != .notIntact ? "cannot be verified" : Self.alteredSinceInstall
            throw PluginEngineError(
                code: .notIntact,
                message: "the plugin \(definition.id) \(what): \(error.message)",
                report: error.report,
                cause: error
            )
        }
    }
}

extension Command {
    /// The command line that holds on any platform, if there is one.
    fileprivate var everywhere: Line? {
        guard case .everywhere(let line) = self else { return nil }
        return line
    }
}

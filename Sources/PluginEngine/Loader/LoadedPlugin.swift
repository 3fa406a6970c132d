public import PluginDefinition
public import PluginHost
public import PluginIntegrity

/// A plugin that was read, verified and validated, and may be started.
public struct LoadedPlugin: Sendable {
    /// The plugin's folder.
    public let directory: String
    /// What it is and asks for.
    public let definition: PluginDefinition
    /// What the definition's reader remarked; no errors among them.
    public let diagnostics: [Diagnostic]
    /// The comparison with the manifest; nil when the plugin runs without one.
    public let verification: VerificationReport?
    /// The SHA-256 of the manifest that its files were compared with, and so of all of them; nil without one.
    public let digest: String?
    /// How to start its backend; nil when it has none.
    public internal(set) var launch: PluginLaunch?
    /// How long the reading and verifying took.
    public let verifyDuration: Duration

    /// What must stay open, or on disk, while the backend runs.
    let heldFiles: HeldFiles

    /// Whether every file was compared with a manifest.
    public var isSealed: Bool { verification != nil }

    /// Keeps the verified files open until `body` is done; start the backend inside.
    ///
    /// - Throws: ``PluginEngineError`` with code `not-intact` when somebody has written to the executable, or put
    ///   another in its place, since it was verified, so that `body` is not called; what `body` throws.
    public func withVerifiedFiles<Result>(_ body: () async throws -> Result) async throws -> Result {
        defer { withExtendedLifetime(heldFiles) {} }
        do {
            try heldFiles.executable?.checkUnchanged()
        } catch {
            throw PluginEngineError(
                code: .notIntact,
                message: "the plugin \(definition.id) is not started: \(error.message)",
                cause: error
            )
        }
        return try await body()
    }
}

/// The verified files that a running backend depends on.
struct HeldFiles: Sendable {
    /// The executable that was hashed, when it is executed by its descriptor.
    var executable: OpenFile?
    /// The copy that an interpreter reads from.
    var copy: PrivateCopy?
}

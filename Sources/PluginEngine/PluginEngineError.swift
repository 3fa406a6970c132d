public import PluginDefinition
public import PluginIntegrity

/// Why the engine does not take a plugin.
public struct PluginEngineError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    public enum Code: String, Sendable {
        /// The folder or its definition is not there or cannot be read.
        case notFound = "not-found"
        /// The definition has errors.
        case invalidDefinition = "invalid-definition"
        /// The files are not those of the manifest.
        case notIntact = "not-intact"
        /// There is no manifest, and running without was not asked for.
        case unsealed
        /// A declared component is missing or malformed.
        case invalidComponent = "invalid-component"
        /// The plugin has no backend to start.
        case noBackend = "no-backend"
        /// The plugin does not run on this platform, or wants something that this engine does not have.
        case unsupported
        /// The archive is damaged, or holds what no plugin may hold.
        case invalidArchive = "invalid-archive"
        /// The plugin's folder is the user's own, and was not put there by the engine.
        case ownFolder = "own-folder"
        /// There is no such version of the plugin.
        case noVersion = "no-version"
        /// Another process is changing the installed plugins.
        case busy
        /// The state folder cannot be read or written; the disk may be full.
        case storageFailed = "storage-failed"
        /// The folder is not in a place that plugins are taken from.
        case invalidFolder = "invalid-folder"
        /// Another folder holds the plugin of this id.
        case duplicate
        /// A plugin that this one needs, or the engine, is not there in a version that it works with.
        case unresolved
        /// What should be installed is not what was looked at before.
        case changed
        /// A named limit was passed.
        case limitExceeded = "limit-exceeded"
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, to which plugin, and what to do about it.
    public var message: String
    /// What the definition's reader found.
    public var diagnostics: [Diagnostic]
    /// What the comparison with the manifest found.
    public var report: VerificationReport?
    /// The error below this one, when there is one.
    public var cause: (any Error)?

    /// Creates an error.
    public init(
        code: Code,
        message: String,
        diagnostics: [Diagnostic] = [],
        report: VerificationReport? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.diagnostics = diagnostics
        self.report = report
        self.cause = cause
    }

    /// The message and everything that explains it, a line each.
    public var description: String { ([message] + details).joined(separator: "\n") }

    private var details: [String] { diagnostics.map { "\($0)" } + (report?.problems ?? []).map(\.message) }

    /// The message and what it does not say itself, in at most so many lines more: a plugin can have ten thousand files
    /// that are wrong, and a name of a kilobyte for each.
    func summary(lines count: Int = 10) -> String {
        let others = details.filter { !message.contains($0) }
        var lines = [message] + others.prefix(count)
        if others.count > count { lines.append("and \(others.count - count) more") }
        return lines.joined(separator: "\n")
    }
}

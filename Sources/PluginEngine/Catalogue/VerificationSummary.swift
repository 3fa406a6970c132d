/// What a plugin's files were compared with, in a few numbers.
public struct VerificationSummary: Sendable, Hashable {
    /// What says how the files must be.
    public enum Source: String, Sendable, Hashable, Codable {
        /// The record of the installation.
        case record
        /// The plugin's own `MANIFEST.json`.
        case manifest
        /// Nothing: the files were hashed as they are.
        case nothing
    }

    /// What says how the files must be.
    public let source: Source
    /// Whether the plugin has a `MANIFEST.json`.
    public let isSealed: Bool
    /// How many files it has.
    public let fileCount: Int
    /// How many bytes they have.
    public let totalBytes: Int64
    /// What was remarked about them, a sentence each, of which there are at most ``maximumWarnings``.
    public let warnings: [String]

    /// The most warnings that are kept.
    public static let maximumWarnings = 20
}

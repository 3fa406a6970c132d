extension PluginManifest {
    /// The SHA-256 of the canonical text as 64 lower-case hexadecimal digits: one short name for all files together.
    ///
    /// Computed anew each time; keep it when it is needed often.
    public var digest: String { FileDigest.digest(of: encoded()) }
}

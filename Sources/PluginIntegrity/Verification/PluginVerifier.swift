/// Compares a plugin's folder with a manifest, both ways: the one in the folder, or one that was kept elsewhere.
///
/// A manifest that was kept elsewhere binds a folder that has none, and holds a sealed folder to what it was when the
/// manifest was kept: who seals an altered folder again writes another manifest. The folder's own `MANIFEST.json` is
/// not looked at then.
///
/// All calls read files and block until they are done.
public enum PluginVerifier {
    /// Explains file by file whether a plugin's folder is what its manifest lists.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder. Links above it are followed; itself it must not be one.
    ///   - manifest: What the folder must be; nil for what its own manifest lists.
    ///   - limits: How much is read.
    /// - Returns: The findings. A plugin that is not intact is no error here.
    /// - Throws: ``IntegrityError/Code/unsealed`` when there is no manifest, and errors about the folder, the manifest
    ///   or the limits.
    public static func verify(
        directory: String,
        against manifest: PluginManifest? = nil,
        limits: IntegrityLimits = IntegrityLimits()
    ) throws(IntegrityError) -> VerificationReport {
        let root = try PluginRoot(directory)
        let expected = if let manifest { manifest } else { try ManifestFile.read(in: root, limits: limits) }
        return try verify(root, expected, keeping: nil, limits).report
    }

    /// Verifies a plugin and keeps open what was verified.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder. Links above it are followed; itself it must not be one.
    ///   - executable: The path of the executable, as the manifest lists it, to keep open; nil when the plugin is
    ///     started by a program outside its folder.
    ///   - manifest: What the folder must be; nil for what its own manifest lists.
    ///   - limits: How much is read.
    /// - Returns: The verified plugin.
    /// - Throws: ``IntegrityError/Code/notIntact`` with all findings, ``IntegrityError/Code/notListed``,
    ///   ``IntegrityError/Code/notExecutable``, and all errors of ``verify(directory:against:limits:)``.
    public static func open(
        directory: String,
        executable: String?,
        against manifest: PluginManifest? = nil,
        limits: IntegrityLimits = IntegrityLimits()
    ) throws(IntegrityError) -> VerifiedPlugin {
        let root = try PluginRoot(directory)
        let manifest = if let manifest { manifest } else { try ManifestFile.read(in: root, limits: limits) }
        if let executable {
            try checkExecutable(executable, manifest, root, limits)
        }
        let (report, file) = try verify(root, manifest, keeping: executable.map { RelativePath($0) }, limits)
        if !report.isIntact {
            throw notIntact(report)
        }
        var opened: OpenFile?
        if let executable {
            guard let file else {
                throw IntegrityError(
                    code: .notListed,
                    message: "\(PathText.quoted(executable)) was not found in \(PathText.quoted(root.directory)); "
                        + "install the plugin again"
                )
            }
            opened = OpenFile(file, path: executable)
        }
        return VerifiedPlugin(root: root, manifest: manifest, executable: opened, report: report)
    }

    private static func verify(
        _ root: PluginRoot,
        _ manifest: PluginManifest,
        keeping kept: RelativePath?,
        _ limits: IntegrityLimits
    ) throws(IntegrityError) -> (report: VerificationReport, file: OpenedFile?) {
        var verification = Verification(manifest, keeping: kept)
        var walk = TreeWalk(root, limits: limits)
        try walk.run(&verification)
        let report = verification.finish(directory: root.directory)
        return (report, verification.keptFile)
    }

    private static func checkExecutable(
        _ executable: String,
        _ manifest: PluginManifest,
        _ root: PluginRoot,
        _ limits: IntegrityLimits
    ) throws(IntegrityError) {
        let shown = "the executable \(PathText.quoted(executable)) of \(PathText.quoted(root.directory))"
        if let violation = PathRules.violation(in: executable, limits: limits) {
            throw IntegrityError(
                code: violation.code,
                message: "\(shown) \(violation.reason); write it in plugin.yaml as the manifest lists it"
            )
        }
        let path = RelativePath(executable)
        guard let entry = manifest.files.first(where: { RelativePath($0.path) == path }) else {
            throw IntegrityError(
                code: .notListed,
                message: "\(shown) is not in the manifest; correct the path in plugin.yaml, or seal the plugin again"
            )
        }
        if entry.mode & 0o111 == 0 {
            throw IntegrityError(
                code: .notExecutable,
                message: "\(shown) has mode \(ModeText.text(entry.mode)), so nobody may execute it; "
                    + "run chmod +x on it and seal the plugin again"
            )
        }
    }

    private static func notIntact(_ report: VerificationReport) -> IntegrityError {
        let problems = report.problems
        let more = problems.count > 3 ? "; and \(problems.count - 3) more" : ""
        return IntegrityError(
            code: .notIntact,
            message: "the plugin in \(PathText.quoted(report.directory)) is not what was sealed: "
                + problems.prefix(3).map(\.message).joined(separator: "; ") + more,
            report: report
        )
    }
}

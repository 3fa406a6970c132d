import PluginArchive
import PluginDefinition
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A plugin in `store/.incoming/` that may go into the store as it is.
struct PreparedPlugin {
    /// The components from the incoming folder to the plugin's.
    let place: RelativePath
    let definition: PluginDefinition
    let diagnostics: [Diagnostic]
    let manifest: PluginManifest
    let sealer: InstalledVersion.Sealer
    /// How its backend is started on this system; nil when it has none.
    let command: Command.Line?

    var digest: String { manifest.digest }
}

/// Where a plugin is brought in from.
struct PluginSource {
    /// The path of its folder or its `.tar.gz`.
    let path: String
    /// Whether the last component of the path may be a symbolic link.
    var followsLinks = true
}

/// Takes a plugin from a folder or an archive to a complete, verified tree in an incoming folder.
struct PluginPreparation {
    private static let treeName = "tree"

    private let source: String
    private let followsLinks: Bool
    private let incoming: IncomingFolder
    private let archiveLimits: ArchiveLimits
    private let limits: IntegrityLimits
    private let platform: Platform?
    private let isCancelled: @Sendable () -> Bool
    private let atStep: @Sendable (InstallStep) -> Void

    init(_ source: PluginSource, in incoming: IncomingFolder, for installer: PluginInstaller) {
        self.source = source.path
        followsLinks = source.followsLinks
        self.incoming = incoming
        archiveLimits = installer.archiveLimits
        limits = installer.limits
        platform = installer.platform
        isCancelled = installer.isCancelled
        atStep = installer.atStep
    }

    /// Prepares the plugin, and brings it to the disk.
    func run() throws(PluginEngineError) -> PreparedPlugin {
        let plugin = try check()
        try checkNotCancelled()
        do throws(SystemCallError) {
            try TreeSync.sync(incoming.folder)
        } catch {
            throw StateFolders.failure(incoming.path, error.call, error.errno)
        }
        atStep(.synced)
        try checkNotCancelled()
        return plugin
    }

    /// Prepares the plugin for who only wants to know what it is. Nothing of it is run.
    func check() throws(PluginEngineError) -> PreparedPlugin {
        let place = try bringIn()
        atStep(.contentsWritten)
        try checkNotCancelled()
        let path = "\(incoming.path)/\(place.shown)"
        let (definition, diagnostics) = try read(path)
        let (manifest, sealer) = try seal(path, definition.id)
        let command = try check(definition, manifest)
        atStep(.sealed)
        return PreparedPlugin(
            place: place,
            definition: definition,
            diagnostics: diagnostics,
            manifest: manifest,
            sealer: sealer,
            command: command
        )
    }

    private func checkNotCancelled() throws(PluginEngineError) {
        if isCancelled() {
            throw PluginEngineError(
                code: .storageFailed,
                message: "nothing is installed: the installation of \(PathText.quoted(source)) was stopped",
                cause: CancellationError()
            )
        }
    }

    // MARK: - Bring in

    private func bringIn() throws(PluginEngineError) -> RelativePath {
        var status = stat()
        guard !source.utf8.contains(0), (followsLinks ? stat(source, &status) : lstat(source, &status)) == 0 else {
            throw PluginEngineError(
                code: .notFound,
                message: "\(PathText.quoted(source)) cannot be found (\(errorText(errno))); "
                    + "give a plugin's folder or its .tar.gz"
            )
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return try copy()
        case S_IFREG: return try unpack()
        case S_IFLNK:
            throw PluginEngineError(
                code: .notFound,
                message: "\(PathText.quoted(source)) is a symbolic link, and links are not followed here; "
                    + "put the plugin's folder or its .tar.gz itself in its place"
            )
        default:
            throw PluginEngineError(
                code: .notFound,
                message: "\(PathText.quoted(source)) is neither a folder nor a file; "
                    + "give a plugin's folder or its .tar.gz"
            )
        }
    }

    private func copy() throws(PluginEngineError) -> RelativePath {
        var folder = source
        if followsLinks {
            guard let resolved = realpath(source, nil) else {
                throw PluginEngineError(
                    code: .notFound,
                    message: "\(PathText.quoted(source)) cannot be opened (\(errorText(errno)))"
                )
            }
            defer { free(resolved) }
            folder = String(cString: resolved)
        }
        let root: PluginRoot
        do throws(IntegrityError) { root = try PluginRoot(folder) } catch { throw notCopied(error) }
        // Before anything is copied: a folder that is no plugin may be as large as the disk.
        try checkDefinition(in: root)
        let target = try StateFolders.folder(Self.treeName, in: incoming.folder, incoming.path)
        do throws(IntegrityError) {
            try FolderCopy.copy(root, into: target, limits: limits, isCancelled: isCancelled)
        } catch {
            throw notCopied(error)
        }
        return RelativePath(Self.treeName)
    }

    private func notCopied(_ error: IntegrityError) -> PluginEngineError {
        let code: PluginEngineError.Code = error.code == .writeFailed ? .storageFailed : .notIntact
        return PluginEngineError(code: code, message: "nothing is installed: \(error.message)", cause: error)
    }

    private func checkDefinition(in root: PluginRoot) throws(PluginEngineError) {
        switch root.descriptor.find(PluginDefinition.fileName.utf8) {
        case .file: break
        case .vanished: throw noDefinition()
        case .directory, .special: throw noDefinition("it is not a regular file")
        case .symbolicLink(let target): throw noDefinition("it is a symbolic link to \(target)")
        case .unreadable(let number): throw noDefinition(errorText(number))
        }
    }

    private func noDefinition(_ reason: String? = nil, cause: PluginDefinitionError? = nil) -> PluginEngineError {
        PluginEngineError(
            code: .notFound,
            message: "nothing is installed: \(PathText.quoted(source)) has no readable \(PluginDefinition.fileName) "
                + "at its top\(reason.map { " (\($0))" } ?? ""); check that it is a plugin",
            cause: cause
        )
    }

    private func unpack() throws(PluginEngineError) -> RelativePath {
        let unpacked: UnpackedArchive
        do throws(ArchiveError) {
            unpacked = try ArchiveUnpacker.unpack(
                source,
                into: incoming.folder,
                named: Self.treeName,
                limits: archiveLimits,
                followsLinks: followsLinks,
                isCancelled: isCancelled
            )
        } catch {
            let code: PluginEngineError.Code = error.code == .writeFailed ? .storageFailed : .invalidArchive
            throw PluginEngineError(code: code, message: "nothing is installed: \(error.message)", cause: error)
        }
        let place = RelativePath(unpacked.wrapper.map { "\(Self.treeName)/\($0)" } ?? Self.treeName)
        guard case .directory(let root) = incoming.folder.find(place) else {
            throw StateFolders.failure(incoming.path, "openat", ENOENT)
        }
        // No manifest lists what is in them, so whatever is in them would not be verified.
        for name in PluginLayout.runtimeFolders {
            if case .vanished = root.find(name.utf8) { continue }
            throw PluginEngineError(
                code: .invalidArchive,
                message: "nothing is installed: the archive \(PathText.quoted(source)) holds \(name)/, "
                    + "where a running plugin keeps its data; pack the plugin without it"
            )
        }
        return place
    }

    // MARK: - Check

    private func read(_ path: String) throws(PluginEngineError) -> (PluginDefinition, [Diagnostic]) {
        let reading: DefinitionReading
        do throws(PluginDefinitionError) {
            reading = try DefinitionReader.read(directory: path)
        } catch {
            throw noDefinition(cause: error)
        }
        guard let definition = reading.definition else {
            throw PluginEngineError(
                code: .invalidDefinition,
                message: "nothing is installed: \(reading.refusal(of: PathText.quoted(source)))",
                diagnostics: reading.diagnostics.map { $0.inFile("\(source)/\(PluginDefinition.fileName)") }
            )
        }
        return (definition, reading.diagnostics)
    }

    /// Verifies a plugin that came with a manifest, both ways, and writes the manifest of one that did not.
    private func seal(
        _ path: String,
        _ id: PluginID
    ) throws(PluginEngineError) -> (PluginManifest, InstalledVersion.Sealer) {
        do throws(IntegrityError) {
            let root = try PluginRoot(path)
            if case .vanished = root.descriptor.find(PluginLayout.manifestName.utf8) {
                try FileModes.makeReadOnly(root, limits: limits)
                return (try PluginSealer.seal(directory: path, limits: limits), .installer)
            }
            let manifest = try ManifestFile.read(in: root, limits: limits)
            do throws(SystemCallError) {
                try FileModes.apply(manifest, to: root)
            } catch {
                throw IntegrityError(code: .writeFailed, message: "a mode cannot be changed: \(error)", cause: error)
            }
            let verified = try PluginVerifier.open(directory: path, executable: nil, limits: limits)
            return (verified.manifest, .author)
        } catch {
            throw PluginEngineError(
                code: error.code == .writeFailed ? .storageFailed : .notIntact,
                message: "the plugin \(id) of \(PathText.quoted(source)) is not installed: "
                    // The copy that it is about is gone by the time somebody reads this.
                    + error.message.replacing(path, with: source),
                report: error.report,
                cause: error
            )
        }
    }

    /// Checks that the plugin has what it declares, and runs here.
    ///
    /// - Returns: How its backend is started.
    private func check(
        _ definition: PluginDefinition,
        _ manifest: PluginManifest
    ) throws(PluginEngineError) -> Command.Line? {
        var command: Command.Line?
        if let backend = definition.backend {
            command = platform.flatMap { backend.command.line(for: $0) }
            if command == nil, case .everywhere(let line) = backend.command { command = line }
            if command == nil {
                throw PluginEngineError(
                    code: .unsupported,
                    message: "the plugin \(definition.id) is not installed: it has no command for "
                        + "\(platform?.description ?? "this system"); get the one for this system"
                )
            }
        }
        try ComponentCheck(directory: source, definition: definition, manifest: manifest).run(command)
        return command
    }
}

extension Diagnostic {
    /// The same finding in a file of another name.
    fileprivate func inFile(_ file: String) -> Diagnostic {
        Diagnostic(
            file: file,
            line: line,
            column: column,
            severity: severity,
            code: code,
            message: message,
            suggestion: suggestion
        )
    }
}

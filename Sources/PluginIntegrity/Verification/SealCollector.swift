/// Makes manifest entries of what a ``TreeWalk`` finds.
struct SealCollector: TreeVisitor {
    private let limits: IntegrityLimits
    private var totalBytes: Int64 = 0
    private var waiting: [(path: String, file: OpenedFile)] = []
    private var entries: [PluginManifest.Entry] = []
    private var refused: [(path: RelativePath, reason: String)] = []

    init(limits: IntegrityLimits) {
        self.limits = limits
    }

    mutating func visit(_ path: RelativePath, _ item: FoundItem) throws(IntegrityError) {
        switch item {
        case .file(let file): try take(path, file)
        case .directory: break
        case .symbolicLink(let target): refused.append((path, "is a symbolic link to \(target)"))
        case .special(let kind): refused.append((path, "is \(kind.noun)"))
        case .unreadable(let number): refused.append((path, "cannot be read (\(errorText(number)))"))
        case .vanished: refused.append((path, "disappeared while the folder was read"))
        }
    }

    private mutating func take(_ path: RelativePath, _ file: OpenedFile) throws(IntegrityError) {
        guard let text = path.text else {
            return refused.append((path, "has a name that is not UTF-8"))
        }
        if let violation = PathRules.violation(in: text, limits: limits) {
            return refused.append((path, violation.reason))
        }
        if file.info.mode > 0o777 {
            return refused.append((path, "has mode \(ModeText.text(file.info.mode)): setuid, setgid or sticky"))
        }
        // Before hashing, because a sparse file costs its owner nothing.
        if file.info.size > limits.maxTotalBytes - totalBytes {
            throw IntegrityError(
                code: .limitExceeded,
                message:
                    "with \(PathText.quoted(path.shown)) the files have more than \(limits.maxTotalBytes) bytes in all;"
                    + " remove what the plugin does not need"
            )
        }
        totalBytes += file.info.size
        waiting.append((text, file))
        if waiting.count == Verification.batch {
            hashWaiting()
        }
    }

    private mutating func hashWaiting() {
        for (next, outcome) in zip(waiting, FileDigest.outcomes(of: waiting.map(\.file))) {
            switch outcome {
            case .digest(let digest):
                entries.append(
                    PluginManifest.Entry(
                        path: next.path,
                        size: next.file.info.size,
                        mode: next.file.info.mode,
                        sha256: digest
                    )
                )
            case .changedWhileReading: refused.append((RelativePath(next.path), "changed while it was read"))
            case .unreadable(let number):
                refused.append((RelativePath(next.path), "cannot be read (\(errorText(number)))"))
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Hashes what still waits.
    ///
    /// - Returns: The entries, when nothing was refused.
    mutating func finish(directory: String) throws(IntegrityError) -> [PluginManifest.Entry] {
        hashWaiting()
        if refused.isEmpty {
            return entries
        }
        refused.sort { $0.path < $1.path }
        let more = refused.count > 10 ? "; and \(refused.count - 10) more" : ""
        throw IntegrityError(
            code: .refusedFile,
            message: "\(PathText.quoted(directory)) cannot be sealed: "
                + refused.prefix(10).map { "\($0.path.shown) \($0.reason)" }.joined(separator: "; ") + more
                + "; a plugin holds only regular files that everyone can name: replace or remove these and seal again"
        )
    }
}

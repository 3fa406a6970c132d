/// Compares what a ``TreeWalk`` finds with a manifest.
struct Verification: TreeVisitor {
    /// Files opened before any of them is hashed: few enough for every process's descriptors, enough for every core.
    static let batch = 64

    private let listed: [RelativePath: PluginManifest.Entry]
    private let kept: RelativePath?
    private var waiting: [(path: RelativePath, entry: PluginManifest.Entry, file: OpenedFile)] = []
    private var seen: Set<RelativePath> = []
    private var unreadableFolders: [RelativePath: Int32] = [:]
    private var findings: [(path: RelativePath, finding: VerificationReport.Finding)] = []

    /// The file to keep, when it was found and hashed to the right digest.
    private(set) var keptFile: OpenedFile?

    /// Starts a comparison.
    ///
    /// - Parameter kept: A path whose descriptor is kept open after it was hashed.
    init(_ manifest: PluginManifest, keeping kept: RelativePath? = nil) {
        listed = Dictionary(uniqueKeysWithValues: manifest.files.map { (RelativePath($0.path), $0) })
        self.kept = kept
    }

    mutating func visit(_ path: RelativePath, _ item: FoundItem) throws(IntegrityError) {
        switch item {
        case .file(let file): compare(path, file)
        case .directory: if listed[path] != nil { add(path, .specialFile(.directory)) }
        case .symbolicLink(let target): add(path, .symbolicLink(target: target))
        case .special(let kind): add(path, .specialFile(kind))
        case .unreadable(let number):
            unreadableFolders[path] = number
            add(path, .unreadable(errno: number))
        case .vanished: break
        }
    }

    private mutating func compare(_ path: RelativePath, _ file: OpenedFile) {
        guard let entry = listed[path] else {
            return add(path, .unlisted)
        }
        if file.info.mode != entry.mode {
            add(path, .modeChanged(expected: entry.mode, actual: file.info.mode), file)
        }
        if file.info.size != entry.size {
            return add(path, .altered(.size(expected: entry.size, actual: file.info.size)), file)
        }
        seen.insert(path)
        waiting.append((path, entry, file))
        if waiting.count == Self.batch {
            hashWaiting()
        }
    }

    private mutating func hashWaiting() {
        for (next, outcome) in zip(waiting, FileDigest.outcomes(of: waiting.map(\.file))) {
            switch outcome {
            case .digest(let digest) where digest == next.entry.sha256:
                if next.file.info.mode == next.entry.mode {
                    add(next.path, .ok, next.file)
                }
                if next.path == kept {
                    keptFile = next.file
                }
            case .digest(let digest):
                add(next.path, .altered(.digest(expected: next.entry.sha256, actual: digest)), next.file)
            case .changedWhileReading: add(next.path, .changedWhileReading, next.file)
            case .unreadable(let number): add(next.path, .unreadable(errno: number), next.file)
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ path: RelativePath, _ status: FileStatus, _ file: OpenedFile? = nil) {
        seen.insert(path)
        let hardLinks = file?.info.linkCount ?? 1
        findings.append((path, VerificationReport.Finding(path: path.shown, status: status, hardLinks: hardLinks)))
    }

    /// Hashes what still waits, and adds the files that were not found.
    mutating func finish(directory: String) -> VerificationReport {
        hashWaiting()
        for path in listed.keys where !seen.contains(path) {
            if let number = path.ancestors.compactMap({ unreadableFolders[$0] }).first {
                add(path, .unreadable(errno: number))
            } else {
                add(path, .missing)
            }
        }
        let order = findings.indices.sorted {
            findings[$0].path == findings[$1].path ? $0 < $1 : findings[$0].path < findings[$1].path
        }
        return VerificationReport(directory: directory, files: order.map { findings[$0].finding })
    }
}

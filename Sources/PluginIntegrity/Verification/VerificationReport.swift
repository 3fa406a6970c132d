/// What a verification found, file by file.
public struct VerificationReport: Hashable, Sendable {
    /// The plugin's folder as given.
    public let directory: String

    /// A finding for every file that is in the manifest, on disk, or both, sorted by the bytes of the paths.
    ///
    /// A file with altered contents and another mode has two findings.
    public let files: [Finding]

    init(directory: String, files: [Finding]) {
        self.directory = directory
        // An engine's store names a version by its manifest's digest, and nobody else names a folder so.
        let isStored = directory.split(separator: "/").last.map { HexText.isDigest(String($0)) } ?? false
        self.files = files.map { $0.stored(isStored) }
    }

    /// Whether every file is as the manifest lists it, and no other is there.
    public var isIntact: Bool { problems.isEmpty }

    /// The findings that keep the plugin from running.
    public var problems: [Finding] { files.filter { $0.status != .ok } }

    /// The files that have further names outside the manifest's knowledge. They do not keep the plugin from running.
    public var warnings: [String] { files.compactMap(\.warning) }

    /// One finding about one file.
    public struct Finding: Hashable, Sendable {
        /// The path relative to the plugin's folder. Bytes that are not printable UTF-8 are shown as `\xNN`.
        public let path: String

        /// What was found.
        public let status: FileStatus

        /// How many hard links a listed regular file has; 1 when it was not opened.
        ///
        /// Package managers that store files once make many. Still, who can write to another name of the file can
        /// write to the plugin, so more than one is a warning.
        public let hardLinks: Int

        /// Whether the file is one of a version in an engine's store.
        private var isStored = false

        init(path: String, status: FileStatus, hardLinks: Int = 1) {
            self.path = path
            self.status = status
            self.hardLinks = hardLinks
        }

        /// One line: which file, what is wrong, and what to do.
        public var message: String { "\(path) \(status.explanation(isStored: isStored))" }

        fileprivate func stored(_ isStored: Bool) -> Finding {
            var finding = self
            finding.isStored = isStored
            return finding
        }

        /// One line about further hard links, or nil.
        public var warning: String? {
            hardLinks < 2
                ? nil
                : "\(path) has \(hardLinks) hard links: whoever can write to another of its names can alter the plugin;"
                    + " replace it by a copy if you did not expect that"
        }
    }
}

import PluginHost
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a watched folder was at one moment, for comparing where the system does not say what changes.
struct FolderSnapshot: Hashable {
    private var plugins: [PluginFolder: String] = [:]
    private var refused: [PluginFolder] = []
    private var isThere = true

    /// Looks at everything in `plugins/`, without reading files.
    init(of directory: String) {
        guard let found = try? PluginFolders(in: directory) else {
            isThere = false
            return
        }
        refused = found.refused.map(\.folder)
        for folder in found.folders {
            do {
                plugins[folder] = try FolderFingerprint(of: folder.directory).digest
            } catch {
                plugins[folder] = error.message
            }
        }
    }

    private var inbox: InboxFolder.Listing?

    /// Looks at everything in the inbox, without reading files.
    init(ofInbox directory: String) {
        inbox = InboxFolder(path: directory).list()
    }

    /// How much of a project's file is compared; of a longer one its length and its time are.
    private static let maximumBytes = 1 << 20
    /// The most folders of a project, and names in one of them.
    private static let maximumNames = 100_000

    /// A project's files by their paths: what they are, and a hash of what is in them.
    private var files: [String: Int] = [:]

    /// Looks at the files of a project that count, and reads them. Blocks until it has.
    init(ofProject directory: String) {
        var files: [String: Int] = [:]
        var isTop = true
        do throws(WatchedTree.Failure) {
            try WatchedTree.walk(directory, .project, limit: Self.maximumNames) { path throws(FolderChanges.Failure) in
                // The first one is the project's own folder.
                defer { isTop = false }
                let names = (try? FolderListing.names(of: path, limit: Self.maximumNames)) ?? []
                for bytes in names {
                    guard let name = String(validating: bytes, as: UTF8.self),
                        !WatchedTree.Scope.project.ignores(name, isTop: isTop)
                    else { continue }
                    files["\(path)/\(name)"] = Self.hash(of: "\(path)/\(name)")
                }
            }
        } catch {
            isThere = false
        }
        self.files = files
    }

    /// What a file is; nil for folders, which are nothing without their files, and for what cannot be looked at.
    private static func hash(of path: String) -> Int? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
        var hasher = Hasher()
        hasher.combine(status.st_mode)
        hasher.combine(status.st_size)
        if status.st_mode & S_IFMT == S_IFREG, status.st_size <= maximumBytes, let file = fopen(path, "re") {
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
            let count = fread(&bytes, 1, bytes.count, file)
            bytes.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        } else {
            // A link's length is that of its target, and a link that is made anew has another time.
            #if canImport(Darwin)
            hasher.combine(status.st_mtimespec.tv_sec)
            hasher.combine(status.st_mtimespec.tv_nsec)
            #else
            hasher.combine(status.st_mtim.tv_sec)
            hasher.combine(status.st_mtim.tv_nsec)
            #endif
        }
        return hasher.finalize()
    }
}

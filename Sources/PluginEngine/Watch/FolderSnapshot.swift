import PluginIntegrity

/// What `plugins/` was at one moment, for comparing where the system does not say what changes.
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
}

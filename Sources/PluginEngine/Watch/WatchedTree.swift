import PluginHost
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folders whose contents count.
struct WatchedTree {
    /// What kind of a tree it is.
    enum Scope {
        /// `plugins/`, the plugins' folders, and everything below them but what plugins write while they run, and what
        /// version control keeps for itself.
        case plugins
        /// The folder that a plugin is built from, but `bin/`, which a build writes, and names that begin with a dot.
        case project
        /// The inbox, and everything below it but names directly in it that begin with a dot.
        case inbox

        /// Whether a name is left out, with everything below it.
        ///
        /// - Parameter isTop: Whether it stands directly in the folder of the plugin or the project, or in the inbox.
        func ignores(_ name: String, isTop: Bool) -> Bool {
            switch self {
            case .plugins: name == ".git" || isTop && PluginLayout.runtimeFolders.contains(name)
            case .project: name.hasPrefix(".") || isTop && name == "bin"
            case .inbox: isTop && name.hasPrefix(".")
            }
        }
    }

    /// What is wrong with a tree that cannot be watched.
    enum Failure: Error {
        case tooManyFolders
        case gone
        case refused(errno: Int32)
    }

    /// The folders in an order in which every one comes after the one that holds it.
    ///
    /// - Parameters:
    ///   - limit: The most folders.
    ///   - enter: Called for each before it is looked into, so that whatever appears in it later is seen.
    static func walk(
        _ directory: String,
        _ scope: Scope = .plugins,
        limit: Int,
        _ enter: (String) throws(FolderChanges.Failure) -> Void
    ) throws(Failure) {
        var count = 0
        func visit(_ path: String) throws(Failure) -> Bool {
            count += 1
            if count > limit { throw .tooManyFolders }
            do throws(FolderChanges.Failure) {
                try enter(path)
                return true
            } catch {
                switch error {
                case .gone: return false
                // A folder that this user may not look into does not change what a scan finds.
                case .refused(EACCES): return false
                case .refused(let number): throw .refused(errno: number)
                }
            }
        }
        guard let root = PluginFolders.realPath(directory), try visit(root) else { throw .gone }
        var waiting: [(path: String, isTop: Bool)]
        switch scope {
        case .plugins:
            guard let found = try? PluginFolders(in: directory) else { throw .gone }
            waiting = found.folders.map { (path: $0.directory, isTop: true) }
        case .project, .inbox:
            waiting = try folders(in: root, isTop: true, scope, limit: limit)
        }
        while let next = waiting.popLast() {
            guard try visit(next.path) else { continue }
            waiting += try folders(in: next.path, isTop: next.isTop, scope, limit: limit)
            if waiting.count > limit { throw .tooManyFolders }
        }
    }

    /// The folders directly in a folder that are looked into, too.
    ///
    /// - Parameter isTop: Whether the folder is that of the plugin or the project, or the inbox.
    private static func folders(
        in directory: String,
        isTop: Bool,
        _ scope: Scope,
        limit: Int
    ) throws(Failure) -> [(path: String, isTop: Bool)] {
        let names: [[UInt8]]
        do {
            names = try FolderListing.names(of: directory, limit: limit)
        } catch {
            if error.code == .limitExceeded { throw .tooManyFolders }
            return []
        }
        var folders: [(path: String, isTop: Bool)] = []
        for bytes in names {
            guard let name = String(validating: bytes, as: UTF8.self), !scope.ignores(name, isTop: isTop) else {
                continue
            }
            let path = "\(directory)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
            folders.append((path, false))
        }
        return folders
    }
}

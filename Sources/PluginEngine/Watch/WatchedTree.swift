import PluginHost
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folders whose contents make up the plugins: `plugins/`, the plugins' folders, and everything below them but
/// what plugins write while they run, and what version control keeps for itself.
struct WatchedTree {
    /// Folders that are not looked into, in any plugin.
    private static let ignored: Set<[UInt8]> = [Array(".git".utf8)]

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
        guard let root = PluginFolders.realPath(directory), try visit(root),
            let found = try? PluginFolders(in: directory)
        else { throw .gone }
        var waiting = found.folders.map { (path: $0.directory, isTop: true) }
        while let next = waiting.popLast() {
            guard try visit(next.path) else { continue }
            let names: [[UInt8]]
            do {
                names = try FolderListing.names(of: next.path, limit: limit)
            } catch {
                if error.code == .limitExceeded { throw .tooManyFolders }
                continue
            }
            for bytes in names where !ignored.contains(bytes) {
                guard let name = String(validating: bytes, as: UTF8.self) else { continue }
                if next.isTop, PluginLayout.runtimeFolders.contains(name) { continue }
                let path = "\(next.path)/\(name)"
                var status = stat()
                guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
                waiting.append((path, false))
                if waiting.count > limit { throw .tooManyFolders }
            }
        }
    }
}

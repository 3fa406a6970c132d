import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder below `store/.incoming/` for one installation or removal. Its maker holds a lock on it, so that others can
/// tell it from what a process that was killed has left.
struct IncomingFolder {
    let name: String
    let path: String
    let folder: Descriptor
    private let parent: Descriptor

    /// Makes the folder. The caller holds ``StoreLock``.
    init(in folders: StateFolders) throws(PluginEngineError) {
        name = "\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        path = "\(folders.path)/\(StateFolders.storeName)/\(StateFolders.incomingName)/\(name)"
        parent = folders.incoming
        folder = try StateFolders.folder(name, in: parent, path)
        try folder.check("flock", path, retrying { [folder] in flock(folder.raw, LOCK_EX | LOCK_NB) }.errno)
    }

    /// Removes the folder and what is in it. What cannot be removed is left to the next ``sweep(_:)``.
    func remove() {
        _ = Removal.removeFolder(folder, named: Array(name.utf8), in: parent)
        _ = retrying { flock(folder.raw, LOCK_UN) }
    }

    /// Removes what killed processes have left. The caller holds ``StoreLock``.
    static func sweep(_ folders: StateFolders) {
        for name in folders.incoming.names(limit: 1024).names {
            let (folder, _) = folders.incoming.open(name, flags: O_DIRECTORY)
            guard let folder else {
                unlinkat(folders.incoming.raw, cString(name), 0)
                continue
            }
            guard retrying({ flock(folder.raw, LOCK_EX | LOCK_NB) }).errno == 0 else { continue }
            _ = Removal.removeFolder(folder, named: name, in: folders.incoming)
        }
    }
}

import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folders of a running engine, which it alone has: `docs/state.md` lists them.
final class EngineFolders: Sendable {
    /// The state folder, absolute and without symbolic links.
    let path: String
    /// Holds the lock as long as the engine lives; the system lets go of it when the process ends, however it ends.
    private let lock: Descriptor

    private static let lockName = "engine.lock"
    private static let names = [StateFolders.pluginsName, DataFolder.parentName, "logs", "run", InboxFolder.name]

    var plugins: String { "\(path)/plugins" }
    var logs: String { "\(path)/logs" }
    var run: String { "\(path)/run" }
    var inbox: String { "\(path)/\(InboxFolder.name)" }

    /// Makes what is missing, and takes the folder for this engine alone.
    ///
    /// - Throws: ``PluginEngineError/Code/storageFailed``; ``PluginEngineError/Code/busy`` when another engine has it.
    init(_ stateDirectory: String) throws(PluginEngineError) {
        path = try StateFolders(stateDirectory).path
        for name in Self.names {
            let folder = "\(path)/\(name)"
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw StateFolders.failure(folder, "mkdir", errno)
            }
        }
        let file = "\(path)/run/\(Self.lockName)"
        let raw = open(file, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard raw >= 0 else { throw StateFolders.failure(file, "open", errno) }
        lock = Descriptor(raw)
        guard flock(raw, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw StateFolders.failure(file, "flock", errno) }
            throw PluginEngineError(
                code: .busy,
                message: "another engine\(Self.holder(raw)) has the state folder \(PathText.quoted(path)); "
                    + "stop it (omniview shutdown), or choose another folder"
            )
        }
        let text = "\(getpid())\n"
        ftruncate(raw, 0)
        pwrite(raw, text, text.utf8.count, 0)
    }

    /// Lets another engine have the folder.
    func release() {
        flock(lock.raw, LOCK_UN)
    }

    /// Who has the lock, as far as its file says so.
    private static func holder(_ file: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return Int32(text).map { " (process \($0))" } ?? ""
    }
}

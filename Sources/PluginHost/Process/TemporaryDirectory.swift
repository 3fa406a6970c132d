import PluginProtocol
import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A private directory for the sockets and temporary files of one backend: mode 0700, or 0770 for a group.
///
/// It becomes the backend's `TMPDIR`: every go-plugin version makes its socket there, nobody else can reach it, and
/// whatever a killed backend leaves behind goes with the directory. It is locked as long as it is in use
/// (docs/decisions/0015-socket-folders.md).
package struct TemporaryDirectory: Sendable {
    /// Where it is.
    package let path: String
    /// The folder that it is in.
    let parent: String
    private let lock: DirectoryLock

    /// What the name begins with; six random characters follow.
    static let namePrefix = "ov-"
    static let nameLength = namePrefix.utf8.count + 6

    /// How many bytes a plugin may append for its socket, the slash counted.
    private static let maximumSocketNameLength = 30
    /// The longest parent, in bytes.
    static let maximumParentLength = PluginAddress.unixPathLimit - nameLength - 1 - maximumSocketNameLength
    /// How often another name is tried when somebody else has taken a directory that was just made.
    private static let maximumAttempts = 20

    /// Makes the directory.
    ///
    /// - Parameters:
    ///   - chosen: the folder to make it in; nil for the host's own `TMPDIR`, or `/tmp` when that is not set or not fit
    ///     for sockets.
    ///   - group: the name or number of a group that may use it.
    package init(below chosen: String? = nil, group: String? = nil) throws(PluginHostError) {
        parent = try Self.parent(chosen)
        let number = try group.map { name throws(PluginHostError) in try Self.groupNumber(name) }
        (path, lock) = try Self.make(below: parent)
        guard let number, let group else { return }
        // By the descriptor: a name could lead elsewhere by now.
        guard fchown(lock.descriptor, uid_t.max, number) == 0, fchmod(lock.descriptor, 0o770) == 0 else {
            let reason = String(cString: strerror(errno))
            remove()
            throw Self.failure("cannot give the folder \(path) to the group \(group): \(reason)")
        }
    }

    private static func make(below parent: String) throws(PluginHostError) -> (String, DirectoryLock) {
        let template = "\(parent == "/" ? "" : parent)/\(namePrefix)XXXXXX"
        for _ in 0..<maximumAttempts {
            var buffer = Array(template.utf8CString)
            guard mkdtemp(&buffer) != nil else {
                throw failure(
                    "cannot make a folder like \(template): \(String(cString: strerror(errno))); "
                        + "the host needs a folder that it can write to (PluginLaunch.socketDirectory or TMPDIR)"
                )
            }
            let path = String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Between the two somebody who sweeps may have had it for one that was left behind.
            if let lock = DirectoryLock(taking: path) { return (path, lock) }
        }
        throw failure("somebody removes or locks the folders that this host makes in \(parent)")
    }

    private static func parent(_ chosen: String?) throws(PluginHostError) -> String {
        guard var chosen else {
            let own = getenv("TMPDIR").map { String(cString: $0) } ?? ""
            let isFit = own.hasPrefix("/") && own.utf8.count <= maximumParentLength
            return isFit ? try parent(own) : "/tmp"
        }
        while chosen.count > 1, chosen.hasSuffix("/") { chosen.removeLast() }
        guard chosen.hasPrefix("/"), !chosen.utf8.contains(0) else {
            throw failure("the socket folder \(SafeText.quoting(chosen)) is no absolute path; give it one")
        }
        guard chosen.utf8.count <= maximumParentLength else {
            throw failure(
                "the socket folder \(SafeText.quoting(chosen)) is too long: it has \(chosen.utf8.count) bytes, and "
                    + "\(maximumParentLength) are possible; choose a shorter one"
            )
        }
        do {
            try PluginAddress.checkSocketDirectory(chosen)
        } catch {
            throw PluginHostError(code: .system, message: "no plugin can be started", cause: error)
        }
        return chosen
    }

    private static func groupNumber(_ name: String) throws(PluginHostError) -> gid_t {
        guard let number = SystemGroup.id(named: name) else {
            throw failure("there is no group \(SafeText.quoting(name)) on this system for the plugin's sockets")
        }
        return number
    }

    private static func failure(_ message: String) -> PluginHostError {
        PluginHostError(code: .system, message: message)
    }

    /// Removes the directory and all below it, as far as the system lets it.
    package func remove() {
        DirectoryRemoval.remove(lock, at: path)
    }
}

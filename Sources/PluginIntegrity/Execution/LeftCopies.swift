import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The private copies that processes have left behind which were killed.
///
/// A copy's folder is locked as long as its ``PrivateCopy`` lives. The system lets go of the lock when the process
/// ends, however it ends; a plugin never has it, because the descriptor is closed on exec.
enum LeftCopies {
    /// What the name of a copy begins with; six random characters follow. No other program makes such names in a
    /// folder that many share, and what has one is removed when nobody holds its lock.
    static let namePrefix = "ov-copy-"
    static let nameLength = namePrefix.utf8.count + 6

    private static let swept = Mutex<Set<String>>([])

    /// Removes those in a folder, the first time that this process does so there.
    static func sweepOnce(_ parent: Descriptor, _ path: String) {
        guard swept.withLock({ $0.insert(path).inserted }) else { return }
        sweep(parent)
    }

    /// Removes those in a folder: of this user, and locked by nobody.
    ///
    /// A plugin that still runs from one loses what it has not read yet; whoever could talk to it is gone. What cannot
    /// be removed is left to another process.
    static func sweep(_ parent: Descriptor) {
        for name in parent.names(limit: .max - 1).names where isOurs(name) {
            guard let folder = lock(name, in: parent).folder, folder.info().info?.owner == geteuid() else { continue }
            _ = Removal.removeFolder(folder, named: name, in: parent)
        }
    }

    /// Opens the folder of a copy, and locks it for as long as the descriptor is open.
    ///
    /// - Returns: The folder, which is really at this name then. Without one, an error number, which is 0 when it is no
    ///   longer there or somebody else has locked it.
    static func lock(_ name: [UInt8], in parent: Descriptor) -> (folder: Descriptor?, errno: Int32) {
        let (opened, openErrno) = parent.open(name, flags: O_DIRECTORY)
        guard let opened else { return (nil, openErrno == ENOENT ? 0 : openErrno) }
        let lockErrno = retrying { flock(opened.raw, LOCK_EX | LOCK_NB) }.errno
        if lockErrno != 0 { return (nil, lockErrno == EWOULDBLOCK ? 0 : lockErrno) }
        // Whoever had the lock may have removed the folder before it let go.
        let named = parent.open(name, flags: O_DIRECTORY).descriptor?.info().info
        let own = opened.info().info
        guard let named, let own, named.device == own.device, named.inode == own.inode else { return (nil, 0) }
        return (opened, 0)
    }

    /// Whether a name is one that ``PrivateCopy`` gives.
    private static func isOurs(_ name: [UInt8]) -> Bool {
        name.count == nameLength && name.starts(with: namePrefix.utf8)
            && name.dropFirst(namePrefix.utf8.count).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: false
                }
            }
    }
}

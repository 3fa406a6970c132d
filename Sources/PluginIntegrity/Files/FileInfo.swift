#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What `fstat` says of a file. A write between two of these moves the change time, which no user can set back, so two
/// unequal ones tell of it, as finely as the file system's clock ticks. Within one tick the digest alone decides.
package struct FileInfo: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case regular, directory
        case special(SpecialFileKind)
    }

    package let device: UInt64
    package let inode: UInt64
    package let size: Int64
    package let kind: Kind

    /// Permission bits with setuid, setgid and sticky.
    package let mode: UInt16

    let owner: UInt32
    let linkCount: Int
    let modified: Time
    let changed: Time

    struct Time: Hashable, Sendable {
        let seconds: Int
        let nanoseconds: Int

        init(_ time: timespec) {
            seconds = Int(time.tv_sec)
            nanoseconds = Int(time.tv_nsec)
        }
    }

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        mode = UInt16(status.st_mode & 0o7777)
        owner = status.st_uid
        linkCount = Int(status.st_nlink)
        #if canImport(Darwin)
        let (modification, change) = (status.st_mtimespec, status.st_ctimespec)
        #else
        let (modification, change) = (status.st_mtim, status.st_ctim)
        #endif
        modified = Time(modification)
        changed = Time(change)
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFIFO: .special(.fifo)
            case S_IFSOCK: .special(.socket)
            case S_IFCHR: .special(.characterDevice)
            case S_IFBLK: .special(.blockDevice)
            default: .special(.unknown)
            }
    }
}

/// What is in the place of a regular file.
public enum SpecialFileKind: String, Hashable, Sendable, Codable {
    /// A named pipe.
    case fifo
    /// A Unix domain socket.
    case socket
    /// A character device, such as a terminal.
    case characterDevice = "character_device"
    /// A block device, such as a disk.
    case blockDevice = "block_device"
    /// A folder where the manifest lists a file.
    case directory
    /// Something else.
    case unknown

    /// The kind as a noun with its article.
    var noun: String {
        switch self {
        case .fifo: "a named pipe"
        case .socket: "a socket"
        case .characterDevice: "a character device"
        case .blockDevice: "a block device"
        case .directory: "a folder"
        case .unknown: "not a regular file"
        }
    }
}

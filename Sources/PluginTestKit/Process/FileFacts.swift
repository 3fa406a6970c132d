#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the system says about a file.
struct FileFacts {
    /// The permission bits.
    let mode: UInt32
    /// The number of its group.
    let group: UInt32

    /// Nil when there is no such file.
    init?(_ path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let permissions = attributes[.posixPermissions] as? Int,
            let group = attributes[.groupOwnerAccountID] as? Int
        else { return nil }
        mode = UInt32(permissions) & 0o777
        self.group = UInt32(group)
    }

    static func exists(_ path: String) -> Bool { FileFacts(path) != nil }

    /// The permission bits as people write them.
    var modeText: String { "0" + String(mode, radix: 8) }
}

/// A group that this process may give files to.
struct UsableGroup {
    let number: UInt32

    /// One that is not the group that files get anyway, where there is one.
    init() {
        var numbers = [gid_t](repeating: 0, count: 256)
        let count = max(0, Int(getgroups(Int32(numbers.count), &numbers)))
        // The superuser may give files to any group; 1 is one that every system has.
        let usable = numbers.prefix(count) + (geteuid() == 0 ? [1] : [])
        number = usable.first { $0 != getegid() } ?? getegid()
    }

    /// Its name; nil when it has none.
    var name: String? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 16 * 1024)
        return buffer.withUnsafeMutableBufferPointer { buffer in
            guard getgrgid_r(number, &entry, buffer.baseAddress, buffer.count, &found) == 0, found != nil else {
                return nil
            }
            return entry.gr_name.map { String(cString: $0) }
        }
    }
}

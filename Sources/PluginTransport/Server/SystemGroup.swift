#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The groups of this system.
package enum SystemGroup {
    /// How large a group's entry may be, its members counted, in bytes.
    private static let maximumEntryLength = 1 << 20

    /// The number of a group, or nil when there is none.
    ///
    /// - Parameter name: its name, or a number, which is taken as such, as go-plugin does, and need not be a known group.
    package static func id(named name: String) -> UInt32? {
        // The highest number means "leave the group as it is" to the system.
        if let number = gid_t(name) { return number == gid_t.max ? nil : number }
        var length = 16 * 1024
        while length <= maximumEntryLength {
            var entry = group()
            var found: UnsafeMutablePointer<group>?
            var buffer = [CChar](repeating: 0, count: length)
            let result = buffer.withUnsafeMutableBufferPointer {
                getgrnam_r(name, &entry, $0.baseAddress, $0.count, &found)
            }
            if result == 0 { return found != nil ? entry.gr_gid : nil }
            guard result == ERANGE else { return nil }
            length *= 4
        }
        return nil
    }
}

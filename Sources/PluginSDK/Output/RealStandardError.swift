import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The standard error that the host reads the plugin's log from.
///
/// While the plugin serves, descriptor 2 leads into the protocol's stdio stream; the log keeps to the original.
enum RealStandardError {
    private static let current = Atomic<Int32>(STDERR_FILENO)

    /// The descriptor to write log lines to.
    static var descriptor: Int32 {
        get { current.load(ordering: .acquiring) }
        set { current.store(newValue, ordering: .releasing) }
    }

    /// Writes all bytes; what cannot be written (the host is gone) is lost, as for any logger.
    static func write(_ bytes: [UInt8]) {
        writeAll(bytes, to: descriptor)
    }
}

/// Writes all bytes, or as many as the descriptor takes before it fails.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
        var offset = 0
        while offset < buffer.count {
            guard let base = buffer.baseAddress else { return true }
            let written = write(descriptor, base + offset, buffer.count - offset)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            offset += written
        }
        return true
    }
}

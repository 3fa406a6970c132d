#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The two streams of the terminal: one holds the results and nothing else.
enum Console {
    static func result(_ text: String) { put(text, to: STDOUT_FILENO) }
    static func note(_ text: String) { put(text, to: STDERR_FILENO) }

    private static func put(_ text: String, to descriptor: Int32) {
        var bytes = Array((text + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            // Nobody reads any more; there is no one left to tell.
            guard count > 0 || errno == EINTR else { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}

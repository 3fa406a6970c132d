#if canImport(Glibc)
import CPluginTransport
import Glibc
#elseif canImport(Musl)
import CPluginTransport
import Musl
#else
import Darwin
#endif

/// A descriptor that another thread can make readable, to end a poller's wait.
final class WakeUp: Sendable {
    /// What is watched for reading.
    let descriptor: Int32
    private let writingEnd: Int32

    init() throws(TransportError) {
        #if os(Linux)
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        writingEnd = descriptor
        guard descriptor >= 0 else { throw .system("cannot make an event descriptor", errno: errno) }
        #else
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .system("cannot make a pipe", errno: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (descriptor, writingEnd) = (ends[0], ends[1])
        #endif
    }

    deinit {
        close(descriptor)
        if writingEnd != descriptor { close(writingEnd) }
    }

    /// Makes it readable; it may be so already.
    func signal() {
        var one: UInt64 = 1
        // A full pipe is readable already.
        _ = write(writingEnd, &one, MemoryLayout.size(ofValue: one))
    }

    /// Makes it unreadable again.
    func clear() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { buffer in
            while read(descriptor, buffer.baseAddress, buffer.count) == buffer.count {}
        }
    }
}

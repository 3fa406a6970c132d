#if canImport(Glibc)
import CPluginTransport
import Glibc
#elseif canImport(Musl)
import CPluginTransport
import Musl
#else
import Darwin
#endif

/// Which way a descriptor can be used without waiting.
package struct Readiness: OptionSet {
    package var rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// There is something to read, or the end.
    package static let readable = Readiness(rawValue: 1)
    /// There is room to write.
    package static let writable = Readiness(rawValue: 2)
}

/// Waits until one of many descriptors can be used.
///
/// Descriptors may be added, changed and removed by any thread while one waits.
protocol Poller: AnyObject, Sendable {
    /// Watches a descriptor; `token` comes back with its events.
    func add(_ descriptor: Int32, token: UInt64, interest: Readiness)
    /// Changes what a watched descriptor is watched for.
    func change(_ descriptor: Int32, token: UInt64, interest: Readiness)
    /// Stops watching; must come before the descriptor is closed.
    func remove(_ descriptor: Int32)
    /// Waits, and appends what can be used. Only one thread waits.
    ///
    /// - Parameter milliseconds: how long at most; -1 for as long as it takes.
    func wait(milliseconds: Int32, into events: inout [(token: UInt64, readiness: Readiness)])
}

#if os(Linux)
/// The poller of Linux, whose cost does not grow with the number of descriptors.
final class EpollPoller: Poller {
    private static let eventsPerWait = 64

    private let descriptor: Int32

    init() throws(TransportError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw .system("cannot watch sockets", errno: errno) }
    }

    deinit {
        close(descriptor)
    }

    func add(_ descriptor: Int32, token: UInt64, interest: Readiness) {
        control(EPOLL_CTL_ADD, descriptor, token, interest)
    }

    func change(_ descriptor: Int32, token: UInt64, interest: Readiness) {
        control(EPOLL_CTL_MOD, descriptor, token, interest)
    }

    func remove(_ descriptor: Int32) {
        control(EPOLL_CTL_DEL, descriptor, 0, [])
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ token: UInt64, _ interest: Readiness) {
        var event = epoll_event()
        if interest.contains(.readable) { event.events |= EPOLLIN.rawValue }
        if interest.contains(.writable) { event.events |= EPOLLOUT.rawValue }
        event.data.u64 = token
        // It fails only for descriptors that are not open or not watched, which would be a fault of this module.
        let result = epoll_ctl(self.descriptor, operation, descriptor, &event)
        assert(result == 0, "epoll_ctl(\(operation)) on \(descriptor): errno \(errno)")
    }

    func wait(milliseconds: Int32, into events: inout [(token: UInt64, readiness: Readiness)]) {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsPerWait) { buffer in
            // Interrupted by a signal it gives -1: the caller comes again.
            let count = epoll_wait(descriptor, buffer.baseAddress, Int32(buffer.count), milliseconds)
            for index in 0..<max(0, Int(count)) {
                let event = buffer[index]
                var readiness: Readiness = []
                // An error or a hang-up shows itself to whoever reads or writes.
                let failed = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
                if failed || event.events & EPOLLIN.rawValue != 0 { readiness.insert(.readable) }
                if failed || event.events & EPOLLOUT.rawValue != 0 { readiness.insert(.writable) }
                events.append((event.data.u64, readiness))
            }
        }
    }
}
#endif

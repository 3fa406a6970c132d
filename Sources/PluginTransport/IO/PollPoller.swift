import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The poller of systems without epoll, by the `poll` call that every system has.
///
/// Its cost grows with the number of descriptors, which for a host is that of its plugins.
final class PollPoller: Poller {
    private struct Entry {
        var token: UInt64
        var interest: Readiness
    }

    private let entries = Mutex<[Int32: Entry]>([:])
    /// Ends a wait when the entries change meanwhile.
    private let changed: WakeUp

    init() throws(TransportError) {
        changed = try WakeUp()
    }

    func add(_ descriptor: Int32, token: UInt64, interest: Readiness) {
        change(descriptor, token: token, interest: interest)
    }

    func change(_ descriptor: Int32, token: UInt64, interest: Readiness) {
        entries.withLock { $0[descriptor] = Entry(token: token, interest: interest) }
        changed.signal()
    }

    func remove(_ descriptor: Int32) {
        entries.withLock { $0[descriptor] = nil }
        changed.signal()
    }

    func wait(milliseconds: Int32, into events: inout [(token: UInt64, readiness: Readiness)]) {
        let watched = entries.withLock { $0 }
        var polled = watched.map { pollfd(fd: $0.key, events: Self.events($0.value.interest), revents: 0) }
        polled.append(pollfd(fd: changed.descriptor, events: Int16(POLLIN), revents: 0))
        guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return }
        if polled[polled.count - 1].revents != 0 { changed.clear() }
        for result in polled.dropLast() where result.revents != 0 {
            guard let entry = watched[result.fd] else { continue }
            let failed = result.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
            var readiness: Readiness = []
            if failed || result.revents & Int16(POLLIN) != 0 { readiness.insert(.readable) }
            if failed || result.revents & Int16(POLLOUT) != 0 { readiness.insert(.writable) }
            events.append((entry.token, readiness))
        }
    }

    private static func events(_ interest: Readiness) -> Int16 {
        var events: Int16 = 0
        if interest.contains(.readable) { events |= Int16(POLLIN) }
        if interest.contains(.writable) { events |= Int16(POLLOUT) }
        return events
    }
}

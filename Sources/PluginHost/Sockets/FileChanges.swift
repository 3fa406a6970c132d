#if os(Linux)
import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Says when something happens to files and folders: one inotify instance for the whole process, of which a user may
/// have no more than 128 by default.
final class FileChanges: IOSource {
    /// Called, on the I/O thread, whenever something has happened; what it was is not said.
    typealias Feed = @Sendable () -> Void

    /// What is reported of a file or folder by itself: that it was removed, moved, or changed in its links or mode.
    static let itself = UInt32(bitPattern: IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
    /// What is reported of everything in a folder: also that something appeared, went, or was written to.
    static let contents =
        itself | UInt32(bitPattern: IN_CREATE | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO)
        | UInt32(IN_ONLYDIR)

    /// An event without its name: watch, mask, cookie, length of the name.
    private static let headLength = 16
    /// How much is read at once, in bytes; more than any single event.
    private static let readLength = 4096

    private struct State {
        var feeds: [UInt64: Feed] = [:]
        var nextFeed: UInt64 = 0
        /// Who wants to know of a watch: several, where several watch the same file.
        var wanted: [Int32: Set<UInt64>] = [:]
    }

    private static let running = Mutex<FileChanges?>(nil)

    private let descriptor: Int32
    private let state = Mutex(State())

    /// The one of this process, which is there from now on; nil when the system has none left.
    static func shared() -> FileChanges? {
        running.withLock { running in
            if let running { return running }
            guard let thread = try? IOThread.shared() else { return nil }
            let descriptor = inotify_init1(O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { return nil }
            let changes = FileChanges(descriptor)
            _ = thread.watch(descriptor, for: .readable, source: changes)
            running = changes
            return changes
        }
    }

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Adds somebody who wants to know; what of, ``watch(_:for:)`` says.
    func add(_ feed: @escaping Feed) -> UInt64 {
        state.withLock { state in
            defer { state.nextFeed += 1 }
            state.feeds[state.nextFeed] = feed
            return state.nextFeed
        }
    }

    /// Watches a file or folder; no matter when it is watched already, by the same or by others, who then hear of more
    /// than they asked for.
    ///
    /// - Returns: the watch, or nil with an error number in `errno`.
    @discardableResult
    func watch(_ path: String, of events: UInt32 = itself, for feed: UInt64) -> Int32? {
        let mask = events | UInt32(IN_DONT_FOLLOW) | UInt32(IN_MASK_ADD)
        return state.withLock { state in
            let watch = inotify_add_watch(descriptor, path, mask)
            guard watch >= 0 else { return nil }
            state.wanted[watch, default: []].insert(feed)
            return watch
        }
    }

    /// Removes somebody, and the watches that nobody else wants.
    func remove(_ feed: UInt64) {
        state.withLock { $0.feeds[feed] = nil }
        removeWatches(of: feed, except: [])
    }

    /// Removes the watches of somebody who wants no others than these, unless somebody else wants them.
    func removeWatches(of feed: UInt64, except kept: Set<Int32>) {
        state.withLock { state in
            for (watch, feeds) in state.wanted where feeds.contains(feed) && !kept.contains(watch) {
                state.wanted[watch]?.remove(feed)
                guard state.wanted[watch]?.isEmpty == true else { continue }
                state.wanted[watch] = nil
                inotify_rm_watch(descriptor, watch)
            }
        }
    }

    func ready(_ readiness: Readiness, on thread: IOThread) {
        let events = [UInt8](unsafeUninitializedCapacity: Self.readLength) { buffer, count in
            count = max(read(descriptor, buffer.baseAddress, buffer.count), 0)
        }
        state.withLock { state in
            events.withUnsafeBytes { bytes in
                var offset = 0
                while offset + Self.headLength <= bytes.count {
                    let watch = bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
                    let mask = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                    let nameLength = bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self)
                    tell(watch, mask, &state)
                    offset += Self.headLength + Int(nameLength)
                }
            }
        }
    }

    private func tell(_ watch: Int32, _ mask: UInt32, _ state: inout State) {
        // Events were lost: then anything may have happened.
        guard mask & UInt32(IN_Q_OVERFLOW) == 0 else {
            for feed in state.feeds.values { feed() }
            return
        }
        for feed in state.wanted[watch] ?? [] { state.feeds[feed]?() }
        // The system has removed the watch.
        if mask & UInt32(IN_IGNORED) != 0 { state.wanted[watch] = nil }
    }
}
#endif

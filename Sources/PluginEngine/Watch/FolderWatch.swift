import PluginHost
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Says when something below `plugins/` has changed, so that it is time for another ``CatalogueScan``; or in the folder
/// that a plugin is built from, so that it is time for another build; or in the inbox.
///
///     let watch = FolderWatch(of: plugins)
///     var catalogue = try await scan.run()
///     while true {
///         try await watch.next()
///         catalogue = try await scan.run(after: catalogue)
///     }
///
/// Nothing is missed, in this order: what changes while a scan runs is said after it. It may say so although a scan
/// finds no difference. On Linux the system tells of changes; elsewhere, and where it cannot, `plugins/` is looked at
/// again and again.
///
/// Of a project it says so only when a file that counts has other contents, another mode, or came or went. What a build
/// leaves that it writes anew each time, with the same bytes, is therefore no reason for another build.
public final class FolderWatch {
    /// The most folders that the system is asked to watch; with more, they are looked at every ``pollInterval``.
    public static let maximumWatches = 8_192
    /// How long nothing must have changed before a change is said: an unpacking or a build is one change.
    public static let quiet: Duration = .milliseconds(200)
    /// How long after its first sign a change is said at the latest, where there is no quiet.
    public static let patience: Duration = .seconds(2)
    /// How often folders are looked at that cannot be watched.
    public static let pollInterval: Duration = .seconds(2)

    /// Why changes are looked for and not told by the system; nil while they are told.
    public private(set) var notice: WatchNotice?

    private let directory: String
    private let scope: WatchedTree.Scope
    private let maximumWatches: Int
    private let pollInterval: Duration
    private let signal: ChangeSignal
    private let changes: FolderChanges?
    /// The signs that have been said.
    private var said = 0
    /// What was there when the last change was said; nil while the system tells of changes.
    private var snapshot: FolderSnapshot?
    /// A project's files when the last change was said; nil for `plugins/`.
    private var project: FolderSnapshot?

    /// Watches `plugins/` from now on. The folder need not be there yet.
    ///
    /// - Parameters:
    ///   - directory: `plugins/`.
    ///   - maximumWatches: The most folders that the system is asked to watch.
    ///   - pollInterval: How often folders are looked at that cannot be watched.
    public convenience init(
        of directory: String,
        maximumWatches: Int = FolderWatch.maximumWatches,
        pollInterval: Duration = FolderWatch.pollInterval
    ) {
        self.init(directory, .plugins, maximumWatches: maximumWatches, pollInterval: pollInterval)
    }

    /// Watches the folder that a plugin is built from. In it, `bin/` does not count, which a build writes, and at any
    /// depth no name that begins with a dot, such as `.build` and `.git`. Links are not followed.
    ///
    /// - Parameters:
    ///   - directory: The project's folder.
    ///   - maximumWatches: The most folders that the system is asked to watch.
    ///   - pollInterval: How often folders are looked at that cannot be watched.
    public convenience init(
        ofProject directory: String,
        maximumWatches: Int = FolderWatch.maximumWatches,
        pollInterval: Duration = FolderWatch.pollInterval
    ) {
        self.init(directory, .project, maximumWatches: maximumWatches, pollInterval: pollInterval)
    }

    /// Watches the inbox. In it, names do not count that begin with a dot. Links are not followed.
    ///
    /// - Parameters:
    ///   - directory: `inbox/`.
    ///   - maximumWatches: The most folders that the system is asked to watch.
    ///   - pollInterval: How often folders are looked at that cannot be watched.
    public convenience init(
        ofInbox directory: String,
        maximumWatches: Int = FolderWatch.maximumWatches,
        pollInterval: Duration = FolderWatch.pollInterval
    ) {
        self.init(directory, .inbox, maximumWatches: maximumWatches, pollInterval: pollInterval)
    }

    private init(_ directory: String, _ scope: WatchedTree.Scope, maximumWatches: Int, pollInterval: Duration) {
        let signal = ChangeSignal()
        self.directory = directory
        self.scope = scope
        self.maximumWatches = maximumWatches
        self.pollInterval = pollInterval
        self.signal = signal
        changes = FolderChanges { signal.give() }
        watch()
        // Looked at once it is watched, so that no change is between the two.
        if scope == .project { project = look() }
    }

    /// Waits until something has changed since the watch began or this last returned, and until that is over.
    ///
    /// For one task at a time. When that is cancelled, the watch is of no more use.
    ///
    /// - Throws: `CancellationError`.
    public func next() async throws {
        while true {
            try await nextSign()
            guard scope == .project else { return }
            let now = look()
            guard now == project else {
                project = now
                return
            }
        }
    }

    private func nextSign() async throws {
        if snapshot != nil {
            try await poll()
        } else {
            try await signal.wait(after: said)
            try await settle()
        }
        // Told before it is watched anew, so that a sign that comes meanwhile is one more.
        said = signal.count
        watch()
    }

    private func settle() async throws {
        let clock = ContinuousClock()
        let end = clock.now + Self.patience
        var last: Int
        repeat {
            last = signal.count
            try await Task.sleep(until: min(clock.now + Self.quiet, end), clock: clock)
        } while signal.count != last && clock.now < end
    }

    private func poll() async throws {
        repeat {
            try await Task.sleep(for: pollInterval)
        } while look() == snapshot
    }

    private func look() -> FolderSnapshot {
        switch scope {
        case .plugins: FolderSnapshot(of: directory)
        case .project: FolderSnapshot(ofProject: directory)
        case .inbox: FolderSnapshot(ofInbox: directory)
        }
    }

    /// Watches every folder that is there now, and none that was there before.
    private func watch() {
        do throws(WatchedTree.Failure) {
            guard let changes else {
                #if os(Linux)
                return poll(
                    "the system has no inotify instance left",
                    "raise it, and start the engine again: sysctl fs.inotify.max_user_instances=512"
                )
                #else
                return poll("this system does not tell of changes in folders", nil)
                #endif
            }
            var watches: Set<Int32> = []
            try WatchedTree.walk(directory, scope, limit: maximumWatches) { path throws(FolderChanges.Failure) in
                watches.insert(try changes.watch(path))
            }
            changes.keep(watches)
            snapshot = nil
            notice = nil
        } catch {
            changes?.keep([])
            switch error {
            case .tooManyFolders:
                poll(
                    "there are more than \(maximumWatches) folders in it",
                    "remove what is not needed from \(directory)"
                )
            case .gone:
                poll("it is not there, or cannot be listed", "put it back: mkdir -p \"\(directory)\"")
            case .refused(let number) where number == EACCES:
                poll("a folder in it may not be read", "make it readable: chmod -R u+rX \"\(directory)\"")
            case .refused(let number):
                poll(
                    "the system watches no more folders (error \(number))",
                    "raise how many it watches: sysctl fs.inotify.max_user_watches=524288"
                )
            }
        }
    }

    private func poll(_ reason: String, _ advice: String?) {
        notice = WatchNotice(text: "\(directory) is looked at every \(pollInterval): \(reason)", advice: advice)
        snapshot = look()
    }
}

/// Why changes in a folder are looked for and not told by the system.
public struct WatchNotice: Hashable, Sendable, CustomStringConvertible {
    /// In a sentence, with the folder and how often it is looked at.
    public let text: String
    /// What to do about it; nil when nothing can be done.
    public let advice: String?

    /// Both in one line.
    public var description: String { advice.map { "\(text); \($0)" } ?? text }
}

/// Signs that are counted, and one task that waits for the next.
private final class ChangeSignal: Sendable {
    private let given = Mutex(0)
    private let stream: AsyncStream<Void>
    private let feed: AsyncStream<Void>.Continuation

    init() {
        (stream, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var count: Int { given.withLock { $0 } }

    func give() {
        given.withLock { $0 += 1 }
        feed.yield()
    }

    /// Waits until more than so many have been given.
    func wait(after known: Int) async throws {
        var iterator = stream.makeAsyncIterator()
        while count <= known {
            guard await iterator.next(isolation: nil) != nil else { throw CancellationError() }
        }
        try Task.checkCancellation()
    }
}

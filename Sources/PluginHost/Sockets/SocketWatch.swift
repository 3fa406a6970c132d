import PluginProtocol
import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Notices that somebody has deleted or moved the file of a socket that a plugin still listens on.
///
/// On Linux only, and for sockets that have a file.
struct SocketWatch: Sendable {
    /// How long a plugin may take from removing its socket's file to no longer listening, when it ends by itself.
    static let patience: Duration = .milliseconds(200)
    /// How long after one look at the file the next one may follow: a plugin can change its file all the time.
    static let interval: Duration = .milliseconds(50)

    private let path: String?

    init(_ address: PluginAddress) {
        if case .unix(let path) = address, path.hasPrefix("/") { self.path = path } else { path = nil }
    }

    /// Waits until the file is gone while the plugin still listens.
    ///
    /// - Returns: its path; nil when the plugin has stopped listening by itself, or cannot be watched, or the task was
    ///   cancelled.
    func lostSocket() async -> String? {
        #if os(Linux)
        guard let path, let changes = FileChanges.shared() else { return nil }
        let (events, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = changes.add { feed.yield() }
        defer { changes.remove(number) }
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        func watch() {
            changes.watch(path, for: number)
            if !folder.isEmpty { changes.watch(String(folder), for: number) }
        }
        watch()
        var iterator = events.makeAsyncIterator()
        repeat {
            // Another file may be there by now, which is watched before it is looked at.
            watch()
            if Self.isThere(path) { continue }
            guard (try? await IOThread.sleep(for: Self.patience)) != nil else { return nil }
            if Self.isThere(path) { continue }
            // Where the system does not say who listens, the file alone decides.
            let isListenedTo = ListeningSockets.paths()?.contains(path) ?? true
            return isListenedTo ? path : nil
        } while await Self.next(&iterator)
        #endif
        return nil
    }

    private static func next(_ events: inout AsyncStream<Void>.Iterator) async -> Bool {
        guard await events.next(isolation: nil) != nil else { return false }
        return (try? await Task.sleep(for: interval)) != nil
    }

    private static func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}

import CPluginHost
import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Notices the end of a process, and leaves it to be reaped: until then its number belongs to nobody else.
final class ProcessEnd: IOSource {
    private let descriptor: Int32
    private let action: @Sendable () -> Void
    private let token = Mutex<UInt64>(0)

    /// Calls `action` once, on a thread that it must not hold up, when the process has ended.
    static func notice(
        _ process: ProgramSpawn.Process,
        on thread: IOThread,
        _ action: @escaping @Sendable () -> Void
    ) throws {
        guard let descriptor = process.descriptor else {
            try SystemThread.start(name: "omniview-wait") {
                omniview_wait_for_end(process.number)
                action()
            }
            return
        }
        let end = ProcessEnd(descriptor, action)
        // Under the lock, because it may have ended already.
        end.token.withLock { $0 = thread.watch(descriptor, for: .readable, source: end) }
    }

    private init(_ descriptor: Int32, _ action: @escaping @Sendable () -> Void) {
        self.descriptor = descriptor
        self.action = action
    }

    func ready(_ readiness: Readiness, on thread: IOThread) {
        thread.unwatch(descriptor, token: token.withLock { $0 })
        action()
        // Last: until the action is done, somebody may still ask the descriptor.
        close(descriptor)
    }
}

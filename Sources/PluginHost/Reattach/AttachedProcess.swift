import CPluginHost
import PluginProtocol
import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A plugin's process that somebody else has started.
///
/// It is held by a descriptor from the moment that it was found, so that a signal never reaches another process which got
/// its number later; and only a process that is known to listen at the plugin's address is signalled at all, which a Unix
/// socket tells and a TCP port does not.
final class AttachedProcess: BackendProcess, IOSource {
    let exit = OneShot<StopMachine.ExitStatus>()

    private struct State {
        /// The process; nil when it is not known, has ended or was let go.
        var descriptor: Int32?
        var token: UInt64 = 0
    }

    private let state = Mutex(State())
    private let thread: IOThread
    /// Whether the process itself shows when it ends.
    private let isWatched: Bool
    /// Whether it is known to be the plugin's.
    private let isVerified: Bool

    /// Finds the process, and begins to wait for its end.
    ///
    /// - Parameters:
    ///   - processID: its number, as the configuration has it; nil when it is not known.
    ///   - listener: the number of the process that listens at the plugin's address; nil when the system does not say.
    /// - Throws: ``PluginProtocolError`` with code `processNotFound`.
    init(processID: Int32?, listener: Int32?, on thread: IOThread) throws(PluginProtocolError) {
        self.thread = thread
        isVerified = processID != nil && listener == processID
        // A number that another process has by now says nothing about the plugin; its connection does.
        guard let processID, listener == nil || isVerified else {
            isWatched = false
            return
        }
        let descriptor = omniview_open_process(processID)
        guard descriptor != -ESRCH else {
            throw PluginProtocolError.processNotFound("there is no process \(processID)")
        }
        // Where there are no such descriptors its connection says when it ends, and nothing is signalled.
        isWatched = descriptor >= 0
        guard isWatched else { return }
        // Under the lock, because it may have ended already.
        state.withLock { state in
            state.descriptor = descriptor
            state.token = thread.watch(descriptor, for: .readable, source: self)
        }
    }

    func ready(_ readiness: Readiness, on thread: IOThread) {
        letGo()
        exit.fulfil(.success(.ended))
    }

    func connectionEnded() {
        // Of one that nobody can see this is the end, as far as anybody knows.
        if !isWatched { exit.fulfil(.success(.ended)) }
    }

    func signalGroup(_ signal: Int32) {
        guard isVerified else { return }
        state.withLock { state in
            if let descriptor = state.descriptor { _ = omniview_signal_process(descriptor, signal) }
        }
    }

    /// Looks at it no longer; it may live on.
    func letGo() {
        state.withLock { state in
            guard let descriptor = state.descriptor.take() else { return }
            thread.unwatch(descriptor, token: state.token)
            close(descriptor)
        }
    }
}

extension PluginProtocolError {
    static func processNotFound(_ why: String) -> PluginProtocolError {
        PluginProtocolError(
            code: .processNotFound,
            message: "reattachment process not found\n\(why); start the plugin, and take its new configuration"
        )
    }
}

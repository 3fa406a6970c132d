import CPluginTransport
import PluginProtocol
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Accepts connections at one endpoint until it is closed.
final class PluginListener: IOSource {
    /// How long it waits when the process has no descriptor left for another connection.
    private static let patience: Duration = .milliseconds(100)

    /// Where it listens, as the host is told.
    let address: PluginAddress
    private let descriptor: Int32
    private let thread: IOThread
    private let accepted: @Sendable (StreamSocket) -> Void

    private struct State {
        var token: UInt64?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Binds; ``start()`` begins to accept.
    ///
    /// - Throws: ``TransportError``: `invalidAddress`, `listenFailed`.
    init(
        _ endpoint: ListeningEndpoint,
        thread: IOThread,
        accepted: @escaping @Sendable (StreamSocket) -> Void
    ) throws(TransportError) {
        switch endpoint {
        case .unix(let directory, let group):
            let socket = try UnixSocket(in: directory, group: group)
            (descriptor, address) = (socket.descriptor, .unix(path: socket.path))
        case .loopback(let ports):
            let socket = try LoopbackSocket(ports: ports)
            (descriptor, address) = (socket.descriptor, .tcp(host: "127.0.0.1", port: socket.port))
        }
        self.thread = thread
        self.accepted = accepted
    }

    func start() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.token = thread.watch(descriptor, for: .readable, source: self)
        }
    }

    /// Accepts no more, and removes the socket's file.
    func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            if let token = state.token.take() { thread.unwatch(descriptor, token: token) }
            return !state.isClosed
        }
        guard isFirst else { return }
        if case .unix(let path) = address { unlink(path) }
        // On the thread that accepts, so that it cannot be in the middle of that.
        thread.run { [descriptor] in _ = closeDescriptor(descriptor) }
    }

    func ready(_ readiness: Readiness, on thread: IOThread) {
        while true {
            let connection = omniview_accept(descriptor)
            if connection >= 0 {
                accepted(StreamSocket(descriptor: connection))
                continue
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: pause()
            default: break
            }
            return
        }
    }

    /// Stops looking for a while: a connection that cannot be taken stays in the queue and would wake the thread again
    /// and again, and the system does not say when there is a descriptor again.
    private func pause() {
        state.withLock { state in
            if let token = state.token.take() { thread.unwatch(descriptor, token: token) }
        }
        _ = thread.schedule(after: Self.patience) { [weak self] in self?.start() }
    }
}

/// The system's `close`, which the name of a method hides.
private func closeDescriptor(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}

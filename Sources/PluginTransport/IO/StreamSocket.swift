import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A connected socket that never blocks.
struct StreamSocket: Sendable {
    let descriptor: Int32

    /// Takes a descriptor over.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        Self.makeQuiet(descriptor)
    }

    /// What came of a read or a write.
    enum Transfer {
        case moved(Int)
        /// Nothing now; the poller says when.
        case blocked
        /// The peer has closed its side.
        case ended
        case failed(errno: Int32)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .blocked
            default: return .failed(errno: errno)
            }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        while true {
            #if os(Linux)
            let count = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            #else
            let count = send(descriptor, bytes.baseAddress, bytes.count, 0)
            #endif
            if count >= 0 { return .moved(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .blocked
            default: return .failed(errno: errno)
            }
        }
    }

    func close() {
        _ = closeDescriptor(descriptor)
    }

    /// Begins to connect.
    ///
    /// - Returns: the socket, and whether it is connected already; otherwise it becomes writable once it is, or has
    ///   failed (``pendingError``). Nil when the peer's queue is full and one has to come again.
    /// - Throws: ``TransportError``: `invalidAddress`, `connectFailed`, `system`.
    static func connect(to address: LocalAddress) throws(TransportError) -> (socket: StreamSocket, isConnected: Bool)? {
        let descriptor = try open(family: address.family)
        makeQuiet(descriptor)
        let result = address.withSockaddr { connectDescriptor(descriptor, $0, $1) }
        guard result != 0 else { return (StreamSocket(descriptor: descriptor), true) }
        switch errno {
        case EINPROGRESS, EINTR:
            return (StreamSocket(descriptor: descriptor), false)
        case EAGAIN:
            _ = closeDescriptor(descriptor)
            return nil
        default:
            let code = errno
            _ = closeDescriptor(descriptor)
            throw TransportError(
                code: .connectFailed,
                message: "cannot connect to the plugin at \(address): \(String(cString: strerror(code)))"
            )
        }
    }

    /// Why a connection that was begun has failed; 0 when it has not.
    var pendingError: Int32 {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout.size(ofValue: error))
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else { return errno }
        return error
    }

    /// A fresh socket that is closed on exec and never blocks.
    static func open(family: Int32) throws(TransportError) -> Int32 {
        #if os(Linux)
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, flags, 0)
        #else
        let descriptor = socket(family, SOCK_STREAM, 0)
        if descriptor >= 0 {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        }
        #endif
        guard descriptor >= 0 else { throw .system("cannot open a socket", errno: errno) }
        return descriptor
    }

    /// Small messages leave at once, and a peer that is gone is an error and not a signal.
    private static func makeQuiet(_ descriptor: Int32) {
        var one: Int32 = 1
        let length = socklen_t(MemoryLayout.size(ofValue: one))
        // Fails on Unix sockets, which have no such delay.
        _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, length)
        #if canImport(Darwin)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &one, length)
        #endif
    }
}

/// The system's `close`, which the name of a method hides.
private func closeDescriptor(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}

/// The system's `connect`, which the name of a method hides.
private func connectDescriptor(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    connect(descriptor, address, length)
}

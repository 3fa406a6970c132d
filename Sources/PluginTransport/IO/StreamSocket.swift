import CPluginTransport
import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A connected socket that never blocks.
struct StreamSocket: Carrier {
    let descriptor: Int32

    /// Takes a descriptor over.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        Self.makeQuiet(descriptor)
    }

    var messages: SharedMessages? { nil }

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

    func watch(on thread: IOThread, source: any IOSource) -> UInt64 {
        thread.watch(descriptor, for: .readable, source: source)
    }

    func awaitRoom(_ isAwaited: Bool, on thread: IOThread, token: UInt64) {
        thread.change(descriptor, token: token, interest: isAwaited ? [.readable, .writable] : .readable)
    }

    func shutDown(on thread: IOThread, token: UInt64?) {
        shutdown(descriptor, Int32(SHUT_RDWR))
        if let token { thread.unwatch(descriptor, token: token) }
    }

    func close() {
        _ = closeDescriptor(descriptor)
    }

    /// Two sockets that are connected with each other.
    ///
    /// - Throws: ``TransportError`` with code `system`.
    static func pair() throws(TransportError) -> (StreamSocket, StreamSocket) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, streamType, 0, &ends) == 0 else {
            throw .system("cannot make a pair of sockets", errno: errno)
        }
        for end in ends { setFlags(end) }
        return (StreamSocket(descriptor: ends[0]), StreamSocket(descriptor: ends[1]))
    }

    /// Whether a descriptor, which may be anything, is a Unix socket of this kind.
    static func isUnixStream(_ descriptor: Int32) -> Bool {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout.size(ofValue: address))
        let result = withUnsafeMutableBytes(of: &address) { bytes in
            getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        var type: Int32 = 0
        var typeLength = socklen_t(MemoryLayout.size(ofValue: type))
        guard result == 0, getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &typeLength) == 0 else { return false }
        #if os(Linux)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        return address.sun_family == sa_family_t(AF_UNIX) && type == stream
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

    /// The process at the other end of a connection that this side made: the one that listens. Nil when the system does
    /// not say.
    var listener: Int32? {
        let process = omniview_peer_process(descriptor)
        return process == 0 ? nil : process
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
        let descriptor = socket(family, streamType, 0)
        guard descriptor >= 0 else { throw .system("cannot open a socket", errno: errno) }
        setFlags(descriptor)
        return descriptor
    }

    #if os(Linux)
    private static let streamType =
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    #else
    private static let streamType = SOCK_STREAM
    #endif

    /// Sets what the type cannot say on some systems.
    private static func setFlags(_ descriptor: Int32) {
        #if !os(Linux)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        #endif
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

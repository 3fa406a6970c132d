import PluginProtocol
import TestSupport
import Testing

@testable import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One end of a socket that does only what a test says; it never blocks.
final class RawSocket: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    /// Connects to a Unix socket.
    static func connect(to path: String) throws -> RawSocket {
        let descriptor = try StreamSocket.open(family: AF_UNIX)
        let result = LocalAddress.unix(path: path).withSockaddr { connectRaw(descriptor, $0, $1) }
        guard result == 0 else {
            let code = errno
            closeRaw(descriptor)
            throw TransportError.system("cannot connect", errno: code)
        }
        return RawSocket(descriptor: descriptor)
    }

    /// Two ends of one connection.
    static func pair() throws -> (RawSocket, RawSocket) {
        var ends: [Int32] = [-1, -1]
        #if os(Linux)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw TransportError.system("cannot make a pair of sockets", errno: errno)
        }
        return (RawSocket(descriptor: ends[0]), RawSocket(descriptor: ends[1]))
    }

    deinit { closeRaw(descriptor) }

    /// Writes what the socket takes now, and says how much that was.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Int {
        #if os(Linux)
        max(0, send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)))
        #else
        max(0, send(descriptor, bytes, bytes.count, 0))
        #endif
    }

    /// Writes everything, however long the peer takes.
    func writeAll(_ bytes: [UInt8]) async throws -> Bool {
        var rest = bytes[...]
        return try await ProcessFacts.eventually {
            rest = rest.dropFirst(write(Array(rest)))
            return rest.isEmpty
        }
    }

    /// What is there to read now; nil at the end.
    func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count == 0 { return nil }
        if count < 0 { return errno == EAGAIN ? [] : nil }
        return Array(bytes[..<count])
    }

    /// Reads until the peer has closed its side; false when it does not.
    func waitForEnd() async throws -> Bool {
        try await ProcessFacts.eventually { read() == nil }
    }

    /// Another descriptor of the same socket.
    func duplicate() -> Int32 { dup(descriptor) }

    /// Ends the connection as a process that dies does.
    func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

extension StreamSocket {
    /// Ends the connection as a process that dies does; the descriptor stays its owner's.
    func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

extension GRPCConnection {
    /// Ends the connection as a process that dies does.
    func cut() {
        switch carrier {
        case let socket as StreamSocket: socket.cut()
        case let channel as SharedMemoryChannel: channel.bell.cut()
        case let stream as MultiplexedStream: stream.socket.socket.cut()
        default: Issue.record("an unknown carrier")
        }
    }
}

/// A Unix socket that listens, and accepts when a test says so.
final class RawListener: Sendable {
    let path: String
    private let descriptor: Int32

    init(path: String, backlog: Int32 = 16) throws {
        self.path = path
        descriptor = try StreamSocket.open(family: AF_UNIX)
        let result = LocalAddress.unix(path: path).withSockaddr { bindRaw(descriptor, $0, $1) }
        guard result == 0, listen(descriptor, backlog) == 0 else {
            throw TransportError.system("cannot listen", errno: errno)
        }
    }

    deinit { closeRaw(descriptor) }

    /// The next connection, and the client at its other end, once the peer has said hello.
    func connection(
        saying hello: [UInt8] = RawHTTP2.settings()
    ) async throws -> (peer: RawSocket, client: PluginClientTransport) {
        async let client = PluginConnector.connect(
            to: .unix(path: path),
            security: .plaintext,
            timeout: .seconds(60)
        ).transport
        let peer = try await accept()
        peer.write(hello)
        return (peer, try await client)
    }

    /// The next connection, once there is one.
    func accept() async throws -> RawSocket {
        var accepted: Int32 = -1
        _ = try await ProcessFacts.eventually {
            accepted = acceptRaw(descriptor)
            return accepted >= 0
        }
        guard accepted >= 0 else { throw TransportError.system("nobody connects", errno: EAGAIN) }
        return RawSocket(descriptor: accepted)
    }
}

private func connectRaw(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    connect(descriptor, address, length)
}

private func bindRaw(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    bind(descriptor, address, length)
}

private func acceptRaw(_ descriptor: Int32) -> Int32 {
    accept(descriptor, nil, nil)
}

private func closeRaw(_ descriptor: Int32) {
    close(descriptor)
}

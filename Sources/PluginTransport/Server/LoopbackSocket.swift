#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A TCP socket on 127.0.0.1 that is bound and listening.
struct LoopbackSocket {
    /// The socket; whoever accepts on it closes it.
    let descriptor: Int32
    let port: Int

    /// Binds the first free port of a range, or any free one.
    ///
    /// - Throws: ``TransportError``: `listenFailed`, `system`.
    init(ports: ClosedRange<Int>?) throws(TransportError) {
        var lastError: Int32 = EINVAL
        for candidate in ports ?? 0...0 {
            guard let number = UInt16(exactly: candidate) else { continue }
            let descriptor = try StreamSocket.open(family: AF_INET)
            let address = LocalAddress.ipv4(LocalAddress.loopback, port: number)
            if address.withSockaddr({ bind(descriptor, $0, $1) }) == 0, listen(descriptor, 128) == 0 {
                self.descriptor = descriptor
                port = Self.port(of: descriptor) ?? candidate
                return
            }
            lastError = errno
            close(descriptor)
        }
        throw TransportError(
            code: .listenFailed,
            message: "no TCP port of \(ports.map { "\($0)" } ?? "this system") is free on 127.0.0.1: "
                + String(cString: strerror(lastError))
        )
    }

    /// The port that the system chose.
    private static func port(of descriptor: Int32) -> Int? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout.size(ofValue: address))
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}

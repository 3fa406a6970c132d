import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A connection that carries exactly the bytes that a check writes.
final class RawConnection: Sendable {
    /// What the peer says.
    let received = ByteCollector()
    private let descriptor: Int32
    private let reader: DescriptorReader

    /// Connects to where a plugin listens.
    ///
    /// - Throws: ``CheckFinding`` when nobody accepts.
    init(to address: PluginAddress) throws {
        descriptor = try Self.connect(to: address)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        let reading = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard reading >= 0 else {
            close(descriptor)
            throw CheckFinding("cannot duplicate a socket: \(String(cString: strerror(errno)))")
        }
        reader = try DescriptorReader(reading, into: received)
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        reader.cancel()
        close(descriptor)
    }

    /// Writes as much as the peer takes; a peer that is gone takes nothing, which shows in what it says.
    ///
    /// What checks write fits into a socket's buffer; should it be full, the rest is tried again until the task is
    /// cancelled.
    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { sendQuietly(descriptor, $0) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EINTR {
                try await Task.sleep(for: .milliseconds(5))
            } else {
                return
            }
        }
    }

    /// Ends the connection, as a process that dies does.
    func cut() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private static func connect(to address: PluginAddress) throws -> Int32 {
        switch address {
        case .unix(let path):
            var target = sockaddr_un()
            target.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            return try connect(to: &target, family: AF_UNIX, name: path)
        case .tcp(let host, let port):
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
            guard inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host, &target.sin_addr) == 1 else {
                throw CheckNotApplicable("the plugin listens at \(host), which is no IPv4 address")
            }
            return try connect(to: &target, family: AF_INET, name: "\(host):\(port)")
        }
    }

    private static func connect<Address>(to address: inout Address, family: Int32, name: String) throws -> Int32 {
        #if os(Linux)
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #else
        let descriptor = socket(family, SOCK_STREAM, 0)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var one: Int32 = 1
        _ = setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout.size(ofValue: one)))
        #endif
        guard descriptor >= 0 else { throw CheckFinding("cannot open a socket: \(String(cString: strerror(errno)))") }
        // Blocks for a moment at most: the peer is on this machine, and either listens or does not.
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connectQuietly(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw CheckFinding("cannot connect to \(name): \(reason)")
        }
        return descriptor
    }
}

private func connectQuietly(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    connect(descriptor, address, length)
}

/// Writes without a signal when the peer is gone.
private func sendQuietly(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if os(Linux)
    send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    #else
    send(descriptor, bytes.baseAddress, bytes.count, 0)
    #endif
}

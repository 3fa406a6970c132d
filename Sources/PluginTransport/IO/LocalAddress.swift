import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An address on this machine, in the form that the system wants.
enum LocalAddress: Sendable, CustomStringConvertible {
    case unix(path: String)
    case ipv4(UInt32, port: UInt16)
    /// `::1`
    case ipv6Loopback(port: UInt16)

    /// The address that a plugin announced.
    ///
    /// - Throws: ``TransportError`` with code `invalidAddress`: a path that is too long for the system or names no
    ///   file, or a host that is not this machine. No name is looked up: a plugin must not make its host ask the network.
    init(_ address: PluginAddress) throws(TransportError) {
        switch address {
        case .unix(let path):
            guard path.utf8.count <= PluginAddress.unixPathLimit else {
                throw TransportError(
                    code: .invalidAddress,
                    message: "the plugin's socket path has \(path.utf8.count) bytes; this system allows "
                        + "\(PluginAddress.unixPathLimit). Use a shorter temporary directory"
                )
            }
            // An empty path or one that begins with a zero byte would be a name outside the file system.
            guard !path.isEmpty, !path.utf8.contains(0) else {
                throw TransportError(code: .invalidAddress, message: "the plugin announced a socket without a path")
            }
            self = .unix(path: path)
        case .tcp(let host, let port):
            guard let number = UInt16(exactly: port) else {
                throw TransportError(code: .invalidAddress, message: "the plugin announced the port \(port)")
            }
            switch host {
            case "localhost": self = .ipv4(Self.loopback, port: number)
            case "::1", "[::1]": self = .ipv6Loopback(port: number)
            default:
                var parsed = in_addr()
                guard
                    !host.utf8.contains(0), inet_pton(AF_INET, host, &parsed) == 1,
                    UInt32(bigEndian: parsed.s_addr) >> 24 == 127
                else {
                    throw TransportError(
                        code: .invalidAddress,
                        message: "the plugin announced \(host):\(port), which is not on this machine; "
                            + "only loopback addresses are connected to"
                    )
                }
                self = .ipv4(UInt32(bigEndian: parsed.s_addr), port: number)
            }
        }
    }

    /// 127.0.0.1
    static let loopback: UInt32 = 0x7f00_0001

    var family: Int32 {
        switch self {
        case .unix: AF_UNIX
        case .ipv4: AF_INET
        case .ipv6Loopback: AF_INET6
        }
    }

    /// Gives the system's form to `body`.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        func give<Address>(_ address: inout Address) -> Result {
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<Address>.size))
                }
            }
        }
        switch self {
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            return give(&address)
        case .ipv4(let host, let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = host.bigEndian
            return give(&address)
        case .ipv6Loopback(let port):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = in6addr_loopback
            return give(&address)
        }
    }

    var description: String {
        switch self {
        case .unix(let path): "unix \(path)"
        case .ipv4(let host, let port):
            "\(host >> 24).\(host >> 16 & 255).\(host >> 8 & 255).\(host & 255):\(port)"
        case .ipv6Loopback(let port): "[::1]:\(port)"
        }
    }
}

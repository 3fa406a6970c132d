#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What went wrong between the engine and a plugin once there was an address to connect to.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    public enum Code: String, Sendable {
        /// The address cannot be used: a socket path that is too long, a host that is no loopback address.
        case invalidAddress = "invalid-address"
        /// Nothing accepted the connection.
        case connectFailed = "connect-failed"
        /// The TLS handshake failed, or the peer did not show exactly the certificate that was agreed.
        case handshakeFailed = "tls-handshake-failed"
        /// No answer within the deadline.
        case deadlineExceeded = "deadline-exceeded"
        /// A certificate or key could not be made or read.
        case certificate = "certificate"
        /// A socket could not be bound.
        case listenFailed = "listen-failed"
        /// The peer broke the rules of HTTP/2.
        case protocolViolation = "protocol-violation"
        /// The system has no descriptor or thread left.
        case system = "system"
    }

    /// The kind of failure.
    public var code: Code
    /// What happened and what to do about it.
    public var message: String
    /// The error below this one, when there is one.
    public var cause: (any Error)?

    /// Creates an error.
    public init(code: Code, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, followed by the cause.
    public var description: String {
        guard let cause else { return message }
        return "\(message): \(cause)"
    }
}

extension TransportError {
    /// A failed call of the system.
    static func system(_ what: String, errno: Int32) -> TransportError {
        TransportError(code: .system, message: "\(what): \(String(cString: strerror(errno)))")
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Why a plugin could not serve its host.
public struct PluginServerError: Error, Sendable, CustomStringConvertible {
    /// What happened and what to do about it.
    public var message: String
    /// The error below this one, when there is one.
    public var cause: (any Error)?

    /// Creates an error.
    public init(message: String, cause: (any Error)? = nil) {
        self.message = message
        self.cause = cause
    }

    init(message: String, errno: Int32) {
        self.init(message: "\(message): \(String(cString: strerror(errno)))")
    }

    /// The message, followed by the cause.
    public var description: String {
        guard let cause else { return message }
        return "\(message): \(cause)"
    }
}

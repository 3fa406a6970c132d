/// Why the server does not run.
public struct EngineServerError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    public enum Code: String, Sendable {
        /// The configuration cannot work, or is not safe.
        case configuration
        /// Another engine answers at the socket.
        case alreadyRunning = "already-running"
        /// The system refused something.
        case system
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, and what to do about it.
    public var message: String
    /// The error below this one, when there is one.
    public var cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, and the cause when there is one.
    public var description: String {
        cause.map { "\(message): \($0)" } ?? message
    }
}

public import PluginProtocol

/// Why a plugin could not be started or used.
public struct PluginHostError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    public enum Code: String, Sendable {
        /// The program is not there, or the system refuses to execute it.
        case cannotExecute = "cannot-execute"
        /// The program is not the one that the launch's checksum is of.
        case checksum
        /// The launch's own TLS settings cannot be used: a certificate that is none, a key that does not belong to it.
        case tlsSettings = "tls-settings"
        /// The process ran, but did not agree on a handshake.
        case handshake
        /// The handshake was agreed, but no connection came about.
        case connection
        /// The system refused something the host itself needs, such as a temporary directory.
        case system
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, to which plugin, and what to do about it.
    public var message: String
    /// The last lines that the plugin wrote to standard error, oldest first; often the real reason.
    public var lastLogLines: [String]
    /// The error below this one, when there is one.
    public var cause: (any Error)?
    /// How the plugin's process ended, when it has ended by itself and that is why.
    public var exit: StopMachine.ExitStatus?

    /// Creates an error.
    public init(code: Code, message: String, lastLogLines: [String] = [], cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.lastLogLines = lastLogLines
        self.cause = cause
    }

    /// The message, its cause, and what the plugin said last.
    public var description: String {
        var text = message
        if let cause { text += ": \(cause)" }
        if !lastLogLines.isEmpty {
            text += "\nThe plugin wrote last:\n" + lastLogLines.map { "  \($0)" }.joined(separator: "\n")
        }
        return text
    }
}

import GRPCCore

/// Why a plugin's capability could not be used.
///
/// The message names the plugin, and the setting when it is about one. It never has the value of a setting.
public struct CapabilityError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across releases.
    public enum Code: String, Sendable {
        /// The plugin does not provide the capability.
        case unimplemented
        /// The call did not come through; the cause is gRPC's error.
        case callFailed = "call-failed"
        /// The plugin answered with something that the contract does not allow.
        case malformedAnswer = "malformed-answer"
        /// Something is larger, or there is more of it, than its limit lets pass.
        case limitExceeded = "limit-exceeded"
        /// There is no setting of that id.
        case unknownSetting = "unknown-setting"
        /// A value does not fit the definition of its setting.
        case invalidValue = "invalid-value"
        /// The definition of a setting contradicts itself.
        case invalidDefinition = "invalid-definition"
        /// What should go along with a call cannot be sent with it.
        case invalidContext = "invalid-context"
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, to which plugin or setting, and what to do about it.
    public var message: String
    /// The error below this one, when there is one.
    public var cause: (any Error)?

    /// Creates an error.
    public init(code: Code, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message and its cause.
    public var description: String {
        guard let cause else { return message }
        return "\(message): \(cause)"
    }

    /// Whether the plugin has answered, and said no: a limit, a value that it does not like, a failure of its own.
    public var isRefusal: Bool {
        guard let code = (cause as? RPCError)?.code else { return false }
        return ![.unimplemented, .unavailable, .deadlineExceeded, .cancelled].contains(code)
    }

    /// What the plugin said when it refused; nil when it did not refuse, or gave no reason.
    public var refusal: String? {
        guard isRefusal, let words = (cause as? RPCError)?.message, !words.isEmpty else { return nil }
        return words
    }

    /// The same error with something in front of its message, such as the plugin's name.
    func prefixed(_ prefix: String) -> CapabilityError {
        CapabilityError(code: code, message: "\(prefix): \(message)", cause: cause)
    }
}

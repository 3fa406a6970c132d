/// A definition could not be read at all.
///
/// What is wrong *inside* a definition is never an error but a ``Diagnostic``.
public struct PluginDefinitionError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it was.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// There is no `plugin.yaml` in the directory.
        case notFound = "not-found"
        /// The file is a directory, a link, a pipe or a device.
        case notARegularFile = "not-a-regular-file"
        /// The system refused to open or read the file.
        case unreadable
    }

    /// What kind of failure it was.
    public let code: Code
    /// What happened, to which file, and what to do.
    public let message: String
    /// The failure beneath this one, if there was one.
    public let cause: (any Error)?

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What kind of failure it was.
    ///   - message: What happened, to which file, and what to do.
    ///   - cause: The failure beneath this one.
    public init(code: Code, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The code and the message.
    public var description: String { "\(code.rawValue): \(message)" }
}

/// What the loader or the host reported.
public struct PluginProblem: Sendable, Hashable {
    /// The longest code, in Unicode scalars; what is longer is cut.
    public static let codeLimit = 64
    /// The longest message, in Unicode scalars; what is longer is cut.
    public static let messageLimit = 1_000

    /// The kind of the problem, as the module that reported it calls it.
    public let code: String
    /// What happened and what to do, for people. Parts of it may come from a plugin: show it as text only.
    public let message: String

    /// How the backend's process ended, when it has ended by itself and that is the problem.
    public let end: BackendEnd?

    /// Creates a problem.
    public init(code: String, message: String, end: BackendEnd? = nil) {
        self.end = end
        self.code = String(String.UnicodeScalarView(code.unicodeScalars.prefix(Self.codeLimit)))
        self.message = String(String.UnicodeScalarView(message.unicodeScalars.prefix(Self.messageLimit)))
    }
}

/// A program of the host that a plugin asks to run.
public struct ExecPermission: Sendable, Hashable, Codable {
    /// The name of the program, without a path; the engine finds it.
    public var command: String
    /// The arguments that are allowed, in order; `*` stands for any rest. Empty for any arguments at all.
    public var args: [String]
    /// Why, in words for the user.
    public var reason: String

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - command: The name of the program.
    ///   - args: The arguments that are allowed.
    ///   - reason: Why, in words for the user.
    public init(command: String, args: [String] = [], reason: String) {
        self.command = command
        self.args = args
        self.reason = reason
    }
}

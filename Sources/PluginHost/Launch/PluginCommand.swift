/// What to execute.
public struct PluginCommand: Sendable, Hashable {
    /// The path or name of the program.
    ///
    /// A name without a slash is looked up in the host's `PATH`; a relative path starts at ``workingDirectory``.
    public var program: String
    /// What to execute in place of ``program``, which then only names it.
    ///
    /// On Linux a path such as `/proc/<pid>/fd/<n>` names a file that is open already: what was verified is what runs,
    /// whatever happens to the path meanwhile. Whoever opened the file keeps it open while the plugin runs.
    public var executionPath: String?
    /// The arguments after the program's name.
    public var arguments: [String]
    /// The directory that the plugin starts in; nil for the host's own.
    public var workingDirectory: String?

    /// Creates a command.
    public init(
        program: String,
        executionPath: String? = nil,
        arguments: [String] = [],
        workingDirectory: String? = nil
    ) {
        self.program = program
        self.executionPath = executionPath
        self.arguments = arguments
        self.workingDirectory = workingDirectory
    }
}

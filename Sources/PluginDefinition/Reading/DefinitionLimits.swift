/// What a definition file may cost at most.
///
/// A definition comes from a plugin and is read before anything about the plugin is known to be trustworthy. Each
/// limit ends in a diagnostic, never in a failure of the reader. Together they keep a reading under 50 milliseconds
/// and a few megabytes on ordinary hardware.
public struct DefinitionLimits: Sendable, Hashable {
    /// The size of the file in bytes, and of its text counting what aliases repeat. Default 256 KiB; a larger file is
    /// not read into memory.
    public var fileBytes: Int
    /// How deep lists and mappings may be nested, counting what aliases repeat. Default 32.
    public var depth: Int
    /// How many keys, values and list entries the file may have, counting what aliases repeat. Default 10,000.
    public var nodes: Int
    /// How many aliases (`*name`) the file may use. Default 64.
    public var aliases: Int
    /// How many lines may begin with `%`. Default 16. YAML compares each directive with all before it.
    public var directives: Int
    /// The length of one string in Unicode scalars. Default 16,384.
    public var stringLength: Int
    /// How many entries one list may have. Default 256.
    public var listEntries: Int
    /// How many findings are listed. Default 100.
    public var diagnostics: Int

    /// The defaults, which suit every plugin known so far many times over.
    public static let `default` = DefinitionLimits()

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - fileBytes: The size of the file in bytes.
    ///   - depth: How deep lists and mappings may be nested. The reader recurses this deep, so values over a few
    ///     hundred need a thread with a large stack.
    ///   - nodes: How many keys, values and list entries the file may have.
    ///   - aliases: How many aliases the file may use.
    ///   - directives: How many lines may begin with `%`.
    ///   - stringLength: The length of one string in Unicode scalars.
    ///   - listEntries: How many entries one list may have.
    ///   - diagnostics: How many findings are listed.
    public init(
        fileBytes: Int = 256 * 1024,
        depth: Int = 32,
        nodes: Int = 10_000,
        aliases: Int = 64,
        directives: Int = 16,
        stringLength: Int = 16 * 1024,
        listEntries: Int = 256,
        diagnostics: Int = 100
    ) {
        self.fileBytes = fileBytes
        self.depth = depth
        self.nodes = nodes
        self.aliases = aliases
        self.directives = directives
        self.stringLength = stringLength
        self.listEntries = listEntries
        self.diagnostics = diagnostics
    }
}

/// What came of reading a definition file.
public struct DefinitionReading: Sendable, Hashable {
    /// The definition, or nil when there is at least one error.
    public let definition: PluginDefinition?
    /// Everything that was found, in the order of the file.
    public let diagnostics: [Diagnostic]

    /// Creates a reading; a definition is kept only when there is no error.
    init(definition: PluginDefinition?, diagnostics: [Diagnostic]) {
        let isUsable = !diagnostics.contains { $0.severity == .error }
        self.definition = isUsable ? definition : nil
        self.diagnostics = diagnostics
    }

    /// The findings that make the file unusable.
    public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// The findings that do not.
    public var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
}

import PluginDefinition
import Testing

/// Reads a definition from text.
func read(_ text: String, limits: DefinitionLimits = .default) -> DefinitionReading {
    DefinitionReader.read(bytes: Array(text.utf8), file: "plugin.yaml", limits: limits)
}

/// Reads a definition of schema version 2 with the keys it must have, and `rest`; `rest` begins in line 4.
func readVersion2(_ rest: String) -> DefinitionReading {
    read("schema_version: 2\nid: sample\nversion: 1.0.0\n" + rest)
}

extension DefinitionReading {
    /// `code line:column` of each error.
    var errorPlaces: [String] { errors.map(\.place) }

    /// `code line:column` of each warning.
    var warningPlaces: [String] { warnings.map(\.place) }

    /// The definition, or a failed test with everything that was found.
    func require(sourceLocation: SourceLocation = #_sourceLocation) throws -> PluginDefinition {
        let findings = Comment(rawValue: diagnostics.map(\.description).joined(separator: "\n"))
        return try #require(definition, findings, sourceLocation: sourceLocation)
    }
}

extension Diagnostic {
    var place: String { "\(code) \(line):\(column)" }
}

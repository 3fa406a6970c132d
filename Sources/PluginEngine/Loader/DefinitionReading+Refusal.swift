import PluginDefinition

extension DefinitionReading {
    /// Says that the definition in a place has errors, and the first of them: often no more than this is shown.
    func refusal(of place: String) -> String {
        let text = "the definition in \(place) has errors"
        guard let first = errors.first else { return text }
        return "\(text), the first in line \(first.line), column \(first.column): \(first.message)"
    }
}

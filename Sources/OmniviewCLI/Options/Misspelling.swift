import ArgumentParser
import PluginDefinition

/// Finds what was meant by a verb that there is not.
enum Misspelling {
    /// What to say about the words of a command line of which one is no verb; nil when no verb is like it.
    static func message(for words: [String]) -> String? {
        var command: any ParsableCommand.Type = OmniviewCommand.self
        var path: [String] = []
        for word in words {
            let verbs = names(below: command)
            guard !verbs.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            path.append(word)
            if let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word }) {
                command = next
                continue
            }
            return meant(by: path, verbs).map { verb in
                "there is no verb `\(path.joined(separator: " "))`; did you mean `\(verb)`?"
            }
        }
        return nil
    }

    /// The whole verb that was probably meant: first one of exactly this name at another place.
    private static func meant(by path: [String], _ verbs: [String]) -> String? {
        guard let word = path.last else { return nil }
        let (engines, plugins) = (names(below: OmniviewCommand.self), names(below: PluginCommands.self))
        let plugin = PluginCommands.configuration.commandName ?? ""
        if path.count == 1, plugins.contains(word) { return "\(plugin) \(word)" }
        if path.count == 2, engines.contains(word) { return word }
        if let verb = nearest(to: word, in: verbs) { return (path.dropLast() + [verb]).joined(separator: " ") }
        return path.count == 1 ? nearest(to: word, in: plugins).map { "\(plugin) \($0)" } : nil
    }

    /// Only so many candidates are compared, so that those of quite another length are left out before.
    private static func nearest(to word: String, in verbs: [String]) -> String? {
        Spelling.nearest(to: word, in: verbs.filter { abs($0.count - word.count) <= 1 + word.count / 3 })
    }

    private static func names(below command: any ParsableCommand.Type) -> [String] {
        command.configuration.subcommands.compactMap { $0.configuration.commandName }
    }
}

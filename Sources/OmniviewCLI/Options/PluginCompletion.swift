import ArgumentParser
import EngineAPI
import PluginTransport

extension CompletionKind {
    /// The ids of the plugins that the running engine knows.
    ///
    /// Whoever presses the tabulator wants no message and no long wait: without an engine, or with one that hangs, there
    /// is nothing to choose from.
    static var pluginID: CompletionKind {
        .custom { (words: [String], _: Int, prefix: String) async in
            let options = EngineOptions(completing: words)
            let plugins = try? await withDeadline(.seconds(5), timeoutError: CancellationError()) {
                try await options.withClient { try await $0.plugins() }
            }
            return (plugins ?? []).map(\.id).filter { $0.hasPrefix(prefix) }
        }
    }
}

extension EngineOptions {
    /// The options as far as they stand in words that are not complete yet.
    init(completing words: [String]) {
        self.init()
        let option = "--state"
        state = nil
        for (index, word) in words.enumerated() {
            if word.hasPrefix("\(option)=") { state = String(word.dropFirst(option.count + 1)) }
            if word == option, index + 1 < words.count { state = words[index + 1] }
        }
    }
}

extension DefinitionParser {
    /// Omniview starts every plugin with itself; from version 2 on a plugin says when.
    mutating func readActivation(_ fields: Fields, into definition: inout PluginDefinition) {
        guard !isLegacy else {
            if definition.backend != nil { definition.activation = [.onStartup] }
            return
        }
        guard let node = fields["activation"] else { return }
        for item in list(node, path: "activation") ?? [] {
            guard let event = readEvent(item.node, path: item.path) else { continue }
            check(event, in: definition, at: item.node.position)
            if definition.activation.contains(event) {
                reportDuplicate(event.description, path: "activation", at: item.node.position)
            } else {
                definition.activation.append(event)
            }
        }
        if definition.backend == nil, !definition.activation.isEmpty, !bag.hasErrors {
            let message = "`activation` says when a backend is started, but the plugin has none"
            bag.add(.warning, .contradiction, at: node.position, message)
        }
    }

    private mutating func readEvent(_ node: YAMLNode, path: String) -> Activation? {
        guard let text = string(node, path: path) else { return nil }
        if let event = Activation(text) { return event }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let word = parts[0]
        guard Activation.words.contains(word) else {
            reportUnknown(
                word,
                what: "activation event",
                among: Activation.words,
                code: .unknownWord,
                at: node.position
            )
            return nil
        }
        switch (word, parts.count == 2 ? parts[1] : nil) {
        case ("on_startup", _):
            bag.add(.error, .invalidName, at: node.position, "`on_startup` takes nothing after it")
        case (_, nil):
            let message = "`\(word)` needs a name after a colon, without a space: `\(word):name`"
            bag.add(.error, .invalidName, at: node.position, message)
        case ("on_capability", let name?):
            reportUnknown(
                name,
                what: "capability",
                among: Capability.allCases.map(\.rawValue),
                code: .unknownCapability,
                at: node.position
            )
        case (_, let name?):
            let message = "\(Printable.quote(name)) after `\(word):` must be \(Self.idForm)"
            bag.add(.error, .invalidName, at: node.position, message)
        }
        return nil
    }

    private mutating func check(_ event: Activation, in definition: PluginDefinition, at position: Position) {
        switch event {
        case .onStartup: break
        case .onCapability(let capability):
            let declared = definition.capabilities.map(\.rawValue)
            checkReference(to: capability.rawValue, what: "capability", among: declared, at: position)
        case .onView(let id):
            checkReference(to: id, what: "view", among: definition.ui?.views.map(\.id) ?? [], at: position)
        case .onCommand(let id):
            let commands = definition.ui?.contributions.filter { $0.point == .command }.map(\.id)
            checkReference(to: id, what: "command", among: commands ?? [], at: position)
        }
    }
}

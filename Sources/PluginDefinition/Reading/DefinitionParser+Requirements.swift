/// Capabilities, dependencies and the engine's version: what the plugin gives and what it needs.
extension DefinitionParser {
    mutating func readRequirements(_ fields: Fields, into definition: inout PluginDefinition) {
        definition.capabilities = readCapabilities(fields["capabilities"])
        definition.engine = readRange(fields["engine"], path: "engine")
        definition.dependencies =
            isLegacy
            ? readDependencyList(fields["dependencies"], of: definition.id)
            : readDependencies(fields["dependencies"], of: definition.id)
    }

    private mutating func readCapabilities(_ node: YAMLNode?) -> [Capability] {
        var capabilities: [Capability] = []
        for item in list(node, path: "capabilities") ?? [] {
            guard let capability = readCapability(item.node, path: item.path) else { continue }
            if capabilities.contains(capability) {
                let path = "capabilities"
                reportDuplicate(capability.rawValue, path: path, at: item.node.position, severity: strict)
            } else {
                capabilities.append(capability)
            }
        }
        return capabilities
    }

    private mutating func readCapability(_ node: YAMLNode, path: String) -> Capability? {
        guard let text = string(node, path: path) else { return nil }
        if let capability = Capability(rawValue: text) { return capability }
        if Capability.retired.contains(text) {
            let message = "the capability `\(text)` is no longer served; remove it"
            bag.add(strict, .retiredCapability, at: node.position, message)
            return nil
        }
        reportUnknown(
            text,
            what: "capability",
            among: Capability.allCases.map(\.rawValue),
            code: .unknownCapability,
            at: node.position
        )
        return nil
    }

    mutating func readRange(_ node: YAMLNode?, path: String) -> VersionRange? {
        guard let node, let text = string(node, path: path) else { return nil }
        guard let range = VersionRange(text) else {
            let message = "`\(path)` \(Printable.quote(text)) is not a version range such as `^1.2`, `>=1.0 <2` or `*`"
            bag.add(.error, .invalidRange, at: node.position, message)
            return nil
        }
        if range.isEmpty {
            let message = "no version can be in the range \(Printable.quote(text)) of `\(path)`"
            bag.add(.error, .emptyRange, at: node.position, message)
        }
        return range
    }

    /// Versions 0 and 1: a list of ids.
    private mutating func readDependencyList(_ node: YAMLNode?, of id: PluginID) -> [Dependency] {
        var dependencies: [Dependency] = []
        for item in list(node, path: "dependencies") ?? [] {
            guard let needed = readID(item.node, path: item.path) else { continue }
            checkDependency(needed, of: id, at: item.node.position)
            if dependencies.contains(where: { $0.id == needed }) {
                let path = "dependencies"
                reportDuplicate(needed.rawValue, path: path, at: item.node.position, severity: .warning)
            } else {
                dependencies.append(Dependency(id: needed))
            }
        }
        return dependencies
    }

    /// Version 2: ids with version ranges.
    private mutating func readDependencies(_ node: YAMLNode?, of id: PluginID) -> [Dependency] {
        guard let node else { return [] }
        guard case .mapping(let entries) = node.value else {
            let expected = "a mapping of plugin ids to version ranges, such as `kubernetes: \"^1.2\"`"
            reportType(of: node, path: "dependencies", expected: expected)
            return []
        }
        guard checkCount(entries.count, path: "dependencies", at: node.position) else { return [] }
        var dependencies: [Dependency] = []
        for entry in entries {
            let key = YAMLNode(
                value: .scalar(YAMLScalar(text: entry.key, isPlain: false)),
                position: entry.keyPosition
            )
            let needed = readID(key, path: "dependencies")
            let range = readRange(entry.value, path: "dependencies.\(needed?.rawValue ?? "?")")
            guard let needed, let range else { continue }
            checkDependency(needed, of: id, at: entry.keyPosition)
            dependencies.append(Dependency(id: needed, version: range))
        }
        return dependencies
    }

    private mutating func checkDependency(_ needed: PluginID, of id: PluginID, at position: Position) {
        if needed == id {
            bag.add(strict, .selfDependency, at: position, "the plugin `\(id)` cannot depend on itself")
        }
    }
}

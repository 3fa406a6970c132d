extension DefinitionParser {
    private static let protocolVersions = 1...Int(Int32.max)
    private static let mostProtocols = 32

    /// A backend is there when the definition describes one or lists a capability that needs one.
    mutating func readBackend(_ fields: Fields, into definition: inout PluginDefinition) {
        let node = isLegacy ? nil : fields["backend"]
        guard node != nil || !definition.backendCapabilities.isEmpty else { return }
        var backend = Backend(cookie: .standard(for: definition.id))
        if definition.sdkProtocolVersion > 0 { backend.appProtocols = [definition.sdkProtocolVersion] }
        if isLegacy {
            backend.tls = .optional
            backend.startTimeout = Backend.legacyStartTimeout
            backend.environment = .legacy
        }
        read(node, into: &backend)
        definition.backend = backend
    }

    private mutating func read(_ node: YAMLNode?, into backend: inout Backend) {
        guard let fields = fields(node, path: "backend", keys: DefinitionKeys.backend) else { return }
        if let command = readCommand(fields["command"]) { backend.command = command }
        readCookie(fields["cookie"], into: &backend.cookie)
        if let versions = readProtocols(fields["app_protocols"]) { backend.appProtocols = versions }
        if let tls = readTLS(fields["tls"]) { backend.tls = tls }
        if let multiplex = boolean(fields["multiplex"], path: "backend.multiplex") { backend.multiplex = multiplex }
        if let timeout = readTimeout(fields["start_timeout"]) { backend.startTimeout = timeout }
        backend.environment = readEnvironment(fields["env"], cookie: backend.cookie)
    }

    private mutating func readCookie(_ node: YAMLNode?, into cookie: inout Cookie) {
        guard let fields = fields(node, path: "backend.cookie", keys: DefinitionKeys.cookie) else { return }
        if let key = variable(fields["key"], path: "backend.cookie.key") {
            if EnvironmentPolicy.isTaken(key), let node = fields["key"] {
                let message = "`\(key)` has a meaning of its own; choose another"
                bag.add(.error, .reservedVariable, at: node.position, message)
            } else {
                cookie.key = key
            }
        }
        if let value = phrase(fields["value"], path: "backend.cookie.value") { cookie.value = value }
    }

    private mutating func readProtocols(_ node: YAMLNode?) -> [Int]? {
        let path = "backend.app_protocols"
        guard let node, let items = list(node, path: path) else { return nil }
        guard (1...Self.mostProtocols).contains(items.count) else {
            let message = "`\(path)` must list 1 to \(Self.mostProtocols) versions; this lists \(items.count)"
            bag.add(.error, items.isEmpty ? .emptyValue : .tooLong, at: node.position, message)
            return nil
        }
        var versions: [Int] = []
        for item in items {
            guard let version = integer(item.node, path: item.path, in: Self.protocolVersions) else { continue }
            if versions.contains(version) {
                reportDuplicate("\(version)", path: path, at: item.node.position)
            } else {
                versions.append(version)
            }
        }
        return versions.isEmpty ? nil : versions.sorted()
    }

    /// `off` is a boolean to YAML 1.1; tools that rewrite the file make `false` of it.
    private mutating func readTLS(_ node: YAMLNode?) -> TLSRequirement? {
        if case .scalar(let scalar) = node?.value, scalar.boolean == false { return .off }
        return word(node, path: "backend.tls", of: TLSRequirement.self)
    }

    private mutating func readTimeout(_ node: YAMLNode?) -> Duration? {
        let path = "backend.start_timeout"
        guard let node else { return nil }
        let example = "write the unit: `500ms`, `15s`, `2m`, `1h`"
        if case .scalar(let scalar) = node.value, scalar.kind == .integer || scalar.kind == .decimal {
            bag.add(.error, .invalidDuration, at: node.position, "`\(path)` has no unit; \(example)")
            return nil
        }
        guard let text = string(node, path: path) else { return nil }
        guard let timeout = Duration(written: text) else {
            let message = "`\(path)` \(Printable.quote(text)) is not a duration; \(example)"
            bag.add(.error, .invalidDuration, at: node.position, message)
            return nil
        }
        guard timeout > .zero, timeout <= Backend.maximumStartTimeout else {
            let longest = Backend.maximumStartTimeout.written
            let message = "`\(path)` must be from `1ms` to `\(longest)`; this is `\(text)`"
            bag.add(.error, .outOfRange, at: node.position, message)
            return nil
        }
        return timeout
    }

    private mutating func readEnvironment(_ node: YAMLNode?, cookie: Cookie) -> EnvironmentPolicy {
        var policy = EnvironmentPolicy()
        let path = "backend.env"
        guard let fields = fields(node, path: path, keys: DefinitionKeys.environment) else { return policy }
        for item in list(fields["pass"], path: "\(path).pass") ?? [] {
            guard let name = variable(item.node, path: item.path) else { continue }
            guard isFree(name, cookie: cookie, at: item.node.position) else { continue }
            if policy.pass.contains(name) {
                reportDuplicate(name, path: "\(path).pass", at: item.node.position)
            } else {
                policy.pass.append(name)
            }
        }
        readAssignments(fields["set"], path: "\(path).set", cookie: cookie, into: &policy)
        return policy
    }

    private mutating func readAssignments(
        _ node: YAMLNode?,
        path: String,
        cookie: Cookie,
        into policy: inout EnvironmentPolicy
    ) {
        guard let node else { return }
        guard case .mapping(let entries) = node.value else {
            reportType(of: node, path: path, expected: "a mapping of names to values")
            return
        }
        guard checkCount(entries.count, path: path, at: node.position) else { return }
        for entry in entries {
            let key = YAMLNode(
                value: .scalar(YAMLScalar(text: entry.key, isPlain: false)),
                position: entry.keyPosition
            )
            let name = variable(key, path: path)
            let value = string(entry.value, path: name.map { "\(path).\($0)" } ?? path)
            guard let name, isFree(name, cookie: cookie, at: entry.keyPosition) else { continue }
            if policy.pass.contains(name) {
                let message = "`\(name)` is both passed on and set in `backend.env`; choose one"
                bag.add(.error, .contradiction, at: entry.keyPosition, message)
            }
            policy.set[name] = value
        }
    }

    /// Whether a variable is not one of those by which host and plugin find each other.
    private mutating func isFree(_ name: String, cookie: Cookie, at position: Position) -> Bool {
        if name.hasPrefix(EnvironmentPolicy.reservedPrefix) {
            let message = "`\(name)`: variables that begin with `PLUGIN_` belong to the handshake"
            bag.add(.error, .reservedVariable, at: position, message)
            return false
        }
        if EnvironmentPolicy.EngineVariable(rawValue: name) != nil {
            bag.add(.error, .reservedVariable, at: position, "`\(name)` is set by the engine")
            return false
        }
        if name == cookie.key {
            bag.add(.error, .reservedVariable, at: position, "`\(name)` is the plugin's cookie, which the engine sets")
            return false
        }
        return true
    }

    mutating func variable(_ node: YAMLNode?, path: String) -> String? {
        name(
            node,
            path: path,
            form: "the name of a variable: letters, digits and `_`, not beginning with a digit",
            where: NameForm.isVariable
        )
    }
}

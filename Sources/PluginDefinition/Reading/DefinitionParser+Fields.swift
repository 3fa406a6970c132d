/// The keys of one mapping, and where in the definition it is.
struct Fields {
    /// `backend.env`, or nothing for the root.
    let path: String
    let position: Position
    fileprivate let nodes: [String: YAMLNode]

    subscript(key: String) -> YAMLNode? { nodes[key] }

    func path(of key: String) -> String { path.isEmpty ? key : path + "." + key }
}

extension DefinitionParser {
    /// The keys of a mapping; reports those that do not belong there and those that are missing.
    ///
    /// In versions 0 and 1 an optional key without a value counts as not there.
    mutating func fields(
        _ node: YAMLNode?,
        path: String,
        keys: [String],
        required: [String] = []
    ) -> Fields? {
        guard let node else { return nil }
        guard case .mapping(let entries) = node.value else {
            reportType(of: node, path: path, expected: "a mapping with the keys \(Self.list(keys))")
            return nil
        }
        var nodes: [String: YAMLNode] = [:]
        for entry in entries {
            guard keys.contains(entry.key) else {
                reportUnknown(entry, path: path, keys: keys)
                continue
            }
            if isLegacy, !required.contains(entry.key), case .scalar(let scalar) = entry.value.value,
                scalar.kind == .null
            {
                continue
            }
            nodes[entry.key] = entry.value
        }
        for key in required where nodes[key] == nil {
            reportMissing(key, in: node, path: path)
        }
        return Fields(path: path, position: node.position, nodes: nodes)
    }

    private mutating func reportMissing(_ key: String, in node: YAMLNode, path: String) {
        let place = path.isEmpty ? "the definition" : "`\(path)`"
        bag.add(.error, .missingKey, at: node.position, "the key `\(key)` is missing in \(place)")
    }

    private mutating func reportUnknown(_ entry: YAMLNode.Entry, path: String, keys: [String]) {
        guard !bag.isFull else {
            bag.add(strict, .unknownKey, at: entry.keyPosition, "")
            return
        }
        let place = path.isEmpty ? "" : " in `\(path)`"
        if isLegacy, path.isEmpty, DefinitionKeys.added.contains(entry.key) {
            let message = "`\(entry.key)` is understood from `schema_version: 2` on; it is ignored here"
            bag.add(.warning, .unknownKey, at: entry.keyPosition, message)
            return
        }
        let other = DefinitionKeys.otherNames[entry.key].flatMap { keys.contains($0) ? $0 : nil }
        reportUnknown(
            entry.key,
            what: "key",
            place: place,
            among: keys,
            severity: strict,
            code: .unknownKey,
            at: entry.keyPosition,
            suggestion: other
        )
    }

    /// Reports a word that is none of the allowed ones, with the nearest of them, or all when there are few.
    mutating func reportUnknown(
        _ word: String,
        what: String,
        place: String = "",
        among candidates: [String],
        severity: Diagnostic.Severity = .error,
        code: Diagnostic.Code,
        at position: Position,
        suggestion known: String? = nil
    ) {
        guard !bag.isFull else {
            bag.add(severity, code, at: position, "")
            return
        }
        let suggestion = known ?? Spelling.nearest(to: word, in: candidates)
        var message = "unknown \(what) \(Printable.quote(word))\(place)"
        var code = code
        if let (scalar, double) = Confusables.first(in: word) {
            message += "; it contains \(Confusables.name(of: scalar))"
            if let double {
                message += ", which looks like `\(double)`"
                code = .confusable
            }
        }
        if let suggestion {
            message += "; did you mean `\(suggestion)`?"
        } else if candidates.count <= 8 {
            message += "; allowed: \(Self.list(candidates))"
        }
        bag.add(severity, code, at: position, message, suggestion: suggestion)
    }

    /// Reports a value of the wrong type, and for a scalar that lacks quotes says so.
    mutating func reportType(of node: YAMLNode, path: String, expected: String, isString: Bool = false) {
        if case .broken = node.value { return }
        var message = "`\(path)` must be \(expected); this is \(Self.kind(of: node))"
        let isShort = { (text: String) in text.utf8.count <= Printable.longestQuote }
        if isString, case .scalar(let scalar) = node.value, scalar.kind != .null, isShort(scalar.text) {
            message += "; write it in quotes: \"\(scalar.text)\""
        }
        bag.add(.error, .wrongType, at: node.position, message)
    }

    static func list(_ words: [String]) -> String {
        words.map { "`\($0)`" }.joined(separator: ", ")
    }

    static func kind(of node: YAMLNode) -> String {
        switch node.value {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .broken: "unreadable"
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: scalar.text.isEmpty ? "empty" : "`\(scalar.text)`, which YAML reads as nothing"
            case .boolean: "`\(scalar.text)`, which YAML reads as a boolean"
            case .integer, .decimal: "\(Printable.quote(scalar.text)), which YAML reads as a number"
            case .string: "the text \(Printable.quote(scalar.text))"
            }
        }
    }
}

extension DefinitionParser {
    /// A string; reports other types, too much text, and characters that would change how text around them is shown.
    mutating func string(_ node: YAMLNode?, path: String) -> String? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node.value, scalar.kind == .string else {
            reportType(of: node, path: path, expected: "a string", isString: true)
            return nil
        }
        guard isAllowed(scalar.text, path: path, at: node.position) else { return nil }
        return scalar.text
    }

    /// A string that says something: not empty, not only spaces.
    mutating func phrase(_ node: YAMLNode?, path: String) -> String? {
        guard let node, let text = string(node, path: path) else { return nil }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            bag.add(.error, .emptyValue, at: node.position, "`\(path)` must say something")
            return nil
        }
        return text
    }

    private mutating func isAllowed(_ text: String, path: String, at position: Position) -> Bool {
        let scalars = text.unicodeScalars
        guard scalars.count <= limits.stringLength else {
            bag.add(
                .error,
                .tooLong,
                at: position,
                "`\(path)` has \(scalars.count) characters; \(limits.stringLength) are allowed"
            )
            return false
        }
        guard let scalar = scalars.first(where: { !Printable.isAllowedInText($0) }) else { return true }
        bag.add(
            .error,
            .controlCharacter,
            at: position,
            "`\(path)` contains \(Confusables.name(of: scalar)), which may not stand in a definition"
        )
        return false
    }

    /// One of a few words. A word that YAML takes for a boolean, such as `off`, counts as the word.
    mutating func word(_ node: YAMLNode?, path: String, among words: [String]) -> String? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node.value, words.contains(scalar.text) || scalar.kind == .string else {
            reportType(of: node, path: path, expected: "one of \(Self.list(words))")
            return nil
        }
        if words.contains(scalar.text) { return scalar.text }
        guard let text = string(node, path: path) else { return nil }
        reportUnknown(text, what: "word", place: " for `\(path)`", among: words, code: .unknownWord, at: node.position)
        return nil
    }

    /// One of the words of an enumeration.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode?,
        path: String,
        of type: Word.Type
    ) -> Word? {
        word(node, path: path, among: type.allCases.map(\.rawValue)).flatMap(Word.init(rawValue:))
    }

    /// `true` or `false`.
    mutating func boolean(_ node: YAMLNode?, path: String) -> Bool? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node.value, let value = scalar.boolean else {
            reportType(of: node, path: path, expected: "`true` or `false`")
            return nil
        }
        return value
    }

    /// A whole number within a range.
    mutating func integer(_ node: YAMLNode?, path: String, in range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node.value, let value = scalar.integer else {
            reportType(of: node, path: path, expected: "a whole number in decimal digits, without quotes")
            return nil
        }
        guard range.contains(value) else {
            bag.add(
                .error,
                .outOfRange,
                at: node.position,
                "`\(path)` must be from \(range.lowerBound) to \(range.upperBound); this is \(value)"
            )
            return nil
        }
        return value
    }

    /// A list, within the limit of entries, each with its path.
    mutating func list(_ node: YAMLNode?, path: String) -> [(node: YAMLNode, path: String)]? {
        guard let node else { return nil }
        guard case .sequence(let items) = node.value else {
            reportType(of: node, path: path, expected: "a list")
            return nil
        }
        guard checkCount(items.count, path: path, at: node.position) else { return nil }
        return items.enumerated().map { ($0.element, "\(path)[\($0.offset)]") }
    }

    /// Whether a list or mapping is within the limit of entries.
    mutating func checkCount(_ count: Int, path: String, at position: Position) -> Bool {
        guard count <= limits.listEntries else {
            let message = "`\(path)` has \(count) entries; \(limits.listEntries) are allowed"
            bag.add(.error, .tooLong, at: position, message)
            return false
        }
        return true
    }

    /// A list of strings.
    mutating func strings(_ node: YAMLNode?, path: String) -> [String]? {
        guard let items = list(node, path: path) else { return nil }
        var strings: [String] = []
        for item in items {
            if let text = string(item.node, path: item.path) { strings.append(text) }
        }
        return strings
    }

    /// A list of names of one form, each there once.
    mutating func names(
        _ node: YAMLNode?,
        path: String,
        form: String,
        where isName: (String) -> Bool
    ) -> [String]? {
        guard let items = list(node, path: path) else { return nil }
        var names: [String] = []
        for item in items {
            guard let name = name(item.node, path: item.path, form: form, where: isName) else { continue }
            if names.contains(name) {
                reportDuplicate(name, path: path, at: item.node.position)
            } else {
                names.append(name)
            }
        }
        return names
    }

    /// A string of one form.
    mutating func name(
        _ node: YAMLNode?,
        path: String,
        form: String,
        code: Diagnostic.Code = .invalidName,
        where isName: (String) -> Bool
    ) -> String? {
        guard let node, let text = string(node, path: path) else { return nil }
        guard isName(text) else {
            var message = "`\(path)` must be \(form); this is \(Printable.quote(text))"
            var code = code
            if let (scalar, double) = Confusables.first(in: text) {
                message += ", with \(Confusables.name(of: scalar))"
                if let double {
                    message += ", which looks like `\(double)`"
                    code = .confusable
                }
            }
            bag.add(.error, code, at: node.position, message)
            return nil
        }
        return text
    }

    mutating func reportDuplicate(
        _ word: String,
        path: String,
        at position: Position,
        severity: Diagnostic.Severity = .error
    ) {
        bag.add(severity, .duplicateEntry, at: position, "\(Printable.quote(word)) is in `\(path)` more than once")
    }
}

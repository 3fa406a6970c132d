/// `backend.command`: a string, a list of words, or one of these per platform.
extension DefinitionParser {
    mutating func readCommand(_ node: YAMLNode?) -> Command? {
        let path = "backend.command"
        guard let node else { return nil }
        guard case .mapping(let entries) = node.value else {
            return readLine(node, path: path).map(Command.everywhere)
        }
        guard !entries.isEmpty else {
            bag.add(.error, .emptyValue, at: node.position, "`\(path)` names no platform")
            return nil
        }
        var lines: [String: Command.Line] = [:]
        for entry in entries {
            guard Platform.selectors.contains(entry.key) else {
                reportUnknown(
                    entry.key,
                    what: "platform",
                    place: " in `\(path)`",
                    among: Platform.selectors,
                    code: .unknownWord,
                    at: entry.keyPosition,
                    suggestion: Platform.selector(meantBy: entry.key)
                )
                continue
            }
            lines[entry.key] = readLine(entry.value, path: "\(path).\(entry.key)")
        }
        return .perPlatform(lines)
    }

    private mutating func readLine(_ node: YAMLNode, path: String) -> Command.Line? {
        switch node.value {
        case .sequence: return readWords(node, path: path)
        case .scalar(let scalar) where scalar.kind == .string: break
        default:
            reportType(of: node, path: path, expected: "a command, or a list of a program and its arguments")
            return nil
        }
        guard let text = phrase(node, path: path) else { return nil }
        // A shell would give these a meaning; there is no shell, and guessing would start something else.
        if text.unicodeScalars.contains(where: { "\"'\\\t\n\r".unicodeScalars.contains($0) }) {
            let message = "`\(path)` contains a quote, backslash, tab or line break; write a list of words instead"
            bag.add(.error, .ambiguousCommand, at: node.position, message)
            return nil
        }
        let words = text.split(separator: " ").map(String.init)
        return checked(words.map { ($0, node.position) }, path: path)
    }

    private mutating func readWords(_ node: YAMLNode, path: String) -> Command.Line? {
        guard let items = list(node, path: path) else { return nil }
        guard !items.isEmpty else {
            bag.add(.error, .emptyValue, at: node.position, "`\(path)` is an empty list; it must name a program")
            return nil
        }
        var words: [(String, Position)] = []
        for item in items {
            if let word = string(item.node, path: item.path) { words.append((word, item.node.position)) }
        }
        return words.count == items.count ? checked(words, path: path) : nil
    }

    private mutating func checked(_ words: [(text: String, position: Position)], path: String) -> Command.Line? {
        guard let program = words.first else { return nil }
        var isGood = true
        if let problem = RelativePath.problem(with: program.text) {
            let advice = "name a file of the plugin, such as `bin/plugin`, or an interpreter, such as `python3`"
            let message = "`\(path)` names the program \(Printable.quote(program.text)), which \(problem); \(advice)"
            bag.add(.error, .unsafePath, at: program.position, message)
            isGood = false
        } else if !program.text.contains("/"), !NameForm.isProgram(program.text) {
            let message = "`\(path)` names the program \(Printable.quote(program.text)), which is not a program's name"
            bag.add(.error, .invalidName, at: program.position, message)
            isGood = false
        }
        for argument in words.dropFirst() {
            guard let problem = RelativePath.problem(withArgument: argument.text) else { continue }
            let message = "`\(path)` has the argument \(Printable.quote(argument.text)), which \(problem)"
            bag.add(.error, .unsafePath, at: argument.position, message)
            isGood = false
        }
        return isGood ? Command.Line(words: words.map(\.text)) : nil
    }
}

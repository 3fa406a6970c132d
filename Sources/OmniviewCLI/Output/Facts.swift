/// Names and what they stand for, a line each, aligned.
struct Facts {
    private var lines: [(name: String, text: String)] = []
    private let indentation: String

    init(indentation: String = "  ") {
        self.indentation = indentation
    }

    /// Adds a line; without a text there is none.
    mutating func add(_ name: String, _ text: String?) {
        guard let text else { return }
        lines.append((name, Terminal.safe(lines: text)))
    }

    /// Adds a line for each text, with the name before the first.
    mutating func add(_ name: String, each texts: [String]) {
        for (index, text) in texts.enumerated() { add(index == 0 ? name : "", text) }
    }

    func text(on terminal: Terminal) -> String {
        let width = (lines.map(\.name.count).max() ?? 0) + 2
        let margin = String(repeating: " ", count: indentation.count + width)
        return lines.map { line in
            let padding = String(repeating: " ", count: width - line.name.count)
            let text = line.text.replacing("\n", with: "\n\(margin)")
            return "\(indentation)\(terminal.dim(line.name))\(padding)\(text)\n"
        }.joined()
    }
}

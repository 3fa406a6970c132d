/// Results as rows for people, within 100 columns.
public enum ReportTable {
    /// How long a line may be, in characters.
    static let width = 100
    private static let numbersWidth = 10
    private static let wordWidth = 8
    private static let timeWidth = 9
    private static let indent = String(repeating: " ", count: numbersWidth + wordWidth + timeWidth + 2)

    /// The line above the rows.
    public static let heading =
        pad("statements", numbersWidth) + " " + pad("result", wordWidth) + left("time", timeWidth) + "  check"

    /// One result, with its reason below it where it did not pass.
    public static func row(_ result: CheckResult) -> String {
        let numbers = result.statements.map(String.init).joined(separator: ",")
        let head =
            pad(numbers, numbersWidth) + " " + pad(word(result.outcome), wordWidth) + left(time(result), timeWidth)
            + "  "
        let lines = wrap(result.name) + (result.outcome.reason.map { wrap($0).map { "  " + $0 } } ?? [])
        // More numbers than have room push the name into the next line.
        return (numbers.count > numbersWidth ? head + "\n" + indent : head) + lines.joined(separator: "\n" + indent)
    }

    private static func word(_ outcome: CheckOutcome) -> String {
        switch outcome {
        case .passed: "ok"
        case .failed: "FAILED"
        case .notApplicable: "n/a"
        }
    }

    private static func time(_ result: CheckResult) -> String { "\(result.milliseconds) ms" }

    /// Cuts a text into lines at its spaces; a word that is longer than a line is cut, too.
    static func wrap(_ text: String) -> [String] {
        let room = width - indent.count - 2
        var lines: [String] = []
        for paragraph in text.split(separator: "\n") {
            var line = ""
            for word in paragraph.split(separator: " ") {
                var word = word[...]
                if !line.isEmpty, line.count + 1 + word.count > room {
                    lines.append(line)
                    line = ""
                }
                while word.count > room {
                    lines.append(String(word.prefix(room)))
                    word = word.dropFirst(room)
                }
                line += line.isEmpty ? String(word) : " \(word)"
            }
            lines.append(line)
        }
        return lines
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func left(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

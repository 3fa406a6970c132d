/// A place in a file, in lines and Unicode scalars counted from 1.
struct Position: Sendable, Hashable, Comparable {
    var line: Int
    var column: Int

    static let start = Position(line: 1, column: 1)

    static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// Collects the findings of one reading, up to a limit.
///
/// A hostile file may have ten thousand problems; nobody reads them, and writing each message costs time. After the
/// limit the bag only remembers that there were more.
struct DiagnosticBag {
    let file: String
    let limit: Int
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var hasErrors = false
    /// The end of the file, once it is known. The YAML parser sometimes places what is missing behind it.
    var end: Position?
    /// Where the first finding stood that was not kept.
    private var overflow: Position?
    /// Whether one of those that were not kept was an error.
    private var overflowHasErrors = false

    init(file: String, limit: Int) {
        self.file = file
        self.limit = limit
    }

    /// Adds a finding. The message is not even built when the bag is full.
    mutating func add(
        _ severity: Diagnostic.Severity,
        _ code: Diagnostic.Code,
        at position: Position,
        _ message: @autoclosure () -> String,
        suggestion: String? = nil
    ) {
        if severity == .error { hasErrors = true }
        let position = end.map { min($0, position) } ?? position
        guard diagnostics.count < limit else {
            overflow = overflow ?? position
            overflowHasErrors = overflowHasErrors || severity == .error
            return
        }
        diagnostics.append(
            Diagnostic(
                file: file,
                line: position.line,
                column: position.column,
                severity: severity,
                code: code,
                message: message(),
                suggestion: suggestion
            )
        )
    }

    var isFull: Bool { diagnostics.count >= limit }

    /// Everything found, in the order of the file; findings at one place keep the order in which they were made.
    func finished() -> [Diagnostic] {
        var sorted = diagnostics.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset)
                < (right.element.line, right.element.column, right.offset)
        }.map(\.element)
        if let overflow {
            sorted.append(
                Diagnostic(
                    file: file,
                    line: overflow.line,
                    column: overflow.column,
                    severity: overflowHasErrors ? .error : .warning,
                    code: .tooManyProblems,
                    message: "there are more than \(limit) problems in this file; the rest is not listed"
                )
            )
        }
        return sorted
    }
}

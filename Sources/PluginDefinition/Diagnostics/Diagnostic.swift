/// One finding about one place in a definition file.
///
/// A diagnostic always names a place, so that an editor can jump to it, and a ``Code`` that never changes its
/// meaning, so that a script can rely on it. The wording of ``message`` may improve from release to release.
public struct Diagnostic: Sendable, Hashable, Codable {
    /// How bad a finding is.
    public enum Severity: String, Sendable, Hashable, Codable {
        /// The file cannot be used.
        case error
        /// The file can be used, but something in it is probably not what its author meant.
        case warning
    }

    /// The file as the caller named it.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The column in Unicode scalars, counted from 1.
    public let column: Int
    /// Whether the file can still be used.
    public let severity: Severity
    /// The stable name of this kind of finding.
    public let code: Code
    /// What is wrong and what to do, on one line, with everything unprintable from the file escaped.
    public let message: String
    /// The word that was probably meant, alone and ready to be put in place of the wrong one.
    public let suggestion: String?

    /// Creates a finding.
    ///
    /// - Parameters:
    ///   - file: The file as the caller named it.
    ///   - line: The line, counted from 1.
    ///   - column: The column in Unicode scalars, counted from 1.
    ///   - severity: Whether the file can still be used.
    ///   - code: The stable name of this kind of finding.
    ///   - message: What is wrong and what to do.
    ///   - suggestion: The word that was probably meant.
    public init(
        file: String,
        line: Int,
        column: Int,
        severity: Severity,
        code: Code,
        message: String,
        suggestion: String? = nil
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.code = code
        self.message = message
        self.suggestion = suggestion
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error: message [code]`, the form that editors and CI systems recognise.
    public var description: String {
        "\(file):\(line):\(column): \(severity.rawValue): \(message) [\(code.rawValue)]"
    }
}

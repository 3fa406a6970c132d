import PluginIntegrity
import Testing

/// Expects an ``IntegrityError`` with a code, and returns its message.
@discardableResult
func expectError<Result>(
    _ code: IntegrityError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Result
) throws -> String {
    let error = try #require(
        #expect(throws: IntegrityError.self, sourceLocation: sourceLocation) { _ = try body() },
        sourceLocation: sourceLocation
    )
    #expect(error.code == code, "\(error.message)", sourceLocation: sourceLocation)
    return error.message
}

extension PluginFolder {
    /// The findings that are not ok, as path and status.
    func problems() throws -> [String: FileStatus] {
        let problems = try PluginVerifier.verify(directory: path).problems
        return Dictionary(problems.map { ($0.path, $0.status) }) { first, _ in first }
    }
}

import PluginEngine
import Testing

/// Expects a ``PluginEngineError`` with a code, and returns it.
@discardableResult
func expectError<Result>(
    _ code: PluginEngineError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Result
) throws -> PluginEngineError {
    let error = try #require(
        #expect(throws: PluginEngineError.self, sourceLocation: sourceLocation) { _ = try body() },
        sourceLocation: sourceLocation
    )
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    return error
}

import ArgumentParser
import EngineAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How a command prints what it found.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON on standard output, for programs.")
    var json = false

    /// Prints a value as JSON, its keys sorted and in snake case.
    func printJSON(_ value: some Encodable) throws {
        try Self.printJSON(value)
    }

    /// Prints a value as JSON in one line, as streams do.
    ///
    /// - Returns: whether somebody still reads.
    static func printLine(_ value: some Encodable) throws -> Bool {
        Terminal.standardOutput.write(Array(try EngineJSON.encode(value)) + [UInt8(ascii: "\n")])
    }

    /// Prints a failure as `{"error": {"code", "message"}}`, the same for every verb.
    static func printJSON(_ failure: CommandFailure) throws {
        try printJSON(["error": FailureBody(failure)])
    }

    private struct FailureBody: Encodable {
        var code: String
        var message: String
        /// Left out when there is nothing to try.
        var suggestions: [String]?

        init(_ failure: CommandFailure) {
            (code, message, suggestions) = (failure.code, failure.message, failure.suggestions)
        }
    }

    private static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // What the engine measured may be a number that JSON cannot say; the API writes it as a text.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        Terminal.standardOutput.write(Array(try encoder.encode(value)) + [UInt8(ascii: "\n")])
    }
}

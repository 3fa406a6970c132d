import ArgumentParser

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How a command prints what it found.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON object on standard output, for programs.")
    var json = false

    /// Prints a value as JSON, its keys sorted and in snake case.
    func printJSON(_ value: some Encodable) throws {
        try Self.printJSON(value)
    }

    /// Prints a failure as `{"error": {"code", "message"}}`, the same for every verb.
    static func printJSON(_ failure: CommandFailure) throws {
        try printJSON(["error": ["code": failure.code, "message": failure.message]])
    }

    private static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Terminal.standardOutput.write(Array(try encoder.encode(value)) + [UInt8(ascii: "\n")])
    }
}

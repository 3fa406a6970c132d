import EngineAPI
import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Runs the built `omniview` as a user would.
enum Omniview {
    /// What a run left behind.
    struct Run: Sendable {
        var status: TerminationStatus
        var output: [UInt8]
        var error: String

        /// The exit code; nil when a signal ended it.
        var code: Int32? {
            guard case .exited(let code) = status else { return nil }
            return code
        }

        var text: String { String(decoding: output, as: UTF8.self) }

        /// Standard output, which must be exactly one JSON object.
        func object() throws -> [String: JSONValue] {
            try JSONDecoder().decode([String: JSONValue].self, from: Data(output))
        }

        /// Standard output as a value of the API.
        func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try EngineJSON.decode(type, from: Data(output))
        }

        /// The lines of standard output, each of them JSON, as values of the API.
        func values<Value: Decodable>(_ type: Value.Type) throws -> [Value] {
            try output.split(separator: UInt8(ascii: "\n")).map { try EngineJSON.decode(type, from: Data($0)) }
        }

        /// The failure that `--json` prints; nothing else may stand there.
        func failure() throws -> (code: String, message: String) {
            let object = try object()
            #expect(object.keys.sorted() == ["error"])
            let failure = try #require(object["error"]?.object)
            #expect(failure.keys.sorted() == ["code", "message"])
            return (try #require(failure["code"]?.string), try #require(failure["message"]?.string))
        }
    }

    /// How much of a run's output is read.
    private static let limit = 4 * 1024 * 1024

    /// Runs it with these words to its end.
    ///
    /// It gets a temporary folder of its own, and must leave nothing in it: no socket, and no copy of a plugin.
    static func run(
        _ words: [String],
        input: [UInt8] = [],
        environment: [Environment.Key: String?] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Run {
        let temporary = try TemporaryFolder()
        let result = try await Subprocess.run(
            configuration(words, temporary, environment),
            input: .array(input),
            output: .bytes(limit: limit),
            error: .string(limit: limit)
        )
        #expect(temporary.entries == [], "left behind", sourceLocation: sourceLocation)
        return Run(status: result.terminationStatus, output: result.standardOutput, error: result.standardError)
    }

    /// Runs it with its standard output closed on the other side, as after `head` has seen enough.
    static func runWithoutReader(_ words: [String]) async throws -> Run {
        let temporary = try TemporaryFolder()
        let pipe = try FileDescriptor.pipe()
        try pipe.readEnd.close()
        let result = try await Subprocess.run(
            configuration(words, temporary),
            input: .none,
            output: .fileDescriptor(pipe.writeEnd, closeAfterSpawningProcess: true),
            error: .string(limit: limit)
        )
        #expect(temporary.entries == [])
        return Run(status: result.terminationStatus, output: [], error: result.standardError)
    }

    /// Runs it with its standard output in a file that is there.
    static func run(_ words: [String], into path: String) async throws -> Run {
        let temporary = try TemporaryFolder()
        let file = try FileDescriptor.open(FilePath(path), .writeOnly)
        let result = try await Subprocess.run(
            configuration(words, temporary),
            input: .none,
            output: .fileDescriptor(file, closeAfterSpawningProcess: true),
            error: .string(limit: limit)
        )
        return Run(status: result.terminationStatus, output: [], error: result.standardError)
    }

    /// Runs it, and acts once it has written a line that contains a text, to whichever stream.
    static func run(
        _ words: [String],
        until text: String,
        then act: @escaping @Sendable (_ line: String, _ send: (Signal) throws -> Void) throws -> Void
    ) async throws -> Run {
        try await run(words, steps: [Step(text, act)])
    }

    static func configuration(
        _ words: [String],
        _ temporary: TemporaryFolder,
        _ environment: [Environment.Key: String?] = [:]
    ) throws -> Configuration {
        // Nothing but not being a terminal may keep colour out.
        let own: [Environment.Key: String?] = [
            "TMPDIR": temporary.path, "NO_COLOR": nil, "TERM": "xterm-256color", "TZ": "UTC",
        ]
        return Configuration(
            executable: .path(FilePath(try Products.executable("omniview"))),
            arguments: Arguments(words),
            environment: .inherit.updating(own.merging(environment) { _, chosen in chosen })
        )
    }
}

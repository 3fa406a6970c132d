import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the hostile peer of `Interop/hostile` says of one scenario.
struct HostileReport: Decodable {
    var scenario: String
    /// Whether it saw what it expected.
    var ok: Bool
    var outcome: String
    var expected: [String]
    /// Whether a second client that behaves was served meanwhile.
    var others_served: Bool?

    init(line: String) throws {
        self = try JSONDecoder().decode(HostileReport.self, from: Data(line.utf8))
    }

    /// Records an issue unless all was as expected.
    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        guard !ok || others_served == false else { return }
        let others = others_served == false ? "; others were not served" : ""
        Issue.record("\(scenario): \(outcome), expected \(expected)\(others)", sourceLocation: sourceLocation)
    }
}

/// The program of `Interop/hostile`.
enum HostilePeer {
    static let program = "hostile/bin/hostile"

    /// The scenarios of a role, each with the theme that it belongs to.
    static func scenarios(of role: String) async throws -> [(name: String, theme: String)] {
        let result = try await run(Products.peer(program), ["list", role])
        return result.output.split(separator: "\n").map { line in
            let fields = line.split(separator: "\t")
            return (String(fields[0]), String(fields[1]))
        }
    }
}

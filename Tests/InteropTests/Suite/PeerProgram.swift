import PluginProtocol
import Subprocess
import SystemPackage
import TestSupport

/// Runs a program that prints its address first, until `body` is done.
///
/// - Parameters:
///   - program: its path below `.build/peers`.
///   - body: takes the address, and what gives the next line that the program prints.
func withPeerProgram<Result: Sendable>(
    _ program: String,
    _ arguments: [String],
    body: (_ address: PluginAddress, _ nextLine: () async throws -> String?) async throws -> Result
) async throws -> Result {
    try await Subprocess.run(
        .path(FilePath(try Products.peer(program))),
        arguments: Arguments(arguments),
        input: .none,
        output: .sequence,
        error: .discarded
    ) { execution in
        defer { try? execution.send(signal: .kill) }
        var lines = execution.standardOutput.strings().makeAsyncIterator()
        guard let line = try await lines.next(), let address = PluginAddress(peerLine: line) else {
            throw MissingAddress(description: "\(program) printed no address")
        }
        return try await body(address) { try await lines.next() }
    }.closureResult
}

/// A program that did not say where it listens.
struct MissingAddress: Error, CustomStringConvertible {
    let description: String
}

extension PluginAddress {
    /// `unix:PATH` or `HOST:PORT`, with or without the end of the line.
    init?(peerLine line: String) {
        let line = line.filter { !$0.isNewline }
        if line.hasPrefix("unix:") {
            self = .unix(path: String(line.dropFirst(5)))
        } else {
            let parts = line.split(separator: ":")
            guard parts.count == 2, let port = Int(parts[1]) else { return nil }
            self = .tcp(host: String(parts[0]), port: port)
        }
    }

    /// The same for the peers' command lines.
    var peerArgument: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): "\(host):\(port)"
        }
    }
}

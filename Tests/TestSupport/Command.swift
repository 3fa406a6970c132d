import Subprocess
import SystemPackage

/// What a program did.
public struct CommandResult: Sendable {
    /// The exit code, or nil when a signal ended it.
    public var exitCode: Int32?
    /// The signal that ended it, or nil.
    public var signal: Int32?
    /// What it wrote to standard output.
    public var output: String
    /// What it wrote to standard error.
    public var error: String
}

/// Runs a program to its end.
///
/// - Parameters:
///   - environment: the whole environment; nil to inherit this process's, less the variables of the plugin protocol,
///     which other tests set.
///   - limit: how much output is kept, in bytes; more is an error.
public func run(
    _ program: String,
    _ arguments: [String] = [],
    environment: [String: String]? = nil,
    limit: Int = 16 << 20
) async throws -> CommandResult {
    let inherited = Environment.inherit.updating(["PLUGIN_CLIENT_CERT": nil, "PLUGIN_MULTIPLEX_GRPC": nil])
    let result = try await Subprocess.run(
        .path(FilePath(program)),
        arguments: Arguments(arguments),
        environment: environment.map { .custom($0.map { Array("\($0.key)=\($0.value)".utf8) + [0] }) } ?? inherited,
        output: .string(limit: limit),
        error: .string(limit: limit)
    )
    var outcome = CommandResult(
        output: result.standardOutput,
        error: result.standardError
    )
    switch result.terminationStatus {
    case .exited(let code): outcome.exitCode = code
    case .signaled(let number): outcome.signal = number
    }
    return outcome
}

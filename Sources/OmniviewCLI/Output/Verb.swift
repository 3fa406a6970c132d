import ArgumentParser
import PluginDefinition
import PluginEngine
import PluginHost
import PluginIntegrity
import PluginProtocol

/// A command whose failures end in a message on standard error and an exit code of sysexits.
protocol Verb: AsyncParsableCommand {
    var output: OutputOptions { get }

    func execute() async throws
}

extension Verb {
    mutating func run() async throws {
        do {
            try await execute()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            let failure = CommandFailure(error)
            if output.json {
                try output.printJSON(ErrorOutput(error: .init(code: failure.code, message: failure.message)))
            }
            Terminal.standardError.write("\(Terminal.standardError.red("error:")) \(failure.message)\n")
            throw failure.exit
        }
    }
}

/// What a failed command prints with `--json`.
private struct ErrorOutput: Encodable {
    struct Failure: Encodable {
        var code: String
        var message: String
    }

    var error: Failure
}

/// The exit codes of this command line, from sysexits.
extension ExitCode {
    /// The data that was given is wrong.
    static let badData = ExitCode(65)
    /// Something that is needed does not answer or is not there.
    static let unavailable = ExitCode(69)
    /// A fault of the engine's own.
    static let internalError = ExitCode(70)
    /// What was asked for is possible and not allowed.
    static let refused = ExitCode(77)
}

/// Any error as a person sees it.
struct CommandFailure: Error {
    var code: String
    var message: String
    var exit: ExitCode

    init(code: String, message: String, exit: ExitCode) {
        self.code = code
        self.message = message
        self.exit = exit
    }

    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure:
            self = failure
        case let error as PluginEngineError:
            self.init(code: error.code.rawValue, message: "\(error)", exit: Self.exit(for: error.code))
        case let error as PluginHostError:
            let missing = (error.cause as? PluginProtocolError)?.code == .missingCertificate
            self.init(code: error.code.rawValue, message: "\(error)", exit: missing ? .refused : .unavailable)
        case let error as IntegrityError:
            self.init(code: "\(error.code)", message: error.message, exit: .badData)
        case let error as PluginDefinitionError:
            self.init(code: error.code.rawValue, message: error.message, exit: .badData)
        case is CancellationError:
            self.init(code: "cancelled", message: "stopped before it was done", exit: .unavailable)
        default:
            self.init(code: "internal", message: "\(error)", exit: .internalError)
        }
    }

    private static func exit(for code: PluginEngineError.Code) -> ExitCode {
        switch code {
        case .notFound, .invalidDefinition, .invalidComponent, .noBackend: .badData
        case .notIntact, .unsealed: .refused
        case .unsupported: .unavailable
        }
    }
}

import ArgumentParser
import EngineAPI
import EngineServer
import NIOCore
import PluginDefinition
import PluginEngine
import PluginHost
import PluginIntegrity
import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The exit codes of this command line, from sysexits; 64, wrong usage, is `ExitCode.validationFailure`.
extension ExitCode {
    /// The data that was given is wrong.
    static let badData = ExitCode(65)
    /// Something that is needed does not answer or is not there.
    static let unavailable = ExitCode(69)
    /// A fault of the engine's own.
    static let internalError = ExitCode(70)
    /// What was found cannot be written.
    static let outputLost = ExitCode(74)
    /// What was asked for is possible and not allowed.
    static let refused = ExitCode(77)
}

/// Any error as a person sees it.
struct CommandFailure: Error {
    /// The code of every error about the command line itself.
    static let usageCode = "usage"

    var code: String
    var message: String
    var exit: ExitCode
    /// What to try, for programs; the message says it too.
    var suggestions: [String]?

    init(code: String, message: String, exit: ExitCode, suggestions: [String]? = nil) {
        self.code = code
        self.message = message
        self.exit = exit
        self.suggestions = suggestions
    }

    /// What was printed did not get where it should; nil when it did, or nobody reads it any more.
    static var lostOutput: CommandFailure? {
        Terminal.lossText.map {
            CommandFailure(code: "output-lost", message: "the output cannot be written: \($0)", exit: .outputLost)
        }
    }

    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure:
            self = failure
        case let problem as Problem:
            self.init(
                code: problem.type.rawValue,
                message: Self.message(problem.detail, suggestions: problem.suggestions),
                exit: Self.exit(forStatus: problem.status),
                suggestions: problem.suggestions
            )
        case let error as PluginEngineError:
            self.init(code: error.code.rawValue, message: "\(error)", exit: Self.exit(for: error.code))
        case let error as PluginHostError:
            let isRefused = (error.cause as? PluginProtocolError)?.code == .missingCertificate
            let hint = isRefused ? "\nTo connect without TLS, say so: --tls optional, or `tls` in plugin.yaml." : ""
            self.init(
                code: error.code.rawValue,
                message: "\(error)\(hint)",
                exit: isRefused ? .refused : .unavailable
            )
        case let error as EngineServerError:
            self.init(code: error.code.rawValue, message: Self.message(of: error), exit: Self.exit(for: error))
        case let error as IntegrityError:
            self.init(code: Self.words("\(error.code)"), message: error.message, exit: .badData)
        case let error as PluginDefinitionError:
            self.init(code: error.code.rawValue, message: error.message, exit: .badData)
        case let error as ValidationError:
            self.init(code: Self.usageCode, message: error.message, exit: .validationFailure)
        case is CancellationError:
            self.init(code: "cancelled", message: "stopped before it was done", exit: .unavailable)
        default:
            self.init(code: "internal", message: "\(error)", exit: .internalError)
        }
    }

    private static func exit(for code: PluginEngineError.Code) -> ExitCode {
        switch code {
        case .notFound, .invalidDefinition, .invalidComponent, .noBackend, .invalidFolder, .duplicate, .limitExceeded,
            .invalidArchive, .noVersion, .changed:
            .badData
        case .notIntact, .unsealed, .ownFolder: .refused
        case .unsupported, .unresolved, .busy, .storageFailed: .unavailable
        }
    }

    private static func exit(for error: EngineServerError) -> ExitCode {
        switch error.code {
        case .configuration: .badData
        case .alreadyRunning, .system: .unavailable
        }
    }

    /// The message, and the system's reason where it gave one.
    private static func message(of error: EngineServerError) -> String {
        guard let cause = error.cause as? IOError else { return error.message }
        guard cause.errnoCode == EADDRINUSE else {
            return "\(error.message): \(String(cString: strerror(cause.errnoCode)))"
        }
        let advice = error.message.contains(", port ") ? "; choose another one with --port" : ""
        return "\(error.message): another program listens there\(advice)"
    }

    /// A message, with what to try behind it.
    static func message(_ text: String, suggestions: [String]?) -> String {
        guard let suggestions, !suggestions.isEmpty else { return text }
        return "\(text); did you mean \(suggestions.joined(separator: ", "))?"
    }

    /// By the status and not by the type: a newer engine may have problems that this version does not know.
    private static func exit(forStatus status: Int) -> ExitCode {
        switch status {
        // No token, another site, another host.
        case 401, 403, 421: .refused
        case 400..<500: .badData
        // The plugin failed, the engine stops or has no room, something took too long.
        case 502, 503, 504, 507: .unavailable
        default: .internalError
        }
    }

    /// One spelling for the codes of all modules: `notFound` becomes `not-found`.
    private static func words(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    }
}

import EngineAPI
import PluginCapabilities
import PluginStore

extension Problem {
    /// What the API says of an error below it.
    init(_ error: any Error, plugin: String?) {
        switch error {
        case let problem as Problem: self = problem
        case let error as PluginEngineError:
            self.init(Self.type(of: error.code), detail: error.description, plugin: plugin)
        case let error as PluginCallError:
            let isForbidden = error.obstacle == .disabled || error.obstacle == .stoppedByUser
            self.init(isForbidden ? .pluginConflict : .pluginFailed, detail: error.message, plugin: plugin)
        case let error as CapabilityError:
            let isInvalid = error.code == .invalidValue || error.code == .unknownSetting || error.code == .limitExceeded
            let detail = error.refusal.map { "\(error.message): \($0)" } ?? error.message
            self.init(isInvalid ? .settingInvalid : .pluginFailed, detail: detail, plugin: plugin)
        case let error as StoreError:
            let isLimit = error.code == .limitExceeded || error.code == .invalidValue
            self.init(isLimit ? .badRequest : .storage, detail: error.message, plugin: plugin)
        case is CancellationError:
            self.init(.timeout, detail: "it was not done in time, and may still be under way", plugin: plugin)
        default:
            self.init(.engineFailed, detail: "\(error)", plugin: plugin)
        }
    }

    /// What the API says of an error about an entry of the inbox.
    init(inbox error: PluginEngineError, plugin: String?) {
        let type = Self.type(of: error.code)
        // Of a plugin that is not installed yet, nothing has failed and nothing is missing.
        let isAboutEntry = type == .pluginFailed || type == .pluginNotFound
        self.init(isAboutEntry ? .inboxRefused : type, detail: error.summary(), plugin: plugin)
    }

    private static func type(of code: PluginEngineError.Code) -> ProblemType {
        switch code {
        case .notFound: .pluginNotFound
        case .noVersion: .versionNotFound
        case .storageFailed: .storage
        case .ownFolder, .busy, .noBackend, .duplicate: .pluginConflict
        case .changed: .inboxChanged
        case .invalidDefinition, .notIntact, .unsealed, .invalidComponent, .unsupported, .invalidArchive,
            .invalidFolder, .unresolved, .limitExceeded:
            .pluginFailed
        }
    }
}

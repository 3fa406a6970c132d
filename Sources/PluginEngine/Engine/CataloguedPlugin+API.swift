import EngineAPI
import PluginDefinition
import PluginIntegrity

extension CataloguedPlugin {
    /// All that is wrong or odd, as the API has it.
    var apiDiagnostics: [PluginDiagnostic] {
        var all = diagnostics.map { PluginDiagnostic($0) }
        all += remarks.map { PluginDiagnostic(severity: .warning, code: "folder", message: $0) }
        all += (verification?.warnings ?? []).map { PluginDiagnostic(severity: .warning, code: "files", message: $0) }
        if let rejection {
            let error = rejection.error
            // It says no more than the errors of the definition, which are there already.
            if error.code != .invalidDefinition || error.diagnostics.isEmpty {
                all.append(PluginDiagnostic(severity: .error, code: error.code.rawValue, message: error.message))
            }
            all += (error.report?.problems ?? []).map {
                PluginDiagnostic(severity: .error, code: error.code.rawValue, message: $0.message)
            }
        }
        return all
    }

    /// The comparison of its files.
    func apiVerification(at time: Timestamp) -> EngineAPI.VerificationSummary? {
        if let verification {
            return EngineAPI.VerificationSummary(
                status: verification.isSealed ? .intact : .unsealed,
                files: verification.fileCount,
                checkedAt: time,
                problems: []
            )
        }
        guard let report = rejection?.error.report else { return nil }
        return EngineAPI.VerificationSummary(
            status: .tampered,
            files: report.problems.count,
            checkedAt: time,
            problems: report.problems.map(\.message)
        )
    }

    /// Every protection that is off.
    var relaxations: [Relaxation] {
        var all: [Relaxation] = []
        if verification?.isSealed == false {
            all.append(Relaxation(code: "unsealed", message: "it has no manifest: its files are not verified"))
        }
        return all + (definition?.relaxations ?? [])
    }
}

extension PluginDiagnostic {
    /// What the definition's reader found, as the API has it.
    init(_ diagnostic: Diagnostic) {
        self.init(
            severity: diagnostic.severity == .error ? .error : .warning,
            code: diagnostic.code.rawValue,
            message: diagnostic.message,
            file: PluginDefinition.fileName,
            line: diagnostic.line,
            column: diagnostic.column,
            suggestion: diagnostic.suggestion
        )
    }
}

extension PluginDefinition {
    /// What it asks for, from the start and when it first needs it; null in Omniview's own format, which has no words for
    /// it.
    var asked: (first: JSONValue, later: JSONValue) {
        if isLegacy { return (.null, .null) }
        return (JSONValue(encoding: permissions), JSONValue(encoding: optionalPermissions))
    }

    /// Every protection that it turns off.
    var relaxations: [Relaxation] {
        var all: [Relaxation] = []
        guard let backend else { return all }
        switch backend.tls {
        case .required: break
        case .optional:
            all.append(Relaxation(code: "tls-optional", message: "its connection may be without TLS"))
        case .off:
            all.append(Relaxation(code: "tls-off", message: "its connection has no TLS"))
        }
        if !backend.environment.pass.isEmpty {
            let names = backend.environment.pass.sorted().joined(separator: ", ")
            let message =
                isLegacy
                ? "it sees those variables of the engine's that Omniview's plugins need, such as HOME and PATH"
                : "it sees the engine's variables \(names)"
            all.append(Relaxation(code: "environment-passed", message: message))
        }
        return all
    }
}

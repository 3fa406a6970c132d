import GRPCCore

/// Makes the calls of one capability's client, and says what their errors mean.
struct CapabilityCaller: Sendable {
    /// The plugin, as messages name it.
    let plugin: String
    /// The capability, as messages name it.
    let capability: String
    /// How long each call may take.
    let timeout: Duration

    var options: CallOptions {
        var options = CallOptions.defaults
        options.timeout = timeout
        return options
    }

    /// - Throws: ``CapabilityError``; `CancellationError` when the calling task has been cancelled.
    func call<Answer>(_ method: String, _ body: (CallOptions) async throws -> Answer) async throws -> Answer {
        do {
            return try await body(options)
        } catch let error as RPCError {
            try Task.checkCancellation()
            throw meaning(of: error, method)
        }
    }

    private func meaning(of error: RPCError, _ method: String) -> CapabilityError {
        switch error.code {
        case .unimplemented:
            CapabilityError(
                code: .unimplemented,
                message: "\(plugin) has no \(method) of the capability \(capability); "
                    + "its lifecycle service lists what it provides",
                cause: error
            )
        case .resourceExhausted:
            CapabilityError(
                code: .limitExceeded,
                message: "\(plugin): \(method) of \(capability) went beyond a limit",
                cause: error
            )
        case .notFound where capability == CapabilityService.settingsName:
            CapabilityError(code: .unknownSetting, message: "\(plugin) refused \(method)", cause: error)
        case .invalidArgument:
            CapabilityError(code: .invalidValue, message: "\(plugin) refused \(method)", cause: error)
        case .deadlineExceeded:
            CapabilityError(
                code: .callFailed,
                message: "\(plugin) did not answer \(method) of \(capability) within \(timeout)",
                cause: error
            )
        default:
            CapabilityError(
                code: .callFailed,
                message: "\(method) of \(capability) failed in \(plugin)",
                cause: error
            )
        }
    }
}

public import EngineAPI
import GRPCCore
import PluginDefinition
import PluginHost
import PluginStore
import PluginTransport

/// What an open view may reach: its own plugin's backend, and what its plugin's views keep.
extension Engine {
    /// Calls the view's own backend, and hands over the answers one by one; the next is read when `take` returns.
    ///
    /// A method that the definition does not list for its views ends with PERMISSION_DENIED. When `take` throws, or the
    /// task is cancelled, the call is cancelled.
    public nonisolated func call(
        _ call: ViewCall,
        from view: OpenView,
        take: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async -> ViewCallEnd {
        guard let id = PluginID(view.plugin), let method = PluginMethod(call.method),
            await methods(of: id).contains(where: { $0.allows(method.description) })
        else {
            return ViewCallEnd(
                .permissionDenied,
                "views of \(view.plugin) may not call this method; list it in `ui.methods` of the plugin.yaml"
            )
        }
        do {
            let calling = { @Sendable in
                try await self.withBackend(of: id) { plugin in
                    try await plugin.call(method, request: call.message, timeout: call.deadline, receive: take)
                }
            }
            if let deadline = call.deadline {
                // Waking the backend counts as well.
                let late = RPCError(code: .deadlineExceeded, message: "there was no answer within \(deadline)")
                try await withDeadline(deadline, timeoutError: late) { try await calling() }
            } else {
                try await calling()
            }
            return ViewCallEnd(status: 0)
        } catch let error as RPCError {
            return ViewCallEnd(error.code, error.message)
        } catch is CancellationError {
            return ViewCallEnd(.cancelled, "the call was cancelled")
        } catch {
            return ViewCallEnd(.unavailable, "\(error)")
        }
    }

    /// The files of the contract of those services that the views may call, each a serialized `FileDescriptorProto`.
    public nonisolated func schema(for view: OpenView) async throws(Problem) -> [[UInt8]] {
        guard let id = PluginID(view.plugin) else { return [] }
        let services = Set(await methods(of: id).map(\.service)).sorted()
        guard !services.isEmpty else { return [] }
        let files: [[UInt8]]?
        do {
            files = try await withBackend(of: id, isIdempotent: true) { try await $0.schema(of: services) }
        } catch let error as RPCError {
            throw Problem(.pluginFailed, detail: error.message, plugin: view.plugin)
        } catch {
            throw Problem(error, plugin: view.plugin)
        }
        guard let files else {
            throw Problem(
                .pluginFailed,
                detail: "the backend of \(view.plugin) has no gRPC reflection, so its messages are known as bytes only",
                plugin: view.plugin
            )
        }
        return files
    }

    /// A value that the plugin's views keep; nil when there is none.
    public nonisolated func storedValue(_ key: String, for view: OpenView) async throws(Problem) -> JSONValue? {
        let json = try await stored { () throws(StoreError) in try await self.store.viewValue(key, of: view.plugin) }
        return json.flatMap { try? EngineJSON.decode(JSONValue.self, from: .init($0.utf8)) }
    }

    /// Keeps a value for the plugin's views, or forgets it when it is nil.
    public nonisolated func store(_ value: JSONValue?, as key: String, for view: OpenView) async throws(Problem) {
        guard let value else {
            return try await stored { () throws(StoreError) in
                try await self.store.deleteViewValue(key, of: view.plugin)
            }
        }
        guard let json = try? EngineJSON.encode(value) else {
            throw Problem(.badJSON, detail: "the value cannot be written as JSON", plugin: view.plugin)
        }
        let text = String(decoding: json, as: UTF8.self)
        try await stored { () throws(StoreError) in
            try await self.store.setViewValue(text, for: key, of: view.plugin)
        }
    }

    /// The keys of all values that the plugin's views keep, sorted.
    public nonisolated func storedKeys(for view: OpenView) async throws(Problem) -> [String] {
        try await stored { () throws(StoreError) in try await self.store.viewKeys(of: view.plugin) }
    }

    private func methods(of id: PluginID) -> [MethodPattern] {
        plugins[id]?.found.definition?.ui?.methods ?? []
    }

    private nonisolated func stored<Result>(
        _ body: () async throws(StoreError) -> Result
    ) async throws(Problem) -> Result {
        do {
            return try await body()
        } catch {
            throw Problem(
                error.code == .limitExceeded ? .viewStorageFull : error.code == .invalidValue ? .badJSON : .storage,
                detail: error.message
            )
        }
    }
}

extension ViewCallEnd {
    init(_ code: RPCError.Code, _ message: String) {
        self.init(status: code.rawValue, message: message)
    }
}

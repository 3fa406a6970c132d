import EngineAPI
import NIOHTTP1

extension EngineClient {
    // MARK: - The engine

    /// `GET /v1`
    func info() async throws -> EngineInfo { try await value(EngineInfo.self, "/v1") }

    /// `GET /v1/doctor`
    func doctor() async throws -> DoctorReport {
        // It may look at a large installation for long; an engine that hangs is found out before.
        _ = try await info()
        return try await value(DoctorReport.self, "/v1/doctor", isQuick: false)
    }

    /// `POST /v1/shutdown`: returns when the stop has begun.
    func shutdown() async throws { try await bytes(.POST, "/v1/shutdown") }

    /// `POST /v1/open-links`
    func makeOpenLink() async throws -> OpenLink {
        try await value(OpenLink.self, "/v1/open-links", method: .POST)
    }

    /// Whether an engine answers. Anything but a clear no is thrown: who is not sure must not act as if there was none.
    func isRunning() async throws -> Bool {
        do {
            _ = try await info()
            return true
        } catch let failure as CommandFailure where failure.code == EngineSocket.noEngine {
            return false
        }
    }

    // MARK: - Plugins

    /// `GET /v1/plugins`
    func plugins() async throws -> [PluginSummary] { try await value([PluginSummary].self, "/v1/plugins") }

    /// `GET /v1/plugins/{id}`
    func plugin(_ id: String) async throws -> PluginDetail { try await value(PluginDetail.self, Self.path(id)) }

    /// `GET /v1/plugins/{id}/history`
    func history(of id: String) async throws -> [PhaseTransition] {
        try await value([PhaseTransition].self, Self.path(id, "history"))
    }

    /// `GET /v1/plugins/{id}/crashes`
    func crashes(of id: String) async throws -> [CrashReport] {
        try await value([CrashReport].self, Self.path(id, "crashes"))
    }

    /// `GET /v1/plugins/{id}/versions`
    func versions(of id: String) async throws -> [InstalledVersion] {
        try await value([InstalledVersion].self, Self.path(id, "versions"))
    }

    /// `GET /v1/plugins/{id}/resources`
    func resources(of id: String) async throws -> [ResourceSample] {
        try await value([ResourceSample].self, Self.path(id, "resources"))
    }

    /// `GET /v1/plugins/{id}/methods`
    func methods(of id: String) async throws -> [MethodStatistics] {
        try await value([MethodStatistics].self, Self.path(id, "methods"))
    }

    /// `GET /v1/plugins/{id}/settings`
    func settings(of id: String) async throws -> [SettingInfo] {
        try await value([SettingInfo].self, Self.path(id, "settings"))
    }

    // MARK: - Changes

    /// `POST /v1/plugins/{id}/<action>`, for the actions without a body.
    func perform(_ action: String, on id: String) async throws -> PluginDetail {
        try await value(PluginDetail.self, Self.path(id, action), method: .POST)
    }

    /// `POST /v1/plugins/{id}/activate`
    ///
    /// - Parameter digest: the digest as the API writes it, `sha256:` before the digits.
    func activate(_ id: String, digest: String) async throws -> PluginDetail {
        try await value(
            PluginDetail.self,
            Self.path(id, "activate"),
            method: .POST,
            body: ActivateRequest(digest: digest)
        )
    }

    /// `POST /v1/plugins/{id}/trust`
    ///
    /// - Parameter digest: the digest of the files that are meant, as the API writes it.
    func trust(_ id: String, digest: String) async throws -> PluginDetail {
        try await value(PluginDetail.self, Self.path(id, "trust"), method: .POST, body: TrustRequest(digest: digest))
    }

    /// `PUT /v1/plugins/{id}/settings`
    func update(_ values: [String: JSONValue], of id: String) async throws -> [SettingInfo] {
        try await value(
            [SettingInfo].self,
            Self.path(id, "settings"),
            method: .PUT,
            body: SettingsUpdate(values: values)
        )
    }

    /// `DELETE /v1/plugins/{id}`
    func remove(_ id: String) async throws { try await bytes(.DELETE, Self.path(id)) }

    // MARK: - Logs and events

    /// `GET /v1/plugins/{id}/logs`
    func logs(of id: String, tail: Int, level: LogLevel?) async throws -> [LogRecord] {
        try await value([LogRecord].self, Self.logs(id, tail: tail, level: level))
    }

    /// `GET /v1/plugins/{id}/logs?follow=true`
    func followLogs(of id: String, tail: Int, level: LogLevel?) -> EngineStream<LogRecord> {
        EngineStream(client: self, path: Self.logs(id, tail: tail, level: level) + "&follow=true", name: "log")
    }

    /// `GET /v1/events`
    ///
    /// - Parameters:
    ///   - sequence: the sequence behind which to begin; nil for events that are yet to come.
    ///   - follows: whether it goes on with what is yet to come; otherwise it ends with the last event.
    func events(
        after sequence: Int?,
        tail: Int?,
        plugin: String?,
        kind: String?,
        follows: Bool
    ) -> EngineStream<EngineEvent> {
        let query = Self.query([
            ("after", sequence.map { "\($0)" }), ("tail", tail.map { "\($0)" }), ("plugin", plugin), ("kind", kind),
            ("follow", follows ? nil : "false"),
        ])
        return EngineStream(client: self, path: "/v1/events" + query, name: "event")
    }

    /// `GET /v1/audit`
    func audit(limit: Int, before sequence: Int?, plugin: String?) async throws -> [AuditRecord] {
        let query = Self.query([
            ("limit", "\(limit)"), ("before", sequence.map { "\($0)" }), ("plugin", plugin),
        ])
        return try await value([AuditRecord].self, "/v1/audit" + query)
    }

    // MARK: - Paths

    private static func path(_ id: String, _ rest: String? = nil) -> String {
        "/v1/plugins/\(encoded(id))" + (rest.map { "/\($0)" } ?? "")
    }

    private static func logs(_ id: String, tail: Int, level: LogLevel?) -> String {
        path(id, "logs") + "?tail=\(tail)" + (level.map { "&level=\(encoded($0.rawValue))" } ?? "")
    }

    /// What comes behind a path for the parameters that have a value.
    private static func query(_ parameters: [(name: String, value: String?)]) -> String {
        let pairs = parameters.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }
        return pairs.isEmpty ? "" : "?\(pairs.joined(separator: "&"))"
    }

    /// The text with everything percent-encoded that has a meaning in a path or a query.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: result.unicodeScalars.append(UnicodeScalar(byte))
            default: result += (byte < 0x10 ? "%0" : "%") + String(byte, radix: 16)
            }
        }
    }
}

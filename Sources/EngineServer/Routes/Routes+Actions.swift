import EngineAPI
import HTTPTypes

extension Routes {
    /// What can be done to a plugin.
    static let actions: [Route] =
        [
            action("start", .start, "Starts the backend, and keeps it until it is stopped."),
            action("stop", .stop, "Stops the backend. It is not a crash."),
            action("restart", .restart, "Stops the backend and starts it again."),
            action("kill", .kill, "Kills the backend as a crash would, so that its recovery can be watched."),
            action("enable", .enable, "Lets the plugin run."),
            action("disable", .disable, "Stops the plugin and keeps it from running."),
            action("reset", .reset, "Forgets the plugin's crashes, so that it may start again."),
            action("rollback", .rollback, "Goes back to the version before."),
            action("distrust", .distrust, "Has the plugin's views run in frames again, as those of all others do."),
        ] + [activate, trust]

    private static func action(_ name: String, _ action: PluginAction, _ summary: String) -> Route {
        Route(
            method: .post,
            path: "/v1/plugins/{id}/\(name)",
            name: "\(name)Plugin",
            summary: summary,
            result: .value(schema: "PluginDetail"),
            problems: [.pluginConflict, .pluginFailed, .storage],
            isAction: true
        ) { call throws(Problem) in
            try .value(try await call.service.perform(action, on: call.plugin))
        }
    }

    private static let activate = Route(
        method: .post,
        path: "/v1/plugins/{id}/activate",
        name: "activatePlugin",
        summary: "Makes a version active that is already in the store. Nothing new can be brought in this way.",
        body: "ActivateRequest",
        result: .value(schema: "PluginDetail"),
        problems: [.versionNotFound, .pluginConflict, .pluginFailed, .storage],
        isAction: true
    ) { call throws(Problem) in
        let request = try call.decoded(ActivateRequest.self, members: ["digest"])
        try checkDigest(request.digest)
        return try .value(try await call.service.perform(.activate(digest: request.digest), on: call.plugin))
    }

    private static let trust = Route(
        method: .post,
        path: "/v1/plugins/{id}/trust",
        name: "trustPlugin",
        summary:
            "Lets the views of exactly these files run in the window's own page, with all that a person can do there.",
        body: "TrustRequest",
        result: .value(schema: "PluginDetail"),
        problems: [.pluginConflict, .storage],
        isAction: true
    ) { call throws(Problem) in
        let request = try call.decoded(TrustRequest.self, members: ["digest"])
        try checkDigest(request.digest)
        return try .value(try await call.service.perform(.trust(digest: request.digest), on: call.plugin))
    }

    private static func checkDigest(_ text: String) throws(Problem) {
        guard isDigest(text) else {
            throw Problem(.badJSON, detail: "digest must be sha256: and 64 hexadecimal digits")
        }
    }

    static func isDigest(_ text: String) -> Bool {
        let prefix = "sha256:"
        guard text.hasPrefix(prefix) else { return false }
        let digits = text.utf8.dropFirst(prefix.utf8.count)
        return digits.count == 64 && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

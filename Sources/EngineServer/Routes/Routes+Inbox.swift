import EngineAPI
import HTTPTypes

extension Routes {
    /// Installing what the user has put into the inbox.
    static let inbox: [Route] = [
        Route(
            method: .get,
            path: "/v1/inbox",
            name: "getInbox",
            summary: "What the user has put into the inbox, and what would come of installing it.",
            result: .value(schema: "Inbox"),
            problems: [.storage]
        ) { call throws(Problem) in
            try .value(try await call.service.inbox())
        },
        Route(
            method: .post,
            path: "/v1/inbox/{name}/install",
            name: "installFromInbox",
            summary: "Installs an entry of the inbox whose files are still those that were reviewed. It stays there.",
            body: "InstallRequest",
            result: .value(schema: "PluginDetail"),
            problems: [
                .inboxNotFound, .inboxChanged, .inboxRefused, .pluginNotFound, .versionNotFound, .pluginConflict,
                .pluginFailed, .storage,
            ],
            isAction: true
        ) { call throws(Problem) in
            let request = try call.decoded(InstallRequest.self, members: ["digest"])
            guard isDigest(request.digest) else {
                throw Problem(.badJSON, detail: "digest must be sha256: and 64 hexadecimal digits")
            }
            return try .value(try await call.service.install(call.parameter, digest: request.digest))
        },
    ]
}

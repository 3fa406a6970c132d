import EngineAPI
import HTTPTypes

extension Routes {
    /// What there is to know about plugins, and their settings.
    static let plugins: [Route] = [
        Route(
            method: .get,
            path: "/v1/plugins",
            name: "listPlugins",
            summary: "All plugins, sorted by id.",
            result: .list(schema: "PluginSummary")
        ) { call throws(Problem) in
            try .value(try await call.service.plugins())
        },
        Route(
            method: .get,
            path: "/v1/plugins/{id}",
            name: "getPlugin",
            summary: "All about one plugin.",
            result: .value(schema: "PluginDetail")
        ) { call throws(Problem) in
            try .value(try await call.service.plugin(call.plugin))
        },
        Route(
            method: .delete,
            path: "/v1/plugins/{id}",
            name: "removePlugin",
            summary: "Stops and removes a plugin. Its data stays.",
            status: 204,
            result: .nothing,
            problems: [.pluginConflict, .storage]
        ) { call throws(Problem) in
            try await call.service.remove(call.plugin)
            return Answer(status: .noContent)
        },
        Route(
            method: .get,
            path: "/v1/plugins/{id}/history",
            name: "getHistory",
            summary: "The transitions that are kept, oldest first.",
            result: .list(schema: "PhaseTransition")
        ) { call throws(Problem) in
            try .value(try await call.service.history(of: call.plugin))
        },
        Route(
            method: .get,
            path: "/v1/plugins/{id}/crashes",
            name: "getCrashes",
            summary: "The crash reports that are kept, newest first.",
            result: .list(schema: "CrashReport")
        ) { call throws(Problem) in
            try .value(try await call.service.crashes(of: call.plugin))
        },
        Route(
            method: .get,
            path: "/v1/plugins/{id}/versions",
            name: "getVersions",
            summary: "The versions in the store, newest first.",
            result: .list(schema: "InstalledVersion")
        ) { call throws(Problem) in
            try .value(try await call.service.versions(of: call.plugin))
        },
        Route(
            method: .get,
            path: "/v1/plugins/{id}/settings",
            name: "getSettings",
            summary: "All settings. Secret values are left out.",
            result: .list(schema: "SettingInfo")
        ) { call throws(Problem) in
            try .value(try await call.service.settings(of: call.plugin))
        },
        Route(
            method: .put,
            path: "/v1/plugins/{id}/settings",
            name: "putSettings",
            summary: "Sets some settings, all or none, and answers with all.",
            body: "SettingsUpdate",
            result: .list(schema: "SettingInfo"),
            problems: [.settingInvalid, .storage]
        ) { call throws(Problem) in
            let update = try call.decoded(SettingsUpdate.self, members: ["values"])
            guard update.values.count <= maxSettings else {
                throw Problem(.badJSON, detail: "values has more than \(maxSettings) members")
            }
            return try .value(try await call.service.update(update.values, of: call.plugin))
        },
    ]

    /// The most settings in one update.
    static let maxSettings = 1000
}

import EngineAPI
import HTTPTypes

extension Routes {
    /// Logs, events and measurements.
    static let observation: [Route] = [
        Route(
            method: .get,
            path: "/v1/plugins/{id}/logs",
            name: "getLogs",
            summary: "The last lines of a plugin's log, oldest first; as a stream also all that follow.",
            parameters: [
                Parameter(
                    name: "tail",
                    form: .integer(0...maxTail),
                    description: "At most so many lines.",
                    standard: "\(defaultTail)"
                ),
                Parameter(
                    name: "level",
                    form: .word(LogLevel.known.map(\.rawValue)),
                    description: "Only lines of this level and above."
                ),
                Parameter(
                    name: "follow",
                    form: .boolean,
                    description: "Whether to go on as a stream.",
                    standard: "false"
                ),
                lastEventID,
            ],
            result: .valuesOrStream(schema: "LogRecord"),
            problems: [.tooManyStreams]
        ) { call throws(Problem) in
            let query = LogQuery(
                plugin: call.plugin,
                tail: call.query.integer("tail") ?? defaultTail,
                level: call.query["level"].map { LogLevel(rawValue: $0) },
                after: call.query.integer(lastEventID.name)
            )
            guard call.query.isTrue("follow") else { return try .value(try await call.service.logs(query)) }
            // A plugin that is not there must be a problem, not an empty stream.
            return .stream(LogSource(service: call.service, query: query))
        },
        Route(
            method: .get,
            path: "/v1/plugins/{id}/resources",
            name: "getResources",
            summary: "The samples that are kept, oldest first.",
            result: .list(schema: "ResourceSample")
        ) { call throws(Problem) in
            try .value(try await call.service.resources(of: call.plugin))
        },
        Route(
            method: .get,
            path: "/v1/plugins/{id}/methods",
            name: "getMethods",
            summary: "How calls went, method by method.",
            result: .list(schema: "MethodStatistics")
        ) { call throws(Problem) in
            try .value(try await call.service.methods(of: call.plugin))
        },
        Route(
            method: .get,
            path: "/v1/events",
            name: "getEvents",
            summary: "The journal from a place on, and all that follows, as a stream.",
            parameters: [
                Parameter(
                    name: "after",
                    form: .integer(0...maxSequence),
                    description: "Begin after this sequence; without it with what is yet to come."
                ),
                Parameter(
                    name: "tail",
                    form: .integer(0...maxTail),
                    description: "So many of the last events come first; it does not count with a sequence.",
                    standard: "0"
                ),
                Parameter(name: "plugin", form: .pluginID, description: "Only events about this plugin."),
                Parameter(name: "kind", form: .text(maxLength: 64), description: "Only events of this kind."),
                Parameter(
                    name: "follow",
                    form: .boolean,
                    description:
                        "Whether to go on with what is yet to come; otherwise the stream ends with the last event.",
                    standard: "true"
                ),
                lastEventID,
            ],
            result: .stream(schemas: ["EngineEvent", "EventGap"]),
            problems: [.tooManyStreams]
        ) { call throws(Problem) in
            .stream(
                EventSource(
                    service: call.service,
                    query: EventQuery(
                        after: call.query.integer(lastEventID.name) ?? call.query.integer("after"),
                        tail: call.query.integer("tail") ?? 0,
                        plugin: call.query["plugin"],
                        kind: call.query["kind"],
                        follows: call.query["follow"] != "false"
                    )
                )
            )
        },
        Route(
            method: .get,
            path: "/v1/audit",
            name: "getAudit",
            summary: "What was asked of the engine, by whom and how it ended, newest first.",
            parameters: [
                Parameter(
                    name: "limit",
                    form: .integer(1...maxAudit),
                    description: "At most so many records; fewer may come before the last when they are large.",
                    standard: "\(defaultAudit)"
                ),
                Parameter(
                    name: "before",
                    form: .integer(0...maxSequence),
                    description: "Only records before the one with this sequence: the page that follows."
                ),
                Parameter(name: "plugin", form: .pluginID, description: "Only records about this plugin."),
            ],
            result: .list(schema: "AuditRecord")
        ) { call throws(Problem) in
            let query = AuditQuery(
                plugin: call.query["plugin"],
                before: call.query.integer("before"),
                limit: call.query.integer("limit") ?? defaultAudit
            )
            return try .value(try await call.service.audit(query))
        },
    ]

    private static let lastEventID = Parameter(
        name: "Last-Event-ID",
        form: .integer(0...maxSequence),
        description: "The last id of a stream that broke; goes before what the query says.",
        isHeader: true
    )
}

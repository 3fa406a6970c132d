import EngineAPI
import HTTPTypes

extension Routes {
    /// The engine itself, and the ways in.
    static let engine: [Route] = [
        Route(
            method: .get,
            path: "/v1",
            name: "getEngine",
            summary: "The engine itself.",
            result: .value(schema: "EngineInfo")
        ) { call throws(Problem) in
            try .value(try await call.service.info())
        },
        Route(
            method: .get,
            path: "/v1/doctor",
            name: "getDoctor",
            summary: "Checks the installation.",
            result: .value(schema: "DoctorReport")
        ) { call throws(Problem) in
            try .value(try await call.service.doctor())
        },
        Route(
            method: .post,
            path: "/v1/shutdown",
            name: "shutdown",
            summary: "Begins to stop the engine and all plugins.",
            status: 202,
            result: .nothing
        ) { call throws(Problem) in
            try await call.service.shutdown()
            return Answer(status: .accepted)
        },
        Route(
            method: .post,
            path: "/v1/open-links",
            name: "createOpenLink",
            summary: "Makes a link that opens the page in a browser, once and for a short time.",
            status: 201,
            result: .value(schema: "OpenLink")
        ) { call throws(Problem) in
            try .value(call.responder.makeOpenLink(), status: .created)
        },
        Route(
            method: .get,
            path: "/open",
            name: "openPage",
            summary: "Takes a link's secret, sets the cookie and goes on to the page. Only over HTTP.",
            parameters: [
                Parameter(name: "token", form: .text(maxLength: 64), description: "The secret of the link.")
            ],
            status: 303,
            result: .redirect,
            problems: [.unauthorized],
            isOpen: true
        ) { call throws(Problem) in
            try call.responder.open(call.query["token"] ?? "", isHead: call.isHead)
        },
        Route(
            method: .get,
            path: "/metrics",
            name: "getMetrics",
            summary: "Everything that is measured, in the text format of Prometheus.",
            result: .text(mediaType: "text/plain; version=0.0.4")
        ) { call throws(Problem) in
            .text(try await call.service.metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
        },
        Route(
            method: .get,
            path: "/openapi.json",
            name: "getDocument",
            summary: "This document.",
            result: .document
        ) { _ throws(Problem) in
            try .value(OpenAPIDocument.value)
        },
    ]
}

import EngineAPI
import HTTPTypes

extension Routes {
    /// What the window needs beside what is there for everybody.
    static let window: [Route] = [
        Route(
            method: .get,
            path: "/v1/contributions",
            name: "getContributions",
            summary: "Everything that plugins add to the window.",
            result: .value(schema: "WindowContributions")
        ) { call throws(Problem) in
            try .value(try await call.service.contributions())
        },
        // What gets here has not become a socket, and is told why.
        Route(
            method: .get,
            path: HandshakeHead.path,
            name: "openWindow",
            summary: "The page's WebSocket, subprotocol `\(WindowHandshake.subprotocol)`.",
            status: 101,
            result: .nothing,
            // Those about views are told over the socket.
            problems: [
                .upgradeRequired, .tooManyWindows, .tooManyRequests, .viewNotFound, .viewClosed, .viewQuarantined,
                .viewStorageFull,
            ]
        ) { call throws(Problem) in
            _ = try call.responder.handshake.response(to: call.head, port: call.port)
            try call.responder.windows.check()
            // It was right and late: only a connection's first request can make it a window.
            throw WindowHandshake.refusal("ask for it once more, as the first request of a new connection")
        },
    ]
}

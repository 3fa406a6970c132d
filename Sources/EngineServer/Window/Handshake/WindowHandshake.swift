import Crypto
import EngineAPI
import FoundationEssentials
import HTTPTypes

/// Decides whether a request becomes a window, and what it is answered then.
struct WindowHandshake: Sendable {
    /// The subprotocol that both sides must name.
    static let subprotocol = "omniview.window.v1"
    static let version = "13"
    /// What RFC 6455 adds to a client's key to show that a server understood it.
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    private static let keyBytes = 16

    let access: RequestGuard

    /// Checks everything that must be right, in the order in which other requests are checked.
    ///
    /// - Parameter port: where the request came in; nil over the Unix socket, which needs no guard.
    /// - Returns: the bytes that make the connection a WebSocket.
    func response(to request: HTTPRequest, port: Int?) throws(Problem) -> String {
        if let port {
            guard try access.checkHost(of: request, port: port) == nil else { throw RequestGuard.pluginsName }
            try access.checkWindow(of: request)
        }
        let accept = try Self.accept(request.headerFields)
        return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: \(accept)\r\nSec-WebSocket-Protocol: \(Self.subprotocol)\r\n\r\n"
    }

    private static func accept(_ fields: HTTPFields) throws(Problem) -> String {
        guard list(.upgrade, in: fields).contains(where: { $0.lowercased() == "websocket" }),
            list(.connection, in: fields).contains(where: { $0.lowercased() == "upgrade" })
        else { throw refusal("this path speaks WebSocket, from the first request of a connection on") }
        guard fields[values: .secWebSocketVersion] == [version] else {
            throw refusal("the engine speaks version \(version) of WebSocket")
        }
        let keys = fields[values: .secWebSocketKey]
        guard keys.count == 1, Data(base64Encoded: keys[0])?.count == keyBytes else {
            throw refusal("Sec-WebSocket-Key must be \(keyBytes) bytes in base64")
        }
        guard list(.secWebSocketProtocol, in: fields).contains(subprotocol[...]) else {
            throw refusal("offer the subprotocol \(subprotocol)")
        }
        return Data(Insecure.SHA1.hash(data: Data((keys[0] + suffix).utf8))).base64EncodedString()
    }

    static func refusal(_ detail: String) -> Problem { Problem(.upgradeRequired, detail: detail) }

    private static func list(_ name: HTTPField.Name, in fields: HTTPFields) -> [Substring] {
        fields[values: name].flatMap { $0.split(separator: ",") }.map { $0.trimmingSpace() }
    }
}

extension RequestGuard {
    /// Checks that a window's socket was opened by the engine's own page, or by who knows the token.
    ///
    /// Browsers let any page open a WebSocket to anywhere and send cookies along; all that tells is `Origin`.
    func checkWindow(of request: HTTPRequest) throws(Problem) {
        try checkAccess(of: request)
        let fields = request.headerFields
        if let site = fields[.secFetchSite], site != "same-origin" { throw Self.foreign }
        let origins = fields[values: .origin]
        // What is no browser sends none, and has no cookie either.
        if origins.isEmpty, hasToken(request) { return }
        guard origins.count == 1, let authority = request.authority,
            origins[0].lowercased() == "http://\(authority.lowercased())"
        else { throw Self.foreign }
    }
}

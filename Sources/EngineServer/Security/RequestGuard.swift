import EngineAPI
import HTTPTypes

/// Decides whether a request that came over HTTP may go on.
///
/// Requests over the Unix socket need no guard: its mode lets only the engine's own user connect, and no browser can.
struct RequestGuard: Sendable {
    static let cookieName = "omniview"

    let token: Secret
    /// What the cookie holds. It is not the token, so that the token never is in a browser.
    let session: Secret
    let hosts: HostPolicy

    init(token: Secret, allowedAddresses: Set<String>) {
        self.token = token
        session = Secret()
        hosts = HostPolicy(allowedAddresses: allowedAddresses)
    }

    /// Checks the name that the client called, which comes before all else.
    ///
    /// - Returns: the plugin whose name it is; nil for one of the engine's own.
    func checkHost(of request: HTTPRequest, port: Int) throws(Problem) -> String? {
        switch hosts.verdict(on: request.authority, port: port) {
        case .engine: return nil
        case .pluginView(let plugin): return plugin
        case .refused:
            throw Problem(.hostRefused, detail: "call the engine by localhost, 127.0.0.1 or [::1] and its port")
        }
    }

    /// Checks that the client knows the token or has the cookie, and that no other site sent it.
    func checkAccess(of request: HTTPRequest) throws(Problem) {
        try checkOrigin(of: request)
        if hasToken(request) { return }
        guard hasCookie(request) else {
            throw Problem(
                .unauthorized,
                detail: "send the token from run/token of the state folder as `Authorization: Bearer TOKEN`"
            )
        }
        // A cookie comes along with whatever a browser is made to send. Older browsers leave Sec-Fetch-Site out, and
        // all send Origin with what changes something.
        if let site = request.headerFields[.secFetchSite], site != "same-origin", site != "none" {
            throw Self.foreign
        }
        if !request.method.isSafe, request.headerFields[.origin] == nil { throw Self.foreign }
    }

    /// Whether ``checkAccess(of:)`` lets a request through.
    func admits(_ request: HTTPRequest) -> Bool {
        do throws(Problem) {
            try checkAccess(of: request)
            return true
        } catch {
            return false
        }
    }

    private func checkOrigin(of request: HTTPRequest) throws(Problem) {
        guard !request.method.isSafe, let origin = request.headerFields[.origin] else { return }
        guard let authority = request.authority, origin.lowercased() == "http://\(authority.lowercased())" else {
            throw Self.foreign
        }
    }

    func hasToken(_ request: HTTPRequest) -> Bool {
        guard let field = request.headerFields[.authorization] else { return false }
        let parts = field.split(separator: " ", maxSplits: 1)
        return parts.count == 2 && parts[0].lowercased() == "bearer" && token.matches(parts[1])
    }

    private func hasCookie(_ request: HTTPRequest) -> Bool {
        for field in request.headerFields[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == Self.cookieName, session.matches(parts[1]) { return true }
            }
        }
        return false
    }

    /// What a plugin's own name gets where only the engine's will do.
    static let pluginsName = Problem(
        .routeNotFound,
        detail: "this name belongs to a plugin's view; the API is at localhost"
    )

    static let foreign = Problem(
        .originRefused,
        detail: "the request was sent by a page that is not the engine's own"
    )
}

extension HTTPField.Name {
    /// `Sec-Fetch-Site`
    static let secFetchSite = HTTPField.Name(parsed: "sec-fetch-site") ?? .origin
}

extension HTTPRequest.Method {
    var isSafe: Bool { self == .get || self == .head || self == .options }
}

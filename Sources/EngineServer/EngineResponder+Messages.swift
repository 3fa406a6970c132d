import EngineAPI
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Synchronization

extension EngineResponder {
    /// How much of a body that is too long is still read, as a multiple of the limit. A client that is cut off while it
    /// sends sees no answer.
    static let maxDrainFactor = 8

    /// Reads a body to its end, and refuses one that is too long or not JSON.
    func body(of request: Request, for route: Route) async throws(Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        var count = 0
        do {
            for try await buffer in request.body {
                count += buffer.readableBytes
                if count <= limits.maxBodyBytes {
                    bytes += buffer.readableBytesView
                } else if count > limits.maxBodyBytes * Self.maxDrainFactor {
                    break
                }
            }
        } catch {
            throw Problem(.badRequest, detail: "the body ended early")
        }
        guard count <= limits.maxBodyBytes else {
            throw Problem(.bodyTooLarge, detail: "a body has at most \(limits.maxBodyBytes) bytes")
        }
        guard route.body != nil else { return [] }
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        guard type?.trimmingSpace() == "application/json" else {
            throw Problem(.unsupportedMediaType, detail: "send the body as application/json")
        }
        return bytes
    }

    /// Makes a link for `POST /v1/open-links`.
    func makeOpenLink(lifetime: Duration? = nil) -> OpenLink {
        let lifetime = lifetime ?? limits.openLinkLifetime
        let path = "/open?token=\(links.make(lifetime: lifetime).text)"
        return OpenLink(
            path: path,
            url: pageAddress.withLock { $0 }.map { $0 + path },
            expiresInMs: lifetime.milliseconds
        )
    }

    /// Takes a link's secret for a cookie. A look at the head alone does not use it up.
    func open(_ secret: String, isHead: Bool) throws(Problem) -> Answer {
        guard !isHead, links.redeem(secret) else {
            throw Problem(.unauthorized, detail: "this link was used already or is too old; make a new one")
        }
        return Answer(
            status: .seeOther,
            fields: [
                .location: "/",
                .setCookie: "\(RequestGuard.cookieName)=\(access.session.text); Path=/; HttpOnly; SameSite=Strict",
            ]
        )
    }

    static func split(_ request: Request) -> (path: Substring, query: Substring?) {
        let target = Substring(request.head.path ?? "/")
        guard let mark = target.firstIndex(of: "?") else { return (target, nil) }
        return (target[..<mark], target[target.index(after: mark)...])
    }

    /// A path that cannot forge a line of the log.
    static func loggable(_ path: Substring) -> String {
        String(
            String.UnicodeScalarView(
                path.unicodeScalars.prefix(128).map { (0x21...0x7e).contains($0.value) ? $0 : "?" }
            )
        )
    }

    static func head(of answer: Answer) -> HTTPResponse {
        var fields = answer.fields
        if case .bytes(let bytes) = answer.body, answer.status != .noContent {
            fields[.contentLength] = String(bytes.count)
        }
        fields[.cacheControl] = fields[.cacheControl] ?? "no-store"
        fields[.xContentTypeOptions] = "nosniff"
        // A secret in a link must not leave with the next request.
        fields[.referrerPolicy] = "no-referrer"
        if answer.closes { fields[.connection] = "close" }
        return HTTPResponse(status: answer.status, headerFields: fields)
    }
}

extension HTTPField.Name {
    /// `traceparent`
    static let traceparent = HTTPField.Name(parsed: "traceparent") ?? .via
    /// `Last-Event-ID`
    static let lastEventID = HTTPField.Name(parsed: "last-event-id") ?? .ifRange
    /// `Referrer-Policy`
    static let referrerPolicy = HTTPField.Name(parsed: "referrer-policy") ?? .referer
}

extension StringProtocol {
    func trimmingSpace() -> SubSequence {
        var text = self[...]
        while text.last == " " || text.last == "\t" { text.removeLast() }
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        return text
    }
}

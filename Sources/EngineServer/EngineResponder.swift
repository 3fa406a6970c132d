import EngineAPI
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import PluginCapabilities
import Synchronization

/// Takes each request from the wire to its answer.
final class EngineResponder: Sendable {
    let service: any EngineService
    let limits: ServerLimits
    let access: RequestGuard
    let links: OpenLinks
    let slots: StreamSlots
    let viewKeys: ViewKeys
    /// What browsers get beside the API; nil when there is no page.
    let page: PageFiles?
    /// The first address of the page, once it is known.
    let pageAddress = Mutex<String?>(nil)
    let windows: OpenWindows
    let handshake: WindowHandshake
    let connections = OpenConnections()
    let router = Router(routes: Routes.all)
    let logger: Logger

    init(service: any EngineService, configuration: ServerConfiguration, token: Secret, logger: Logger) {
        self.service = service
        self.logger = logger
        limits = configuration.limits
        access = RequestGuard(token: token, allowedAddresses: configuration.allowedAddresses)
        links = OpenLinks(limit: limits.maxOpenLinks)
        slots = StreamSlots(limit: limits.maxStreams)
        let keys = ViewKeys()
        viewKeys = keys
        page = configuration.web.map { web in
            PageFiles(web: web, service: service, keys: keys, addresses: configuration.allowedAddresses)
        }
        windows = OpenWindows(limit: limits.window.maxWindows)
        handshake = WindowHandshake(access: access)
    }

    private let listeningPort = Mutex<Int?>(nil)

    /// The port of the engine's HTTP; nil without.
    var port: Int? {
        get { listeningPort.withLock { $0 } }
        set { listeningPort.withLock { $0 = newValue } }
    }

    /// Answers one request.
    ///
    /// - Parameter isLocal: whether it came over the Unix socket, which needs no token.
    @concurrent
    func respond(
        to request: Request,
        with writer: consuming ResponseWriter,
        on channel: any Channel,
        isLocal: Bool
    ) async throws {
        connections.note(channel)
        let start = ContinuousClock.now
        var answer = await answer(to: request, port: isLocal ? nil : channel.localAddress?.port ?? 0)
        let path = Self.split(request).path
        var slot: Int?
        var stream: (writer: StreamWriter, pump: StreamSource.Pump)?
        defer { if let slot { slots.leave(slot) } }
        if case .stream(let source) = answer.body, request.method != .head {
            let feed = StreamFeed(limit: limits.maxBufferedEntries)
            do throws(Problem) {
                slot = try slots.take(for: feed)
                stream = (StreamWriter(feed: feed, channel: channel, limits: limits), try await source.open())
            } catch {
                answer = .problem(error, at: path)
            }
        }
        // Never the query: it may hold a secret.
        logger.debug(
            "Answered a request",
            metadata: [
                "method": "\(request.method)", "path": "\(Self.loggable(path))", "status": "\(answer.status.code)",
                "ms": "\((ContinuousClock.now - start).milliseconds)",
            ]
        )
        let head = Self.head(of: answer)
        if let stream {
            try await stream.writer.write(head, from: stream.pump, to: writer, of: request)
        } else if request.method != .head, case .bytes(let bytes) = answer.body, !bytes.isEmpty {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        } else {
            try await writer.writeResponse(head)
        }
        if answer.closes { throw ConnectionIsDone() }
    }

    /// Ends the connection when it is thrown after the answer.
    private struct ConnectionIsDone: Error {}

    private func answer(to request: Request, port: Int?) async -> Answer {
        let (path, query) = Self.split(request)
        do throws(Problem) {
            if let port, let answer = try await browserAnswer(to: request, port: port) { return answer }
            let (route, parameter) = try match(request, path: path, isLocal: port == nil)
            guard let route else { return options(at: path) }
            if let expected = route.pathParameter, !expected.accepts(parameter) {
                throw Problem(.badParameter, detail: "\(expected.name) must be \(expected.expectation)")
            }
            let parameters = try Query(query, header: request.headers[.lastEventID], of: route.parameters)
            return try await work(route, on: request, port: port, parameter: parameter, query: parameters)
        } catch {
            var answer = Answer.problem(error, at: path)
            if error.type == .unauthorized { answer.fields[.wwwAuthenticate] = "Bearer" }
            if error.type == .upgradeRequired {
                answer.fields[.upgrade] = "websocket"
                answer.fields[.secWebSocketVersion] = WindowHandshake.version
            }
            if error.type == .methodNotAllowed { answer.fields[.allow] = allowed(at: path) }
            answer.closes = error.type == .bodyTooLarge || error.type == .timeout
            return answer
        }
    }

    /// The answer to what a browser asks for beside the API; nil when it is for the API.
    private func browserAnswer(to request: Request, port: Int) async throws(Problem) -> Answer? {
        let plugin = try access.checkHost(of: request.head, port: port)
        let (path, query) = Self.split(request)
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .compactMap { PathSegment.decode($0) }
        if request.method == .get || request.method == .head, let page {
            if let plugin { return await page.answer(to: request.head, parts, query, plugin: plugin, port: port) }
            let isKnown = access.admits(request.head)
            if let answer = await page.answer(to: request.head, parts, query, port: port, isKnown: isKnown) {
                return answer
            }
        }
        guard plugin == nil else { throw RequestGuard.pluginsName }
        return nil
    }

    /// The route, or none when only its methods are asked for. Who has no token does not learn which paths there are.
    private func match(
        _ request: Request,
        path: Substring,
        isLocal: Bool
    ) throws(Problem) -> (Route?, parameter: String) {
        let match = router.match(request.method, path)
        if case .route(let route, let parameter) = match, route.isOpen { return (route, parameter) }
        if !isLocal { try access.checkAccess(of: request.head) }
        switch match {
        case .route(let route, let parameter): return (route, parameter)
        case .otherMethods where request.method == .options: return (nil, "")
        case .otherMethods(let methods):
            throw Problem(
                .methodNotAllowed,
                detail: "this path takes \(methods.map(\.rawValue).joined(separator: ", "))"
            )
        case .nothing:
            throw Problem(.routeNotFound, detail: "there is nothing at this path; see /openapi.json for what there is")
        }
    }

    private func options(at path: Substring) -> Answer {
        Answer(status: .noContent, fields: [.allow: allowed(at: path)])
    }

    private func allowed(at path: Substring) -> String {
        guard case .otherMethods(let methods) = router.match(.options, path) else { return "" }
        return methods.map(\.rawValue).joined(separator: ", ")
    }

    private func work(
        _ route: Route,
        on request: Request,
        port: Int?,
        parameter: String,
        query: Query
    ) async throws(Problem) -> Answer {
        let limit = route.isAction ? limits.actionDeadline : limits.requestDeadline
        let outcome = await inContext(of: request, port: port) {
            await Deadline.run(limit) { () async -> Result<Answer, Problem> in
                do throws(Problem) {
                    // A stream watches its connection through the body, so nobody else may read that.
                    var body: [UInt8] = []
                    if !request.method.isSafe { body = try await self.body(of: request, for: route) }
                    let call = Call(
                        service: self.service,
                        responder: self,
                        parameter: parameter,
                        query: query,
                        body: body,
                        head: request.head,
                        port: port,
                        isHead: request.method == .head
                    )
                    return .success(try await route.respond(call))
                } catch {
                    return .failure(error)
                }
            }
        }
        guard let outcome else {
            throw Problem(
                .timeout,
                detail: "there was no answer within \(limit.milliseconds) ms; see the engine's log"
            )
        }
        return try outcome.get()
    }

    /// Runs the body with who asks, and the trace that it belongs to.
    private func inContext<Result: Sendable>(
        of request: Request,
        port: Int?,
        _ body: () async -> Result
    ) async -> Result {
        let caller: Caller = port == nil ? .socket : access.hasToken(request.head) ? .token : .page
        let trace = request.headers[.traceparent].flatMap { TraceContext(traceparent: $0) }
        return await Caller.$current.withValue(caller) {
            await TraceContext.$current.withValue(trace) { await body() }
        }
    }
}

import EngineAPI
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// One connection of a client: HTTP, or a window when its first request asks for one.
struct EngineChannel: ServerChildChannel {
    /// What a connection has become.
    enum Connection: Sendable {
        case http(HTTP1Channel.Value)
        case window(Window)
    }

    /// A connection that will be one of the two when its first request has come; the future fails if none does.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let connection: EventLoopFuture<Connection>
    }

    /// A window that may be opened, and the answer that opens it.
    struct Opening {
        let response: String
        let context: Window.Context
    }

    let responder: EngineResponder
    /// Whether connections come over the Unix socket, which needs no token.
    let isLocal: Bool
    let http: HTTP1Channel

    init(responder: EngineResponder, isLocal: Bool) {
        self.responder = responder
        self.isLocal = isLocal
        let limits = responder.limits
        http = HTTP1Channel(
            responder: { request, writer, channel in
                try await responder.respond(to: request, with: writer, on: channel, isLocal: isLocal)
            },
            configuration: HTTP1Channel.Configuration(
                idleTimeout: TimeAmount(limits.idleTimeout),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: limits.maxHeaderBytes,
                    maxHeaderListSize: limits.maxHeaderListBytes,
                    maxHeaderFieldCount: limits.maxHeaders
                )
            )
        )
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let connection = channel.eventLoop.makePromise(of: Connection.self)
            try channel.pipeline.syncOperations.addHandler(FirstRequestHandler(self, connection))
            return Value(channel: channel, connection: connection.futureResult)
        }
    }

    @concurrent
    func handle(value: Value, logger: Logger) async {
        // It fails when the client goes before it has said what it wants.
        guard let connection = try? await value.connection.get() else { return }
        switch connection {
        case .http(let channel): await http.handle(value: channel, logger: logger)
        case .window(let window): await window.run()
        }
    }

    /// Takes a place for a window when everything about its request is right. It is given back when the channel closes.
    func openWindow(for request: HTTPRequest, on channel: any Channel) -> Opening? {
        let port = isLocal ? nil : channel.localAddress?.port ?? 0
        do throws(Problem) {
            let response = try responder.handshake.response(to: request, port: port)
            let place = try responder.windows.enter()
            responder.connections.note(channel)
            channel.closeFuture.whenComplete { [windows = responder.windows] _ in windows.leave(place) }
            let context = Window.Context(
                service: responder.service,
                limits: responder.limits,
                keys: responder.viewKeys,
                port: port ?? responder.port,
                place: place,
                logger: responder.logger
            )
            return Opening(response: response, context: context)
        } catch {
            return nil
        }
    }
}

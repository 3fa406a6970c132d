import EngineAPI
import Logging
import NIOCore
import NIOWebSocket
import Synchronization

/// One window: the connection of one page, and everything that the page has under way.
///
/// Reading, writing and each piece of work are tasks of their own, so that none waits for another. What a page does not
/// read stays where it comes from; a page that reads nothing for long is cut off.
final class Window: Sendable {
    typealias Socket = NIOAsyncChannel<SocketInput, Never>

    /// What the window needs of its server.
    struct Context: Sendable {
        let service: any EngineService
        let limits: ServerLimits
        let keys: ViewKeys
        /// The port that views' addresses have; nil when there is none.
        let port: Int?
        let place: OpenWindows.Place
        let logger: Logger
    }

    struct State {
        var session: WindowSession
        var running: [UInt32: WindowOperation] = [:]
        var isClosing = false
        var pulse: Pulse
    }

    let context: Context
    let outbox: Outbox
    let state: Mutex<State>
    private let socket: Socket

    var limits: WindowLimits { context.limits.window }
    private var channel: any Channel { socket.channel }

    init(_ socket: Socket, _ context: Context) {
        self.socket = socket
        self.context = context
        outbox = Outbox(limit: context.limits.window.maxQueuedBytes)
        let limits = context.limits.window
        state = Mutex(State(session: WindowSession(limits: limits), pulse: Pulse(timeout: limits.pongTimeout)))
    }

    /// Serves the page until it goes, is cut off, or the server stops. All views are closed then.
    @concurrent
    func run() async {
        context.logger.debug("A window has opened")
        do {
            try await socket.executeThenClose { inbound in await serve(inbound) }
        } catch {
            context.logger.debug("A window's connection broke", metadata: ["error": "\(error)"])
        }
        let views = state.withLock { $0.session.end() }
        for view in views { await context.service.close(view) }
        context.logger.debug("A window has closed", metadata: ["views": "\(views.count)"])
    }

    private func serve(_ inbound: NIOAsyncChannelInboundStream<SocketInput>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.write() }
            await withDiscardingTaskGroup { work in
                work.addTask { await self.ping() }
                work.addTask { await self.watchForStop() }
                await read(inbound, in: &work)
                work.cancelAll()
            }
            outbox.finish()
        }
    }

    // MARK: Reading

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<SocketInput>,
        in work: inout DiscardingTaskGroup
    ) async {
        var assembler = MessageAssembler(limits: limits)
        do {
            for try await input in inbound {
                do throws(SocketClose) {
                    switch input {
                    case .broken(let close): throw close
                    case .frame(let frame):
                        // After the goodbye only the other side's is of interest.
                        if state.withLock({ $0.isClosing }) {
                            if frame.opcode == .connectionClose { return }
                            continue
                        }
                        guard let message = try assembler.take(frame) else { continue }
                        guard try await take(message, in: &work) else { return }
                    }
                } catch {
                    close(error)
                }
            }
        } catch {
            context.logger.debug("A window's connection broke", metadata: ["error": "\(error)"])
        }
    }

    /// Takes one message; false when it was the last one.
    private func take(_ message: SocketMessage, in work: inout DiscardingTaskGroup) async throws(SocketClose) -> Bool {
        switch message {
        case .pong: state.withLock { $0.pulse.beat() }
        case .ping(let payload): try? await outbox.send(.pong, ByteBuffer(bytes: payload))
        case .close(let reason):
            close(SocketClose(code: reason.code, reason: ""))
            return false
        case .text(let text):
            let message = try WindowMessage(text, limits)
            await act(on: try decide { state throws(SocketClose) in try state.session.take(message) }, in: &work)
        case .binary(let bytes):
            let message = try BinaryMessage(bytes)
            await act(on: try decide { state throws(SocketClose) in try state.session.take(message) }, in: &work)
        }
        return true
    }

    /// Decides, and makes known in the same moment what begins, so that it can be stopped from then on.
    private func decide(
        _ take: (inout State) throws(SocketClose) -> WindowSession.Action
    ) throws(SocketClose) -> WindowSession.Action {
        try state.withLock { state throws(SocketClose) in
            // The server may have begun to stop since the message came.
            guard !state.isClosing else { return .nothing }
            let action = try take(&state)
            if case .begin(let id, _, _) = action { state.running[id] = WindowOperation(limits: limits) }
            return action
        }
    }

    private func act(on action: WindowSession.Action, in work: inout DiscardingTaskGroup) async {
        switch action {
        case .nothing: break
        case .begin(let id, let request, let view):
            guard let operation = operation(id) else { break }
            work.addTask { await self.work(id, on: request, in: view, operation) }
        case .close(let id, let view, let stopping):
            for id in stopping { operation(id)?.stop(.viewClosed) }
            work.addTask { await self.close(view, id) }
        case .hand(let id, let request): operation(id)?.hand(request)
        case .exhaust(let id): operation(id)?.stop(.exhausted)
        case .grant(let id, let count): operation(id)?.credit.give(count)
        case .cancel(let id): operation(id)?.stop(.cancelled)
        case .refuse(let id, let problem): await answer(.problem(id, problem))
        }
    }

    private func operation(_ id: UInt32) -> WindowOperation? {
        state.withLock { $0.running[id] }
    }

    // MARK: Writing

    private func write() async {
        defer { outbox.finish() }
        for await item in outbox.items {
            let cut = cut(after: context.limits.stallTimeout)
            defer { cut.cancel() }
            guard (try? await channel.writeAndFlush(item.frame).get()) != nil else { return }
            outbox.sent(item)
            // The page has a moment to say goodbye, too.
            if item.frame.opcode == .connectionClose { _ = self.cut(after: limits.closeTimeout) }
        }
    }

    /// Answers when there is room, and counts what began with the number as ended before the page can know.
    func answer(_ answer: WindowAnswer, finishing id: UInt32? = nil) async {
        // It fails only when nobody is left to read it.
        try? await outbox.send(.text, answer.buffer) {
            if let id { finish(id) }
        }
        if let id { finish(id) }
    }

    private func finish(_ id: UInt32) {
        state.withLock { state in
            state.running[id] = nil
            state.session.finish(id)
        }
    }

    // MARK: The end

    private func cut(after delay: Duration) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: TimeAmount(delay)) { [channel] in channel.close(promise: nil) }
    }

    /// Says goodbye, for the first reason there is.
    private func close(_ reason: SocketClose) {
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        guard isFirst else { return }
        for operation in state.withLock({ Array($0.running.values) }) { operation.stop(.cancelled) }
        if reason == .stopping { outbox.push(.text, WindowAnswer.stopping.buffer) }
        outbox.push(.connectionClose, reason.payload)
        outbox.finish()
        context.logger.debug(
            "A window is closed",
            metadata: ["code": "\(reason.code)", "reason": "\(reason.reason)"]
        )
    }

    private func watchForStop() async {
        for await _ in context.place.stops {
            close(.stopping)
            return
        }
    }

    private func ping() async {
        while (try? await Task.sleep(for: limits.pingInterval)) != nil {
            guard !state.withLock({ $0.pulse.isGone() }) else {
                channel.close(promise: nil)
                return
            }
            outbox.push(.ping)
        }
    }
}

import HTTP2Engine
import Synchronization

/// One carrier of bytes with gRPC on it, and the calls that run there.
///
/// Its state is under one lock. Whoever calls changes it and sends at once, on its own thread: nobody has to be woken
/// for that. The I/O thread reads, and wakes who waits. On the I/O thread itself sending waits for the end of the round,
/// so that what many calls have to say goes out together.
///
/// What it does is in parts: `+Calls` is what callers and handlers ask for, `+Sending` and `+Receiving` move bytes between
/// engine and carrier, `+Events` hands on what the engine tells, `+Ending` closes.
final class GRPCConnection: Sendable {
    /// Who is told of the calls that a server accepts.
    protocol Acceptor: AnyObject, Sendable {
        /// The method that is served without the general machinery, if the path names one.
        func method(_ path: String) -> ServerMethod?
        /// A call to serve: when its head has come, or for a method of the kind above when its request is whole.
        func accept(_ call: Call, on connection: GRPCConnection)
        /// Nobody waits for the answer of a call that is served without the general machinery.
        func abandoned(_ call: Call)
        /// The connection is gone, and its descriptor closed.
        func closed(_ connection: GRPCConnection)
    }

    struct State {
        var http2: HTTP2Connection
        /// Nil where bytes pass as they are.
        var tls: TLSLayer?
        var calls: [StreamID: Call] = [:]
        var openers: [Opener] = []
        var wakes: [Wake] = []
        var events: [HTTP2Event] = []

        /// What TLS has to send.
        var wire: [UInt8] = []
        /// Reused between sends.
        var plain: [UInt8] = []
        var spare: [UInt8] = []
        /// What the carrier did not take.
        var unsent: [UInt8] = []
        var unsentStart = 0
        /// Whether the carrier takes no more for now.
        var isBlocked = false
        /// Whether a thread is sending; what is added meanwhile is sent by it.
        var isSending = false
        var isFlushScheduled = false
        /// Whether somebody was woken in this round of the I/O thread who may have something to send.
        var hasWoken = false
        /// Whether a timer sends what is put off.
        var isFlushPutOff = false

        var token: UInt64?
        var isEstablished = false
        /// Ends the connection if its peer does not say hello.
        var handshakeTimer: Timers.ID?
        /// Whether the carrier is to be closed once everything has been sent.
        var isClosing = false
        var isClosed = false
        /// Why the connection ended, if not in order.
        var failure: TransportError?
        var spinningCalls = 0
    }

    /// Who waits until the server allows another call.
    struct Opener {
        var call: Call
        var continuation: UnsafeContinuation<Void, Never>
    }

    /// How long an answer to a PING may wait for company.
    static let answerDelay: Duration = .milliseconds(1)
    /// How long a connection that is closing waits for a peer that does not read.
    static let closeTimeout: Duration = .seconds(1)

    let role: ConnectionRole
    let thread: IOThread
    /// How the peer is called in messages, such as `the plugin at unix:/run/p`.
    let peerName: String
    /// The largest message taken, also once it is decompressed.
    let messageSize: Int
    let carrier: any Carrier
    /// Where large messages lie that do not go through the carrier; nil when all do.
    let messages: SharedMessages?
    let spins: Bool
    let acceptor: (any Acceptor)?
    /// TLS is up, and this is what it agreed if this side has connected; or there is no TLS.
    let established = OneShot<TLSSummary?>()
    /// The connection is over; the error says why when it was not in order.
    let ended = OneShot<Void>()
    let state: Mutex<State>

    init(
        carrier: any Carrier,
        role: ConnectionRole,
        thread: IOThread,
        tls: sending TLSLayer?,
        limits: ConnectionLimits,
        peerName: String,
        spins: Bool,
        acceptor: (any Acceptor)?
    ) {
        self.carrier = carrier
        messages = carrier.messages
        self.role = role
        self.thread = thread
        self.peerName = peerName
        self.spins = spins
        self.acceptor = acceptor
        messageSize = limits.messageSize
        var limits = limits
        limits.placedMemory = messages.map { _ in SharedMemoryLayout.placedMemory }
        let http2 = HTTP2Connection(role: role == .client ? .client : .server, limits: limits)
        state = Mutex(State(http2: http2, tls: tls))
    }

    /// Begins: the carrier is watched, and what is to be said first is sent.
    func start() {
        update { state in
            // Under the lock: what comes at once must not be read before TLS has begun.
            guard !state.isClosed else { return }
            state.token = carrier.watch(on: thread, source: self)
            do {
                try state.tls?.start(wire: &state.wire)
                establish(&state)
            } catch {
                fail(&state, handshakeError(error))
            }
        }
    }

    /// Ends the connection if the peer does not say hello in time.
    func expectHandshake(within timeout: Duration) {
        update { state in
            guard !state.isClosed, !state.http2.isEstablished else { return }
            state.handshakeTimer = thread.schedule(after: timeout) { [self] in
                update { state in
                    guard !state.http2.isEstablished else { return }
                    let message = "\(peerName) did not finish the handshake within \(timeout)"
                    fail(&state, TransportError(code: .deadlineExceeded, message: message))
                }
            }
        }
    }

    // MARK: One change

    /// Changes the state, sends what came of it, and wakes who has to know.
    ///
    /// - Parameter sends: false when more is to follow at once, so that it can go out together.
    @discardableResult
    func update<Result: Sendable>(sends: Bool = true, _ change: (inout State) -> Result) -> Result {
        let isOnThread = thread.isCurrent
        let (result, wakes, mustSend) = state.withLock { state -> (Result, [Wake], Bool) in
            let result = change(&state)
            handleEvents(&state)
            var wakes: [Wake] = []
            if !state.wakes.isEmpty {
                swap(&wakes, &state.wakes)
                state.hasWoken = isOnThread
            }
            var mustSend = sends && state.canSend
            if mustSend, isOnThread {
                mustSend = !state.isFlushScheduled
                state.isFlushScheduled = true
            }
            return (result, wakes, mustSend)
        }
        for wake in wakes { perform(wake) }
        if mustSend {
            if isOnThread { thread.flushLater(self) } else { send() }
        }
        return result
    }

    func perform(_ wake: Wake) {
        switch wake {
        case .reader(let continuation, let item): continuation.resume(returning: item)
        case .unary(let continuation, let outcome): continuation.resume(returning: outcome)
        case .writer(let continuation, let canWrite): continuation.resume(returning: canWrite)
        case .opener(let continuation): continuation.resume()
        case .accept(let call): acceptor?.accept(call, on: self)
        case .cancel(let action): action()
        case .abandoned(let call): acceptor?.abandoned(call)
        case .established(let outcome): established.fulfil(outcome.mapError { $0 })
        case .closed:
            let failure = state.withLock { $0.failure }
            established.fulfil(.failure(failure ?? handshakeError(nil)))
            ended.fulfil(failure.map { .failure($0) } ?? .success(()))
            acceptor?.closed(self)
        }
    }
}

import GRPCCore
import HTTP2Engine
import Synchronization

// What callers and handlers do with a call.
extension GRPCConnection {
    /// What a client says when it opens a call.
    struct Opening {
        var path: String
        var timeout: Duration?
        var compression = MessageCompression.identity
        var metadata: [HeaderField] = []
    }

    // MARK: Opening, client

    /// Opens a stream for a call whose parts are sent one by one; waits while the server allows no more calls.
    ///
    /// - Parameter sends: false when more is to follow at once.
    /// - Throws: `RPCError` with the reason why there will be no such call, which the call's reader gets too:
    ///   `unavailable` when the connection takes no new calls, `cancelled`, `deadlineExceeded`.
    func open(_ call: Call, _ opening: Opening, sends: Bool) async throws(RPCError) {
        while true {
            let result = update(sends: sends) { state -> Result<Bool, RPCError> in
                guard !call.isOver else {
                    wakeOpeners(&state)
                    return .failure(Self.isOver(call))
                }
                if let timeout = opening.timeout { setDeadline(timeout, for: call) }
                switch state.http2.open(opening) {
                case .opened(let id):
                    call.id = id
                    state.calls[id] = call
                    countSpinning(1, &state)
                    return .success(true)
                case .full:
                    return .success(false)
                case .unavailable(let status):
                    giveUp(call, status, &state)
                    return .failure(RPCError(status))
                }
            }
            if try result.get() { return }
            await waitForStream(for: call)
        }
    }

    /// Makes a whole call with one message each way; the calling task sleeps once.
    func unary(_ opening: Opening, message: OutgoingMessage) async -> UnaryOutcome {
        let call = Call()
        while true {
            let outcome = await withTaskCancellationHandler {
                await withUnsafeContinuation { begin(call, opening, message, $0) }
            } onCancel: {
                update { giveUp(call, .givenUp, &$0) }
            }
            guard outcome.isRefused else { return outcome }
            await waitForStream(for: call)
        }
    }

    private func begin(
        _ call: Call,
        _ opening: Opening,
        _ message: OutgoingMessage,
        _ continuation: UnsafeContinuation<UnaryOutcome, Never>
    ) {
        update { state in
            guard !call.isOver else {
                wakeOpeners(&state)
                state.wakes.append(.unary(continuation, UnaryOutcome(status: call.ending ?? .givenUp)))
                return
            }
            if let timeout = opening.timeout { setDeadline(timeout, for: call) }
            switch state.http2.open(opening) {
            case .opened(let id):
                call.id = id
                call.unary = Call.UnaryReceiver(continuation: continuation)
                state.calls[id] = call
                countSpinning(1, &state)
                _ = state.http2.send(message, isLast: true, on: id)
            case .full:
                state.wakes.append(.unary(continuation, UnaryOutcome(isRefused: true)))
            case .unavailable(let status):
                end(call, &state)
                state.wakes.append(.unary(continuation, UnaryOutcome(status: status)))
            }
        }
    }

    /// Bounds the whole of a call, with the time that it waits for a stream.
    private func setDeadline(_ timeout: Duration, for call: Call) {
        guard call.deadline == nil else { return }
        call.deadline = thread.schedule(after: timeout) { [self] in
            update { state in
                let status = GRPCStatus(code: .deadlineExceeded, message: "the call took longer than \(timeout)")
                giveUp(call, status, &state)
            }
        }
    }

    /// Returns when it is worth while to try again: there is a place, or the call is over.
    ///
    /// A task that is cancelled gives the call up.
    private func waitForStream(for call: Call) async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                update { state in
                    guard !call.isOver, state.http2.isFull else {
                        state.wakes.append(.opener(continuation))
                        return
                    }
                    state.openers.append(Opener(call: call, continuation: continuation))
                    // Asked for here: a place may have come and gone since the call was refused.
                    state.http2.awaitStream()
                }
            }
        } onCancel: {
            update { giveUp(call, .givenUp, &$0) }
        }
    }

    // MARK: Reading

    /// The next item of a call, or nil behind the last.
    ///
    /// A client whose task is cancelled gives the call up.
    func next(of call: Call) async -> InboundItem? {
        let ready = update { state -> InboundItem?? in
            guard let item = call.inbound.popFirst() else { return call.isRead ? .some(nil) : nil }
            taken(item, by: call, &state)
            return item
        }
        if let ready { return ready }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                update { state in
                    if let item = call.inbound.popFirst() {
                        taken(item, by: call, &state)
                        state.wakes.append(.reader(continuation, item))
                    } else if Task.isCancelled {
                        stopReading(call, &state)
                        state.wakes.append(.reader(continuation, .failed(.givenUp)))
                    } else {
                        call.reader = continuation
                    }
                }
            }
        } onCancel: {
            update { state in
                guard let reader = call.reader.take() else { return }
                stopReading(call, &state)
                state.wakes.append(.reader(reader, .failed(.givenUp)))
            }
        }
    }

    /// The reader is cancelled: a client's call is over with it, a server may still answer.
    private func stopReading(_ call: Call, _ state: inout State) {
        call.isRead = true
        if role == .client { giveUp(call, .givenUp, &state) }
    }

    // MARK: Writing

    /// What a server says before its first message.
    struct AnswerHead {
        var compression: MessageCompression
        var metadata: [HeaderField]
    }

    /// Sends a message, and waits until more may follow.
    ///
    /// - Parameters:
    ///   - head: what goes before it, unless it has been sent; the first of several writers may be any of them.
    ///   - sends: false when more is to follow at once.
    /// - Throws: `RPCError` when the call is over: the reason if it is one of this side, otherwise `unavailable`, and
    ///   the reader learns why.
    func write(
        _ message: OutgoingMessage,
        on call: Call,
        head: AnswerHead? = nil,
        sends: Bool
    ) async throws(RPCError) {
        let sending = update(sends: sends) { state -> HTTP2Connection.Sending in
            if let head {
                state.http2.sendHead(on: call.id, compression: head.compression, metadata: head.metadata)
            }
            let sending = state.http2.send(message, on: call.id)
            if case .full = sending { call.isFull = true }
            return sending
        }
        switch sending {
        case .ready: return
        case .closed: throw update { _ in Self.isOver(call) }
        case .full: try await waitForRoom(call)
        }
    }

    private func waitForRoom(_ call: Call) async throws(RPCError) {
        let number = update { _ in
            defer { call.nextWriter += 1 }
            return call.nextWriter
        }
        let canWrite = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                update { state in
                    if call.isOver || call.isCancelled || Task.isCancelled {
                        state.wakes.append(.writer(continuation, false))
                    } else if !call.isFull {
                        state.wakes.append(.writer(continuation, true))
                    } else {
                        call.writers.append(Call.Writer(number: number, continuation: continuation))
                    }
                }
            }
        } onCancel: {
            update { state in
                guard let index = call.writers.firstIndex(where: { $0.number == number }) else { return }
                state.wakes.append(.writer(call.writers.remove(at: index).continuation, false))
            }
        }
        if canWrite { return }
        throw Task.isCancelled ? RPCError(.givenUp) : update { _ in Self.isOver(call) }
    }

    /// Under the lock.
    private static func isOver(_ call: Call) -> RPCError {
        if let ending = call.ending { return RPCError(ending) }
        return RPCError(code: .unavailable, message: "the call is over; nothing more can be sent")
    }

    /// Client: ends the request.
    func finish(_ call: Call) {
        update { $0.http2.finish(call.id) }
    }

    /// Server: sends the head of the answer.
    func sendHead(_ head: AnswerHead, of call: Call, sends: Bool) {
        update(sends: sends) { state in
            state.http2.sendHead(on: call.id, compression: head.compression, metadata: head.metadata)
        }
    }

    /// Server: ends the answer.
    func sendStatus(_ status: GRPCStatus, metadata: [HeaderField], of call: Call) {
        update { state in
            state.http2.sendStatus(status, metadata: metadata, on: call.id)
        }
    }

    /// Server: a whole answer at once.
    func respond(
        to call: Call,
        head: AnswerHead,
        message: OutgoingMessage,
        trailers: [HeaderField]
    ) {
        update { state in
            state.http2.sendHead(on: call.id, compression: head.compression, metadata: head.metadata)
            _ = state.http2.send(message, on: call.id)
            state.http2.sendStatus(.ok, metadata: trailers, on: call.id)
        }
    }

    /// Server: whether nobody waits for the answer any more.
    func isCancelled(_ call: Call) -> Bool {
        state.withLock { _ in call.isCancelled }
    }

    /// Server: calls `action` once when nobody waits for the answer any more, at once if that is so already.
    func onCancel(_ call: Call, _ action: @escaping @Sendable () -> Void) {
        update { state in
            if call.isCancelled {
                state.wakes.append(.cancel(action))
            } else {
                call.onCancel = action
            }
        }
    }

    /// Server: the whole request of a call on the short way.
    func takeRequest(of call: Call) -> [InboundItem] {
        update { state in
            var items: [InboundItem] = []
            while let item = call.inbound.popFirst() {
                consume(item, of: call, &state)
                items.append(item)
            }
            return items
        }
    }

    // MARK: The end of a call

    /// Client: ends a call before its server does.
    private func giveUp(_ call: Call, _ status: GRPCStatus, _ state: inout State) {
        guard !call.isOver else { return }
        call.isOver = true
        call.ending = status
        if call.id != 0 { state.http2.cancel(call.id) }
        deliver(.failed(status), to: call, &state)
        end(call, &state)
    }

    /// Client: whatever is left of a call is of no interest any more.
    func release(_ call: Call) {
        update { state in
            giveUp(call, .givenUp, &state)
        }
    }

    /// Client: the request cannot be completed.
    func abandon(_ call: Call, because error: any Error) {
        let status =
            switch error {
            // gRPC's general client wraps what stopped the writing.
            case let error as RPCError where error.cause is CancellationError: GRPCStatus.givenUp
            case let error as RPCError: GRPCStatus(error)
            case is CancellationError: GRPCStatus.givenUp
            default: GRPCStatus(code: .unknown, message: "the request could not be written: \(error)")
            }
        update { state in
            giveUp(call, status, &state)
        }
    }

    /// Server: the handler has returned.
    func endServing(_ call: Call) {
        update { state in
            state.http2.release(call.id)
            end(call, &state)
        }
    }

    /// Takes no new calls, and closes once those that run have ended.
    func drain() {
        update { $0.http2.drain() }
    }
}

extension GRPCStatus {
    static let givenUp = GRPCStatus(code: .cancelled, message: "the call was cancelled")
}

extension HTTP2Connection {
    fileprivate mutating func open(_ opening: GRPCConnection.Opening) -> Opening {
        open(
            opening.path,
            timeout: opening.timeout,
            compression: opening.compression,
            metadata: opening.metadata
        )
    }

    fileprivate mutating func send(_ message: OutgoingMessage, isLast: Bool = false, on id: StreamID) -> Sending {
        switch message {
        case .bytes(let bytes, let isCompressed):
            send(bytes, isCompressed: isCompressed, isLast: isLast, on: id)
        case .placed(let block):
            send(block, isLast: isLast, on: id)
        }
    }
}

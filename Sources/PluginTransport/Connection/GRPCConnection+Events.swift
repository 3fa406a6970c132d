import HTTP2Engine

// What the engine has to tell reaches the calls that it is about.
extension GRPCConnection {
    /// For how many events the room is kept.
    private static let eventsKept = 1024

    /// Hands on what has happened; who has to be woken is in `wakes` afterwards.
    func handleEvents(_ state: inout State) {
        state.http2.takeEvents(into: &state.events)
        guard !state.events.isEmpty else { return }
        for event in state.events { handle(event, &state) }
        // A portion of very short messages makes tens of thousands of them, once.
        state.events.removeAll(keepingCapacity: state.events.count <= Self.eventsKept)
    }

    private func handle(_ event: HTTP2Event, _ state: inout State) {
        switch event {
        case .request(let id, let head):
            beginServing(id, head, &state)
        case .response(let id, let head):
            guard let call = state.calls[id] else { return }
            call.compression = head.compression
            deliver(.response(head), to: call, &state)
        case .message(let id, let message):
            guard let call = state.calls[id] else { return }
            deliver(.message(message), to: call, &state)
        case .placed(let id, let place):
            take(place, of: id, &state)
        case .unclaimed(let place):
            messages?.inbound.giveBack(place)
        case .requestEnd(let id):
            guard let call = state.calls[id] else { return }
            deliver(.end, to: call, &state)
        case .requestFailed(let id, let status):
            guard let call = state.calls[id] else { return }
            deliver(.failed(status), to: call, &state)
        case .cancelled(let id):
            guard let call = state.calls[id] else { return }
            cancelServing(call, &state)
        case .status(let id, let status, let metadata):
            guard let call = state.calls[id] else { return }
            deliver(.status(status, metadata), to: call, &state)
            end(call, &state)
        case .refused(let id, let status):
            guard let call = state.calls[id] else { return }
            deliver(.status(status, []), to: call, &state)
            end(call, &state)
        case .writable(let id):
            guard let call = state.calls[id] else { return }
            call.isFull = false
            wakeWriters(of: call, canWrite: true, &state)
        case .streamsAvailable:
            wakeOpeners(&state)
        case .draining:
            break
        case .drained:
            beginClosing(&state)
        case .failed(let error):
            if state.failure == nil {
                state.failure = TransportError(
                    code: .protocolViolation,
                    message: "the connection to \(peerName) broke",
                    cause: error
                )
            }
            beginClosing(&state)
        }
    }

    /// Takes a message out of shared memory.
    ///
    /// A host does so before it looks at it, because a plugin could change it meanwhile. A plugin reads what is for a
    /// handler on the short way where it lies: its host has better means to harm it.
    private func take(_ place: MessagePlace, of id: StreamID, _ state: inout State) {
        guard let memory = messages?.inbound else { return }
        let block = ReceivedBlock(memory, place)
        guard let call = state.calls[id] else { return }
        if !call.isGathered {
            let bytes = block.read { [UInt8]($0) }
            deliver(.message(ReceivedMessage(bytes: bytes, isCompressed: false)), to: call, &state)
        } else {
            deliver(.placed(block), to: call, &state)
        }
    }

    /// Hands an item to whoever waits for it, or keeps it.
    func deliver(_ item: InboundItem, to call: Call, _ state: inout State) {
        if call.unary != nil {
            gather(item, for: call, &state)
        } else if call.isGathered {
            gatherRequest(item, for: call, &state)
        } else if let reader = call.reader.take() {
            taken(item, by: call, &state)
            state.wakes.append(.reader(reader, item))
        } else {
            call.inbound.append(item)
        }
    }

    /// Takes note that the application has an item.
    func taken(_ item: InboundItem, by call: Call, _ state: inout State) {
        consume(item, of: call, &state)
        if item.isLast { call.isRead = true }
    }

    /// Lets the peer send as much again as a message took.
    func consume(_ item: InboundItem, of call: Call, _ state: inout State) {
        switch item {
        case .message(let message): state.http2.consume(message.framedLength, of: call.id)
        case .placed(let block): state.http2.consume(block.place.framedLength, of: call.id)
        case .request, .response, .end, .status, .failed: break
        }
    }

    /// A call with one answer wakes its caller once, when everything has come.
    private func gather(_ item: InboundItem, for call: Call, _ state: inout State) {
        switch item {
        case .response(let head):
            call.unary?.outcome.head = head
        case .message(let message):
            consume(item, of: call, &state)
            call.unary?.outcome.messageCount += 1
            if call.unary?.outcome.messageCount == 1 { call.unary?.outcome.message = message }
        case .status(let status, let trailers):
            finishUnary(call, status, trailers, &state)
        case .failed(let status):
            finishUnary(call, status, [], &state)
        case .request, .placed, .end:
            break
        }
    }

    private func finishUnary(_ call: Call, _ status: GRPCStatus, _ trailers: [HeaderField], _ state: inout State) {
        guard var receiver = call.unary.take() else { return }
        receiver.outcome.status = status
        receiver.outcome.trailers = trailers
        state.wakes.append(.unary(receiver.continuation, receiver.outcome))
    }

    /// Forgets a call that is over; what has come for it can still be read.
    func end(_ call: Call, _ state: inout State) {
        call.isOver = true
        if let deadline = call.deadline.take() { thread.cancel(deadline) }
        guard state.calls.removeValue(forKey: call.id) != nil else {
            wakeOpener(of: call, &state)
            return
        }
        countSpinning(-1, &state)
        wakeWriters(of: call, canWrite: false, &state)
    }

    func wakeWriters(of call: Call, canWrite: Bool, _ state: inout State) {
        for writer in call.writers { state.wakes.append(.writer(writer.continuation, canWrite)) }
        call.writers.removeAll()
    }

    // MARK: Waiting for a stream

    /// Wakes as many of those who wait for a stream as there are places, first come, first served.
    func wakeOpeners(_ state: inout State) {
        guard !state.openers.isEmpty else { return }
        let count = min(state.http2.availableStreams, state.openers.count)
        for opener in state.openers.prefix(count) { state.wakes.append(.opener(opener.continuation)) }
        state.openers.removeFirst(count)
        if !state.openers.isEmpty { state.http2.awaitStream() }
    }

    /// Wakes who waits for the stream of a call that is over before it has one.
    private func wakeOpener(of call: Call, _ state: inout State) {
        guard let index = state.openers.firstIndex(where: { $0.call === call }) else { return }
        state.wakes.append(.opener(state.openers.remove(at: index).continuation))
    }

    // MARK: Server

    /// A handler of one request starts once that is whole, and finds everything there.
    private func gatherRequest(_ item: InboundItem, for call: Call, _ state: inout State) {
        guard !call.isRead else { return }
        call.inbound.append(item)
        guard item.isLast else { return }
        call.isRead = true
        state.wakes.append(.accept(call))
    }

    private func beginServing(_ id: StreamID, _ head: RequestHead, _ state: inout State) {
        let method = acceptor?.method(head.path)
        let call = Call(id: id, request: head, method: method)
        state.calls[id] = call
        countSpinning(1, &state)
        if let timeout = head.timeout {
            call.deadline = thread.schedule(after: timeout) { [self] in
                update { expire(call, &$0) }
            }
        }
        if !call.isGathered {
            call.inbound.append(.request(head))
            state.wakes.append(.accept(call))
        }
    }

    /// The call's deadline has passed: it is over for the client, whatever its handler does.
    private func expire(_ call: Call, _ state: inout State) {
        guard !call.isOver else { return }
        if call.isFull {
            // A client that does not read would not get to the status either.
            state.http2.cancel(call.id)
        } else {
            let status = GRPCStatus(code: .deadlineExceeded, message: "the call took longer than its deadline")
            state.http2.sendStatus(status, metadata: [], on: call.id)
        }
        cancelServing(call, &state)
    }

    /// Nobody waits for the answer any more; the handler is told, and ends by itself.
    func cancelServing(_ call: Call, _ state: inout State) {
        guard !call.isCancelled else { return }
        call.isCancelled = true
        if let onCancel = call.onCancel.take() { state.wakes.append(.cancel(onCancel)) }
        if call.method != nil { state.wakes.append(.abandoned(call)) }
        wakeWriters(of: call, canWrite: false, &state)
        deliver(
            .failed(GRPCStatus(code: .cancelled, message: "the client gave the call up")),
            to: call,
            &state
        )
    }

    // MARK: Spinning

    func countSpinning(_ change: Int, _ state: inout State) {
        guard spins, !state.isClosed else { return }
        state.spinningCalls += change
        if change > 0 { thread.beginSpinning() } else { thread.endSpinning() }
    }

    func endSpinning(_ state: inout State) {
        for _ in 0..<state.spinningCalls { thread.endSpinning() }
        state.spinningCalls = 0
    }
}

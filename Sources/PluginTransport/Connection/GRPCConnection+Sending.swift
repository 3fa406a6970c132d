import HTTP2Engine
import Synchronization

// What calls and TLS have to say reaches the carrier.
extension GRPCConnection: IOFlushing {
    /// How many buffers the I/O thread sends for one connection before others get their turn.
    private static let buffersPerRound = 4

    /// Sends what there is, unless another thread does already: then that one sends it too.
    ///
    /// - Parameter limit: how many buffers to send at the most; what others add meanwhile could go on for ever.
    /// - Returns: whether it ended because of that; otherwise there is nothing more that can be sent now.
    @discardableResult
    func send(limit: Int = .max) -> Bool {
        var buffer: [UInt8] = []
        var start = 0
        for _ in 0..<limit {
            let (hasBytes, wakes) = state.withLock { state -> (Bool, [Wake]) in
                guard state.canSend else { return (false, []) }
                take(&buffer, &start, &state)
                state.isSending = !buffer.isEmpty
                handleEvents(&state)
                if buffer.isEmpty { closeIfDone(&state) }
                var wakes: [Wake] = []
                if !state.wakes.isEmpty { swap(&wakes, &state.wakes) }
                return (!buffer.isEmpty, wakes)
            }
            for wake in wakes { perform(wake) }
            guard hasBytes else { return false }
            let failure = write(buffer, from: &start)
            finishSending(&buffer, from: start, failure: failure)
        }
        return true
    }

    /// Takes what goes to the carrier next.
    private func take(_ buffer: inout [UInt8], _ start: inout Int, _ state: inout State) {
        guard state.unsent.isEmpty else {
            swap(&buffer, &state.unsent)
            start = state.unsentStart
            return
        }
        start = 0
        swap(&buffer, &state.spare)
        guard let tls = state.tls else {
            state.http2.takeOutput(into: &buffer)
            return
        }
        if tls.isEstablished, state.http2.hasOutput {
            state.http2.takeOutput(into: &state.plain)
            do {
                try tls.send(state.plain, wire: &state.wire)
            } catch {
                fail(&state, broken(error))
            }
            state.plain.removeAll(keepingCapacity: true)
        }
        swap(&buffer, &state.wire)
    }

    /// Writes until all is gone, or the carrier takes no more.
    ///
    /// - Returns: why the connection is lost, if it is.
    func write(_ buffer: [UInt8], from start: inout Int) -> TransportError? {
        buffer.withUnsafeBytes { bytes in
            while start < bytes.count {
                switch carrier.write(UnsafeRawBufferPointer(rebasing: bytes[start...])) {
                case .moved(let count): start += count
                case .blocked, .ended: return nil
                case .failed(let errno): return lost(errno: errno)
                case .corrupt(let reason): return corrupt(reason)
                }
            }
            return nil
        }
    }

    private func finishSending(_ buffer: inout [UInt8], from start: Int, failure: TransportError?) {
        update(sends: false) { state in
            state.isSending = false
            if state.isClosed {
                retire()
            } else if let failure {
                fail(&state, failure)
            } else if start < buffer.count {
                swap(&state.unsent, &buffer)
                state.unsentStart = start
                setBlocked(true, &state)
            }
            buffer.removeAll(keepingCapacity: true)
            swap(&buffer, &state.spare)
        }
        buffer = []
    }

    /// Watches for room only while something waits for it.
    func setBlocked(_ isBlocked: Bool, _ state: inout State) {
        guard let token = state.token, !state.isClosed, state.isBlocked != isBlocked else { return }
        state.isBlocked = isBlocked
        carrier.awaitRoom(isBlocked, on: thread, token: token)
    }

    // MARK: At the end of a round of the I/O thread

    func flush() {
        let isDue = state.withLock { state in
            state.isFlushScheduled = false
            defer { state.hasWoken = false }
            guard state.canPutOff else { return true }
            if !state.isFlushPutOff {
                state.isFlushPutOff = true
                _ = thread.schedule(after: Self.answerDelay) { [self] in flushPutOff() }
            }
            return false
        }
        guard isDue, send(limit: Self.buffersPerRound) else { return }
        let hasMore = state.withLock { state in
            guard state.canSend, !state.isFlushScheduled else { return false }
            state.isFlushScheduled = true
            return true
        }
        if hasMore { thread.flushLater(self) }
    }

    /// Sends what was put off, if it has not gone out with something else.
    private func flushPutOff() {
        state.withLock { $0.isFlushPutOff = false }
        send()
    }
}

extension GRPCConnection.State {
    /// Whether HTTP/2 may begin.
    var isSecure: Bool { tls?.isEstablished ?? true }

    /// Whether what there is to send may go out together with what somebody who was woken is about to send.
    ///
    /// grpc-go sends a PING with nearly every message. To answer it by itself costs a system call, and on the other side
    /// a thread that wakes for nothing, just when both have a call to look after.
    var canPutOff: Bool {
        hasWoken && http2.hasOnlyAnswers && unsent.isEmpty && wire.isEmpty && !isClosing
    }

    /// Whether there is something to send, and nobody who does already.
    var canSend: Bool {
        guard !isSending, !isBlocked, !isClosed else { return false }
        return !unsent.isEmpty || !wire.isEmpty || isClosing
            || (http2.hasOutput && isSecure)
    }
}

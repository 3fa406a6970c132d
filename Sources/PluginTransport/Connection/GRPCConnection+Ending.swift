import HTTP2Engine
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// How a connection ends, and what is said about it.
extension GRPCConnection {
    /// Ends every call with `status` and closes the connection, once what is left has been sent.
    func close(_ status: GRPCStatus) {
        update { state in
            guard !state.isClosing, !state.isClosed else { return }
            state.http2.close(status)
            handleEvents(&state)
            beginClosing(&state)
        }
    }

    /// Whether it is neither closed nor about to be: whoever was told that a call has failed for that finds it so.
    var isOpen: Bool { state.withLock { !$0.isClosing && !$0.isClosed } }

    /// Ends the connection for a reason.
    func fail(_ error: TransportError) {
        update { fail(&$0, error) }
    }

    func fail(_ state: inout State, _ error: TransportError) {
        guard !state.isClosed else { return }
        if state.failure == nil { state.failure = error }
        if !state.isEstablished { state.wakes.append(.established(.failure(error))) }
        state.http2.abandon(GRPCStatus(code: .unavailable, message: error.description))
        handleEvents(&state)
        // What TLS has to say about it may still help the peer.
        state.isClosing = true
        if !state.isSending, state.unsent.isEmpty { writeLast(&state) }
        drop(&state)
    }

    /// Closes once everything has been sent, or the peer has had its time to read it.
    func beginClosing(_ state: inout State) {
        guard !state.isClosing, !state.isClosed else { return }
        state.isClosing = true
        _ = thread.schedule(after: Self.closeTimeout) { [self] in
            update { drop(&$0) }
        }
        if !state.canSend { closeIfDone(&state) }
    }

    func closeIfDone(_ state: inout State) {
        guard state.isClosing, !state.isClosed, !state.isSending, state.unsent.isEmpty else { return }
        // Without TLS there is no way to say anything.
        guard !state.http2.hasOutput || !state.isSecure else { return }
        if state.isSecure { state.tls?.finish(wire: &state.wire) }
        writeLast(&state)
        drop(&state)
    }

    /// Writes what TLS has to say last: it is small, and a peer that does not read needs it no more.
    private func writeLast(_ state: inout State) {
        var start = 0
        if !state.wire.isEmpty { _ = write(state.wire, from: &start) }
        state.wire.removeAll()
    }

    /// Closes the carrier, whatever has not been sent.
    func drop(_ state: inout State) {
        guard !state.isClosed else { return }
        state.isClosed = true
        carrier.shutDown(on: thread, token: state.token)
        if let timer = state.handshakeTimer.take() { thread.cancel(timer) }
        endSpinning(&state)
        // A thread that is in the middle of a write does it afterwards.
        if !state.isSending { retire() }
    }

    /// Gives the descriptor back, on the thread that reads from it, so that nobody can be in the middle of a read.
    func retire() {
        thread.run { [self] in
            carrier.close()
            perform(.closed)
        }
    }

    // MARK: Words

    func lost(errno: Int32) -> TransportError {
        TransportError(
            code: .connectFailed,
            message: "the connection to \(peerName) was lost: \(String(cString: strerror(errno)))"
        )
    }

    func corrupt(_ reason: String) -> TransportError {
        TransportError(code: .protocolViolation, message: "the connection to \(peerName) was lost: \(reason)")
    }

    func broken(_ error: any Error) -> TransportError {
        let message = "the connection to \(peerName) broke"
        let refusal = TLSAlert.refusal(in: error).map { ": \($0)" } ?? ""
        return TransportError(code: .connectFailed, message: message + refusal, cause: error)
    }

    func handshakeError(_ error: (any Error)?) -> TransportError {
        let (reason, cause): (String, (any Error)?) =
            switch error {
            case is TLSLayer.NoApplicationProtocol:
                ("it did not select the application protocol h2 (ALPN); it needs a gRPC server that does", nil)
            case let failure as HandshakeFailure:
                (failure.reason, failure.cause)
            case nil:
                ("it closed the connection", nil)
            default:
                ("TLS could not begin", error)
            }
        return TransportError(
            code: .handshakeFailed,
            message: "the TLS handshake with \(peerName) failed: \(reason)",
            cause: cause
        )
    }
}

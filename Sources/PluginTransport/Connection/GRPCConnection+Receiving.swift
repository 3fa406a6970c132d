import HTTP2Engine
import Synchronization

// What comes from the carrier reaches the engine.
extension GRPCConnection: IOSource {
    func ready(_ readiness: Readiness, on thread: IOThread) {
        if readiness.contains(.writable) { update { setBlocked(false, &$0) } }
        guard readiness.contains(.readable), !state.withLock({ $0.isClosed }) else { return }
        switch carrier.read(into: thread.buffer) {
        case .moved(let count): receive(UnsafeRawBufferPointer(rebasing: thread.buffer[..<count]))
        case .blocked: break
        case .ended: update { endByPeer(&$0) }
        case .failed(let errno): fail(lost(errno: errno))
        case .corrupt(let reason): fail(corrupt(reason))
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) {
        let now = ContinuousClock.now
        update { state in
            guard !state.isClosed else { return }
            defer {
                if state.handshakeTimer != nil, state.http2.isEstablished {
                    state.handshakeTimer.take().map { thread.cancel($0) }
                }
            }
            guard let tls = state.tls else {
                state.http2.receive(bytes, at: now)
                return
            }
            do {
                try tls.receive(bytes, plain: &state.plain, wire: &state.wire)
                establish(&state)
                if !state.plain.isEmpty {
                    state.plain.withUnsafeBytes { state.http2.receive($0, at: now) }
                    state.plain.removeAll(keepingCapacity: true)
                }
                if tls.isEnded { endByPeer(&state) }
            } catch {
                state.plain.removeAll(keepingCapacity: true)
                fail(&state, state.isEstablished ? broken(error) : handshakeError(error))
            }
        }
    }

    func establish(_ state: inout State) {
        guard !state.isEstablished, state.isSecure else { return }
        state.isEstablished = true
        // Only the side that has connected tells whom it has reached.
        let tls = role == .client ? state.tls?.summary : nil
        state.wakes.append(.established(.success(tls)))
    }

    /// The peer has closed its side: what still could come has come.
    func endByPeer(_ state: inout State) {
        guard !state.isClosed else { return }
        guard state.isEstablished else {
            fail(&state, handshakeError(nil))
            return
        }
        state.http2.abandon(GRPCStatus(code: .unavailable, message: "\(peerName) closed the connection"))
        handleEvents(&state)
        drop(&state)
    }
}

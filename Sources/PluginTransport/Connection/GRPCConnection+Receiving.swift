import HTTP2Engine
import Synchronization

// What comes from the socket reaches the engine.
extension GRPCConnection: IOSource {
    func ready(_ readiness: Readiness, on thread: IOThread) {
        if readiness.contains(.writable) { update { setBlocked(false, &$0) } }
        guard readiness.contains(.readable), !state.withLock({ $0.isClosed }) else { return }
        switch socket.read(into: thread.buffer) {
        case .moved(let count): receive(UnsafeRawBufferPointer(rebasing: thread.buffer[..<count]))
        case .blocked: break
        case .ended: update { endByPeer(&$0) }
        case .failed(let errno): fail(lost(errno: errno))
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
            if state.layers.isTransparent {
                state.http2.receive(bytes, at: now)
                return
            }
            do {
                try state.layers.receive(bytes, plain: &state.plain, wire: &state.wire)
                establish(&state)
                if !state.plain.isEmpty {
                    state.plain.withUnsafeBytes { state.http2.receive($0, at: now) }
                    state.plain.removeAll(keepingCapacity: true)
                }
                if state.layers.isEnded { endByPeer(&state) }
            } catch {
                state.plain.removeAll(keepingCapacity: true)
                fail(&state, state.isEstablished ? broken(error) : handshakeError(error))
            }
        }
    }

    func establish(_ state: inout State) {
        guard !state.isEstablished, state.layers.isEstablished else { return }
        state.isEstablished = true
        state.wakes.append(.established(.success(state.layers.tlsVersion)))
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
        dropSocket(&state)
    }
}

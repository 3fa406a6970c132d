import PluginProtocol
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One socket that many connections share: a yamux session, whose streams are their carriers.
///
/// Its state is under one lock, which is never held while a connection is told something: connections call from under
/// theirs.
final class MultiplexedSocket: IOSource {
    /// How long a stream that this side has finished waits for its peer to do so too, before it is reset.
    static let closeTimeout: Duration = .seconds(1)

    private struct Stream {
        var inbound: [UInt8] = []
        var inboundStart = 0
        /// Who is told; nil before the watching begins and after it has ended.
        var source: (any IOSource)?
        var awaitsRoom = false
        /// What a read says behind the last byte.
        var ending: Transfer?

        var isReadable: Bool { inboundStart < inbound.count || ending != nil }

        /// Moves what has come into `buffer`, in place: a copy of the stream would make it copy its bytes.
        mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            let count = min(inbound.count - inboundStart, buffer.count)
            guard count > 0 else { return 0 }
            inbound.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[inboundStart...].prefix(count)))
            }
            inboundStart += count
            if inboundStart == inbound.count {
                inbound.removeAll(keepingCapacity: true)
                inboundStart = 0
            }
            return count
        }

        /// The first reason counts.
        mutating func end(_ ending: Transfer) {
            if self.ending == nil { self.ending = ending }
        }
    }

    private struct State {
        var session: YamuxSession
        var streams: [UInt32: Stream] = [:]
        /// What was taken from the session for the socket; no more is, before all of it has gone.
        var output: [UInt8] = []
        var outputStart = 0
        var token: UInt64?
        /// Whether the socket takes no more for now; then the streams take none either.
        var isBlocked = false
        /// Why there is nothing more to read or write.
        var ending: Transfer?
        /// The stream whose end is the end of all.
        var main: UInt32?
        /// Ends a session in which no stream is opened.
        var timer: Timers.ID?
        var opened: (@Sendable (MultiplexedStream) -> Void)?
        var ended: (@Sendable (MultiplexedSocket) -> Void)?
        var brokered: (@Sendable (MultiplexedStream) -> Bool)?
    }

    let thread: IOThread
    let socket: StreamSocket
    private let state: Mutex<State>

    /// Takes a connected socket over.
    init(_ socket: StreamSocket, role: YamuxSession.Role, thread: IOThread) {
        self.socket = socket
        self.thread = thread
        state = Mutex(State(session: YamuxSession(role: role)))
    }

    /// Begins.
    ///
    /// - Parameters:
    ///   - timeout: how long the peer may take to open its first stream; nil when it need not.
    ///   - opened: gets each stream that the peer opens, unless the broker takes it; called on the I/O thread.
    ///   - ended: called when the socket is closed, on the I/O thread.
    func start(
        within timeout: Duration? = nil,
        opened: @escaping @Sendable (MultiplexedStream) -> Void,
        ended: (@Sendable (MultiplexedSocket) -> Void)? = nil
    ) {
        state.withLock { state in
            guard state.ending == nil else { return }
            (state.opened, state.ended) = (opened, ended)
            state.token = thread.watch(socket.descriptor, for: .readable, source: self)
            state.timer = timeout.map { thread.schedule(after: $0) { [weak self] in self?.close() } }
        }
    }

    /// Lets a broker have the streams of the peer that it says are its own; called on the I/O thread.
    func offerStreams(_ brokered: (@Sendable (MultiplexedStream) -> Bool)?) {
        state.withLock { $0.brokered = brokered }
    }

    /// Opens a stream.
    ///
    /// - Parameter isMain: whether the session ends with it.
    /// - Throws: ``TransportError`` with code `connectFailed`.
    func open(isMain: Bool = false) throws(TransportError) -> MultiplexedStream {
        do throws(YamuxError) {
            let id = try state.withLock { state throws(YamuxError) in
                guard state.ending == nil else {
                    throw YamuxError(code: .goingAway, message: "the connection that carries all others is closed")
                }
                let id = try state.session.open()
                state.streams[id] = Stream()
                if isMain { state.main = id }
                flush(&state)
                return id
            }
            return MultiplexedStream(id: id, socket: self)
        } catch {
            throw TransportError(code: .connectFailed, message: "cannot open a stream to the peer", cause: error)
        }
    }

    /// Ends the session and all its streams.
    func close() {
        end(.ended)
    }

    // MARK: What streams ask for

    func read(_ id: UInt32, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        state.withLock { state in
            guard let count = state.streams[id]?.read(into: buffer) else { return .ended }
            guard count > 0 else { return state.streams[id]?.ending ?? .blocked }
            state.session.consume(count, of: id)
            flush(&state)
            return .moved(count)
        }
    }

    func write(_ id: UInt32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
        state.withLock { state in
            if let ending = state.ending { return ending == .ended ? .failed(errno: EPIPE) : ending }
            guard !state.isBlocked else { return .blocked }
            let count = state.session.send(bytes, on: id)
            guard count > 0 else {
                return state.session.isOpen(id) || bytes.isEmpty ? .blocked : .failed(errno: EPIPE)
            }
            flush(&state)
            return .moved(count)
        }
    }

    func watch(_ id: UInt32, source: any IOSource) {
        let isReadable = state.withLock { state in
            state.streams[id]?.source = source
            return state.streams[id]?.isReadable ?? false
        }
        if isReadable { thread.run { [self] in tell(id) } }
    }

    func awaitRoom(_ id: UInt32, _ isAwaited: Bool) {
        let isWritable = state.withLock { state in
            state.streams[id]?.awaitsRoom = isAwaited
            return isAwaited && hasRoom(id, state)
        }
        // It may have been made between the write that found none and now.
        if isWritable { thread.run { [self] in tellWriters() } }
    }

    func finish(_ id: UInt32) {
        state.withLock { state in
            state.streams[id]?.source = nil
            state.session.finish(id)
            flush(&state)
        }
    }

    func close(_ id: UInt32) {
        let (isMain, isOpen) = state.withLock { state in
            state.streams[id] = nil
            return (state.main == id, state.session.isOpen(id))
        }
        if isMain {
            close()
        } else if isOpen {
            // A reset at once would take from the peer what it has not read.
            _ = thread.schedule(after: Self.closeTimeout) { [weak self] in self?.refuse(id) }
        }
    }

    func refuse(_ id: UInt32) {
        state.withLock { state in
            state.streams[id] = nil
            state.session.reset(id)
            flush(&state)
        }
    }

    // MARK: The socket

    func ready(_ readiness: Readiness, on thread: IOThread) {
        if readiness.contains(.writable) {
            state.withLock { state in
                setBlocked(false, &state)
                flush(&state)
            }
        }
        if readiness.contains(.readable) {
            switch socket.read(into: thread.buffer) {
            case .moved(let count): receive(UnsafeRawBufferPointer(rebasing: thread.buffer[..<count]))
            case .blocked: break
            case let ending: end(ending)
            }
        }
        tellWriters()
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) {
        var opened: [UInt32] = []
        var readable: [UInt32] = []
        var handler: (@Sendable (MultiplexedStream) -> Void)?
        var brokered: (@Sendable (MultiplexedStream) -> Bool)?
        var failure: YamuxError?
        state.withLock { state in
            do throws(YamuxError) {
                for event in try state.session.receive(bytes) {
                    handle(event, &state, opened: &opened, readable: &readable)
                }
            } catch {
                failure = error
            }
            flush(&state)
            (handler, brokered) = (state.opened, state.brokered)
        }
        for id in opened {
            let stream = MultiplexedStream(id: id, socket: self)
            if brokered?(stream) != true { handler?(stream) }
        }
        for id in readable { tell(id) }
        if let failure { end(.corrupt("it broke the rules of yamux: \(failure.message)")) }
    }

    private func handle(
        _ event: YamuxSession.Event,
        _ state: inout State,
        opened: inout [UInt32],
        readable: inout [UInt32]
    ) {
        switch event {
        case .opened(let id):
            // At once: HashiCorp's implementation gives the whole session up over a stream that nobody accepts.
            state.session.accept(id)
            state.streams[id] = Stream()
            if let timer = state.timer.take() { thread.cancel(timer) }
            opened.append(id)
        case .data(let id, let bytes):
            state.streams[id]?.inbound += bytes
            if readable.last != id { readable.append(id) }
        case .finished(let id):
            state.streams[id]?.end(.ended)
            readable.append(id)
        case .reset(let id):
            state.streams[id]?.end(.failed(errno: ECONNRESET))
            readable.append(id)
        case .acknowledged, .writable, .goAway:
            break
        }
    }

    /// Sends what there is, as far as the socket takes it.
    ///
    /// The rest stays with the session, which bounds what a peer provokes that does not read.
    private func flush(_ state: inout State) {
        guard state.ending == nil, !state.isBlocked else { return }
        while true {
            if state.outputStart == state.output.count {
                state.output = state.session.takeOutput()
                state.outputStart = 0
                if state.output.isEmpty { return }
            }
            let transfer = state.output.withUnsafeBytes {
                socket.write(UnsafeRawBufferPointer(rebasing: $0[state.outputStart...]))
            }
            switch transfer {
            case .moved(let count):
                state.outputStart += count
            case .blocked:
                setBlocked(true, &state)
                return
            case let ending:
                thread.run { [self] in end(ending) }
                return
            }
        }
    }

    private func setBlocked(_ isBlocked: Bool, _ state: inout State) {
        guard state.ending == nil, state.isBlocked != isBlocked else { return }
        state.isBlocked = isBlocked
        if let token = state.token { socket.awaitRoom(isBlocked, on: thread, token: token) }
    }

    private func end(_ ending: Transfer) {
        let (streams, ended) = state.withLock { state -> ([UInt32]?, (@Sendable (MultiplexedSocket) -> Void)?) in
            guard state.ending == nil else { return (nil, nil) }
            flush(&state)
            state.ending = ending
            (state.opened, state.brokered) = (nil, nil)
            if let timer = state.timer.take() { thread.cancel(timer) }
            for id in Array(state.streams.keys) { state.streams[id]?.end(ending) }
            socket.shutDown(on: thread, token: state.token)
            return (Array(state.streams.keys), state.ended.take())
        }
        guard let streams else { return }
        thread.run { [self] in
            for id in streams { tell(id) }
            // Behind all of them: nobody can be in the middle of a read here.
            socket.close()
            ended?(self)
        }
    }

    // MARK: Telling connections; on the I/O thread, without the lock

    /// Lets the connection read what has come, and then its end.
    private func tell(_ id: UInt32) {
        var left: Int?
        while true {
            let (source, count) = state.withLock { state -> ((any IOSource)?, Int) in
                guard let stream = state.streams[id], stream.isReadable else { return (nil, 0) }
                return (stream.source, stream.inbound.count - stream.inboundStart + 1)
            }
            // One that does not read is not asked again and again.
            guard let source, count != left else { return }
            left = count
            source.ready(.readable, on: thread)
        }
    }

    private func tellWriters() {
        let sources = state.withLock { state in
            state.streams.compactMap { $0.value.awaitsRoom && hasRoom($0.key, state) ? $0.value.source : nil }
        }
        for source in sources { source.ready(.writable, on: thread) }
    }

    private func hasRoom(_ id: UInt32, _ state: State) -> Bool {
        if state.ending != nil { return true }
        return !state.isBlocked && (state.session.room(on: id) > 0 || !state.session.isOpen(id))
    }
}

/// One stream of a yamux session, as the carrier of a connection.
struct MultiplexedStream: Carrier {
    let id: UInt32
    let socket: MultiplexedSocket

    var messages: SharedMessages? { nil }

    /// Tells the peer that nobody takes the stream that it has opened.
    func refuse() {
        socket.refuse(id)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        socket.read(id, into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        socket.write(id, bytes)
    }

    func watch(on thread: IOThread, source: any IOSource) -> UInt64 {
        socket.watch(id, source: source)
        return UInt64(id)
    }

    func awaitRoom(_ isAwaited: Bool, on thread: IOThread, token: UInt64) {
        socket.awaitRoom(id, isAwaited)
    }

    func shutDown(on thread: IOThread, token: UInt64?) {
        socket.finish(id)
    }

    func close() {
        socket.close(id)
    }
}

import PluginProtocol

/// One yamux stream under a connection, as bytes in and bytes out.
///
/// The host is the yamux client and opens the stream as soon as it is connected; go-plugin takes the first stream for the
/// main connection. This host brokers no further connections, so streams that the plugin opens are reset.
struct YamuxLayer {
    /// How much may wait for the peer's window before no more is taken, in bytes.
    static let mark = 256 * 1024

    private var session = YamuxSession(role: .client)
    private let stream: UInt32
    /// What the peer's window has not taken yet.
    private var pending: [UInt8] = []
    private var pendingStart = 0
    /// Whether the peer has ended the stream or the session.
    private(set) var isEnded = false

    init() throws {
        stream = try session.open()
    }

    /// Whether to wait before sending more.
    var isFull: Bool { pending.count - pendingStart > Self.mark }

    /// Takes bytes from the peer.
    mutating func receive(_ bytes: UnsafeRawBufferPointer, plain: inout [UInt8], wire: inout [UInt8]) throws {
        defer { wire += session.takeOutput() }
        for event in try session.receive(bytes) {
            switch event {
            case .data(let stream, let bytes) where stream == self.stream:
                session.consume(bytes.count, of: stream)
                plain += bytes
            case .finished(let stream) where stream == self.stream, .reset(let stream) where stream == self.stream:
                isEnded = true
            case .goAway:
                isEnded = true
            case .opened(let other):
                session.reset(other)
            case .data, .finished, .reset, .acknowledged, .writable:
                break
            }
        }
        sendPending()
    }

    /// Sends what the peer's window takes, and keeps the rest.
    mutating func send(_ plain: [UInt8], wire: inout [UInt8]) {
        pending += plain
        sendPending()
        wire += session.takeOutput()
    }

    /// Says goodbye to the peer.
    mutating func finish(wire: inout [UInt8]) {
        session.finish(stream)
        wire += session.takeOutput()
    }

    private mutating func sendPending() {
        pendingStart += session.send(pending[pendingStart...], on: stream)
        if pendingStart == pending.count {
            pending.removeAll(keepingCapacity: true)
            pendingStart = 0
        } else if pendingStart > Self.mark {
            pending.removeFirst(pendingStart)
            pendingStart = 0
        }
    }
}

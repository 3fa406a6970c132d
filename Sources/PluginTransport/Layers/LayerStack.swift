/// Which end of a connection this is.
enum ConnectionRole: Sendable {
    case client
    case server
}

/// What lies between a socket and the HTTP/2 on it: nothing, TLS, yamux, or TLS on yamux.
struct LayerStack {
    private var yamux: YamuxLayer?
    private let tls: TLSLayer?
    /// Reused between calls.
    private var between: [UInt8] = []

    init(yamux: YamuxLayer?, tls: TLSLayer?) {
        self.yamux = yamux
        self.tls = tls
    }

    /// Whether bytes pass as they are.
    var isTransparent: Bool { yamux == nil && tls == nil }
    /// Whether HTTP/2 may begin.
    var isEstablished: Bool { tls?.isEstablished ?? true }
    /// The version of TLS, once it is agreed.
    var tlsVersion: String? { tls?.version }
    /// Whether to wait before sending more.
    var isFull: Bool { yamux?.isFull ?? false }
    /// Whether the peer has ended what lies below.
    var isEnded: Bool { tls?.isEnded ?? false || yamux?.isEnded ?? false }

    /// Begins: what there is to send first goes to `wire`.
    mutating func start(wire: inout [UInt8]) throws {
        between.removeAll(keepingCapacity: true)
        try tls?.start(wire: &between)
        sendBelow(between, wire: &wire)
    }

    /// Takes bytes from the socket, and says in `plain` what they mean.
    mutating func receive(_ bytes: UnsafeRawBufferPointer, plain: inout [UInt8], wire: inout [UInt8]) throws {
        guard let tls else {
            if yamux == nil { plain.append(contentsOf: bytes) }
            try yamux?.receive(bytes, plain: &plain, wire: &wire)
            return
        }
        var answers: [UInt8] = []
        defer { if !answers.isEmpty { sendBelow(answers, wire: &wire) } }
        if yamux == nil {
            try tls.receive(bytes, plain: &plain, wire: &answers)
        } else {
            between.removeAll(keepingCapacity: true)
            try yamux?.receive(bytes, plain: &between, wire: &wire)
            // TLS takes nothing at all for the end.
            guard !between.isEmpty else { return }
            try between.withUnsafeBytes { try tls.receive($0, plain: &plain, wire: &answers) }
        }
    }

    /// Turns what HTTP/2 has to say into what goes to the socket.
    mutating func send(_ plain: [UInt8], wire: inout [UInt8]) throws {
        guard let tls else {
            sendBelow(plain, wire: &wire)
            return
        }
        if yamux == nil {
            try tls.send(plain, wire: &wire)
        } else {
            between.removeAll(keepingCapacity: true)
            try tls.send(plain, wire: &between)
            yamux?.send(between, wire: &wire)
        }
    }

    /// Says goodbye in each layer.
    mutating func finish(wire: inout [UInt8]) {
        between.removeAll(keepingCapacity: true)
        tls?.finish(wire: &between)
        sendBelow(between, wire: &wire)
        yamux?.finish(wire: &wire)
    }

    private mutating func sendBelow(_ bytes: [UInt8], wire: inout [UInt8]) {
        if yamux == nil { wire += bytes } else { yamux?.send(bytes, wire: &wire) }
    }
}

@testable import HTTP2Engine

/// An engine and a peer that says to it whatever a test wants.
struct ScriptedPeer {
    var engine: HTTP2Connection
    private(set) var listener: Listener
    /// The time of the engine; it stands still unless a test moves it.
    var now = ContinuousClock.now

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// A peer that has said hello, unless `greets` is false, and has read the engine's hello.
    init(
        against role: HTTP2Connection.Role,
        limits: ConnectionLimits = ConnectionLimits(),
        settings: [(UInt16, UInt32)] = [],
        greets: Bool = true
    ) {
        engine = HTTP2Connection(role: role, limits: limits)
        listener = Listener(to: role)
        guard greets else { return }
        if role == .server { say(bytes: Self.preface) }
        say(.settings(settings), .settingsAnswer)
        for case (5, let size) in settings { listener.maximumFrameSize = Int(size) }
        _ = hear()
    }

    mutating func say(_ frames: WireFrame...) {
        say(bytes: frames.flatMap(\.bytes))
    }

    mutating func say(bytes: [UInt8]) {
        engine.receive(bytes, at: now)
    }

    /// Says the same many times, as one who reads nothing.
    mutating func say(_ count: Int, times frame: WireFrame) {
        let bytes = frame.bytes
        for _ in 0..<count where !engine.isClosed { say(bytes: bytes) }
    }

    /// What the engine has said since the last time.
    mutating func hear() -> [Said] {
        listener.understand(engine.outputBytes())
    }

    /// What the engine has told its application since the last time.
    mutating func told() -> [Told] {
        engine.events().map { Told($0) }
    }

    /// Client: opens a call.
    mutating func open(_ path: String = "/a.B/C") -> UInt32? {
        guard case .opened(let id) = engine.open(path) else { return nil }
        return id
    }
}

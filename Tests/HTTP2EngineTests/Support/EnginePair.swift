@testable import HTTP2Engine

/// A client and a server, back to back.
struct EnginePair {
    var client: HTTP2Connection
    var server: HTTP2Connection
    /// What an application does with an event; it may use its own end only.
    var onClientEvent: (inout HTTP2Connection, HTTP2Event) -> Void = { _, _ in }
    var onServerEvent: (inout HTTP2Connection, HTTP2Event) -> Void = { _, _ in }
    /// The most bytes that were on their way in one direction.
    private(set) var largestFlight = 0
    private var (toServer, toClient): ([UInt8], [UInt8]) = ([], [])
    private let now = ContinuousClock.now

    init(limits: ConnectionLimits = ConnectionLimits()) {
        client = HTTP2Connection(role: .client, limits: limits)
        server = HTTP2Connection(role: .server, limits: limits)
    }

    /// Lets bytes pass until there are none.
    mutating func run() {
        while step(.max, .max) {}
    }

    /// Moves what there is to send, and hands over up to so many bytes each way; false when nothing happened.
    mutating func step(_ upCount: Int, _ downCount: Int) -> Bool {
        Self.send(&client, &toServer)
        Self.send(&server, &toClient)
        largestFlight = max(largestFlight, toServer.count, toClient.count)
        let moved = !toServer.isEmpty || !toClient.isEmpty
        Self.receive(upCount, of: &toServer, &server, now)
        Self.receive(downCount, of: &toClient, &client, now)
        for event in client.events() { onClientEvent(&client, event) }
        for event in server.events() { onServerEvent(&server, event) }
        return moved || client.hasOutput || server.hasOutput
    }

    private static func send(_ engine: inout HTTP2Connection, _ wire: inout [UInt8]) {
        // A wire that is full takes no more, as a socket does.
        if engine.hasOutput, wire.count < 1 << 16 { wire += engine.outputBytes() }
    }

    private static func receive(
        _ count: Int,
        of wire: inout [UInt8],
        _ engine: inout HTTP2Connection,
        _ now: ContinuousClock.Instant
    ) {
        let portion = Array(wire.prefix(count))
        wire.removeFirst(portion.count)
        engine.receive(portion, at: now)
    }
}

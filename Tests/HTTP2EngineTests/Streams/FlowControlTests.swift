import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 streams: flow control")
struct FlowControlTests {
    @Test("A sender keeps to both windows and to the frame size", arguments: 0..<20 as Range<UInt64>)
    func sender(seed: UInt64) {
        var random = GRPCSeededRandom(seed: seed)
        let initial = Int.random(in: 0...40_000, using: &random)
        var peer = ScriptedPeer(against: .client, settings: [(4, UInt32(initial))])
        var (connection, windows, sent) = (65_535, [UInt32: Int](), [UInt32: [UInt8]]())
        var given: [UInt32: [UInt8]] = [:]
        for id in stride(from: UInt32(1), to: 9, by: 2) {
            _ = peer.open()
            windows[id] = initial
        }
        for _ in 0..<300 {
            let id = UInt32.random(in: 0...3, using: &random) * 2 + 1
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let message = random.bytes(Int.random(in: 0...3000, using: &random))
                _ = peer.engine.send(message, on: id)
                given[id, default: []] += framed(message)
            case 1:
                let increment = Int.random(in: 1...5000, using: &random)
                peer.say(.windowUpdate(id, UInt32(increment)))
                windows[id, default: 0] += increment
            case 2:
                let increment = Int.random(in: 1...20_000, using: &random)
                peer.say(.windowUpdate(0, UInt32(increment)))
                connection += increment
            default:
                for case .data(let stream, let bytes, _) in peer.hear() {
                    connection -= bytes.count
                    windows[stream, default: 0] -= bytes.count
                    sent[stream, default: []] += bytes
                    #expect(connection >= 0 && (windows[stream] ?? -1) >= 0)
                }
            }
        }
        #expect(peer.listener.faults.isEmpty)
        // With open windows all of it comes, and in its order.
        peer.say(.settings([(4, 0x3fff_ffff)]), .windowUpdate(0, 0x3fff_ffff))
        while peer.engine.hasOutput {
            for case .data(let stream, let bytes, _) in peer.hear() { sent[stream, default: []] += bytes }
        }
        #expect(sent == given)
    }

    @Test("A stream that is full says so, and later that it takes more")
    func backpressure() {
        var peer = ScriptedPeer(against: .client, settings: [(4, 1000)])
        _ = peer.open()
        let message = [UInt8](repeating: 1, count: 995)
        var count = 0
        while case .ready = peer.engine.send(message, on: 1), count < 1000 { count += 1 }
        // The window takes one message, and those that wait come up to the mark.
        #expect(count == (HTTP2Connection.queueMark + 999) / 1000)
        #expect(peer.told().isEmpty)
        _ = peer.hear()
        let excess = (count * 1000) - HTTP2Connection.queueMark
        peer.say(.windowUpdate(1, UInt32(excess)))
        _ = peer.hear()
        #expect(peer.told().isEmpty, "as much as the mark still waits")
        peer.say(.windowUpdate(1, 1))
        _ = peer.hear()
        #expect(peer.told() == [.writable(1)])
        peer.say(.windowUpdate(1, 1000))
        _ = peer.hear()
        #expect(peer.told().isEmpty, "it was told once")
    }

    @Test("Output is cut no further ahead than its mark")
    func outputMark() {
        var peer = ScriptedPeer(against: .client, settings: [(4, 1 << 24)])
        peer.say(.windowUpdate(0, 1 << 24))
        _ = (peer.open(), peer.open())
        for id: UInt32 in [1, 3] { _ = peer.engine.send([UInt8](repeating: 1, count: 1 << 20), on: id) }
        var total = 0
        while peer.engine.hasOutput {
            let bytes = peer.engine.outputBytes()
            #expect(bytes.count <= HTTP2Connection.outputMark + 16_384 + 9)
            total += WireFrame.all(in: bytes).reduce(0) { $0 + ($1.type == 0 ? $1.payload.count : 0) }
        }
        #expect(total == 2 * (1 << 20 + 5))
    }

    @Test("Streams with much to send take turns, and one with little does not wait for them")
    func fairness() {
        var peer = ScriptedPeer(against: .client, settings: [(4, 1 << 24)])
        for _ in 0..<8 { _ = peer.open() }
        // The connection's window is used up by the first, so that all wait.
        for id in stride(from: UInt32(1), to: 15, by: 2) {
            _ = peer.engine.send([UInt8](repeating: 1, count: 1 << 20), on: id)
        }
        _ = peer.engine.send([1, 2, 3], on: 15)
        _ = peer.hear()
        peer.say(.windowUpdate(0, 1 << 20))
        var sent: [UInt32: Int] = [:]
        while peer.engine.hasOutput {
            for case .data(let stream, let bytes, _) in peer.hear() { sent[stream, default: 0] += bytes.count }
        }
        #expect(sent[15] == 8)
        let others = sent.filter { $0.key != 15 }.values
        #expect(others.count == 7 && (others.max() ?? 0) - (others.min() ?? 0) <= 16_384)
    }

    @Test("A stream that sends when others wait goes behind them")
    func noOvertaking() {
        var peer = ScriptedPeer(against: .client, settings: [(4, 1 << 24)])
        for _ in 0..<3 { _ = peer.open() }
        for id: UInt32 in [1, 3] { _ = peer.engine.send([UInt8](repeating: 1, count: 70_000), on: id) }
        _ = peer.hear()
        peer.say(.windowUpdate(0, 20_000))
        _ = peer.engine.send([5], on: 5)
        #expect(peer.hear().map(\.stream) == [1, 3])
        peer.say(.windowUpdate(0, 20_000))
        #expect(peer.hear().map(\.stream).contains(5))
    }

    @Test("A stream is full with the mark, and not a byte before", arguments: [-1, 0])
    func mark(excess: Int) {
        var peer = ScriptedPeer(against: .client, settings: [(4, 0)])
        _ = peer.open()
        let size = HTTP2Connection.queueMark + excess - MessagePrefix.byteCount
        switch peer.engine.send([UInt8](repeating: 0, count: size), on: 1) {
        case .ready: #expect(excess < 0)
        case .full: #expect(excess == 0)
        case .closed: Issue.record("closed")
        }
    }

    @Test("Padding counts, and is given back")
    func padding() {
        var limits = ConnectionLimits()
        (limits.streamWindow, limits.connectionWindow) = (70_000, 140_000)
        var peer = ScriptedPeer.server(limits: limits)
        var given: [UInt32: Int] = [:]
        for _ in 0..<2000 {
            peer.say(.data(1, [], padding: 255))
            for case .windowUpdate(let stream, let increment) in peer.hear() {
                given[stream, default: 0] += Int(increment)
            }
        }
        let sent = 2000 * 256
        #expect(sent - (given[1] ?? 0) < 35_000 && sent - (given[0] ?? 0) < 70_000)
    }

    @Test("More than the connection's window ends the connection", arguments: [0, 1])
    func connectionWindow(excess: Int) {
        var limits = ConnectionLimits()
        limits.connectionWindow = 80_000
        var peer = ScriptedPeer.server(limits: limits)
        peer.say(.data(1, [UInt8](repeating: 0, count: 39_999)))
        #expect(peer.hear().isEmpty, "it is not worth an update yet")
        let rest = [WireFrame.data(3, [UInt8](repeating: 0, count: 40_001 + excess))]
        let isWithin = excess == 0
        var expected = Reaction.connectionError(Reaction.flowControl)
        if isWithin { expected = .streamError(3, Reaction.streamClosed) }
        #expect(peer.reaction(to: rest) == expected)
    }

    @Test("A window of a stream that has sent its end means nothing any more", arguments: [0, 0x7fff_ffff] as [UInt32])
    func windowOfAnswered(increment: UInt32) {
        var peer = ScriptedPeer.server()
        peer.engine.sendStatus(.ok, on: 3)
        _ = peer.hear()
        #expect(peer.reaction(to: [.windowUpdate(3, increment)]) == .tolerated)
        #expect(peer.told().isEmpty)
    }

    @Test("A message of 64 MiB passes through windows that are much smaller")
    func largeMessage() {
        var limits = ConnectionLimits()
        (limits.messageSize, limits.streamWindow, limits.connectionWindow) = (64 << 20, 256 << 10, 1 << 20)
        var pair = EnginePair(limits: limits)
        pair.run()
        guard case .opened(let id) = pair.client.open("/x") else {
            Issue.record("not opened")
            return
        }
        let message = [UInt8](repeating: 0xa5, count: 64 << 20)
        _ = pair.client.send(message, isLast: true, on: id)
        var received: [ReceivedMessage] = []
        pair.onServerEvent = { server, event in
            guard case .message(let id, let message) = event else { return }
            received.append(message)
            server.consume(message.framedLength, of: id)
        }
        pair.run()
        #expect(received.map(\.bytes.count) == [64 << 20] && received.first?.bytes == message)
        #expect(pair.largestFlight <= limits.connectionWindow + HTTP2Connection.outputMark)
    }

    @Test("A stream that nobody reads stops, and 63 others go on beside it")
    func slowReader() {
        var limits = ConnectionLimits()
        (limits.streamWindow, limits.connectionWindow) = (70_000, 140_000)
        var pair = EnginePair(limits: limits)
        pair.run()
        let ids = (0..<64).compactMap { _ -> StreamID? in
            if case .opened(let id) = pair.client.open("/x") { id } else { nil }
        }
        #expect(ids.count == 64)
        var held = 0
        var counts: [StreamID: Int] = [:]
        pair.onServerEvent = { server, event in
            guard case .message(let id, let message) = event else { return }
            counts[id, default: 0] += 1
            if id == 1 { held += message.framedLength } else { server.consume(message.framedLength, of: id) }
        }
        let message = [UInt8](repeating: 7, count: 10_000)
        for _ in 0..<30 {
            for id in ids { _ = pair.client.send(message, on: id) }
            pair.run()
        }
        #expect(counts.filter { $0.key != 1 }.values.allSatisfy { $0 == 30 } && counts.count == 64)
        #expect(counts[1] == 6 && held <= limits.streamWindow)
        #expect(!pair.client.isClosed && !pair.server.isClosed)
        // It goes on once somebody reads.
        var read = 0
        while read < counts[1] ?? 0 {
            read += 1
            pair.server.consume(ReceivedMessage(bytes: message, isCompressed: false).framedLength, of: 1)
            pair.run()
        }
        #expect(read == 30)
    }
}

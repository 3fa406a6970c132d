import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 connection: messages in shared memory")
struct PlacedMessageTests {
    private static func limits(messageSize: Int = 5000) -> ConnectionLimits {
        var limits = ConnectionLimits()
        limits.placedMemory = PlacedMemory(blockCount: 8, blockLength: 1000)
        limits.messageSize = messageSize
        return limits
    }

    private static func place(_ block: UInt32, _ count: UInt32) -> MessagePlace {
        MessagePlace(block: block, count: count)
    }

    // MARK: Receiving

    @Test("A place is told like a message, in its order, and can end the request")
    func told() {
        var peer = ScriptedPeer.server(limits: Self.limits())
        peer.say(.data(1, framed([1])), .placed(1, block: 7, count: 1000), .data(1, framed([2])))
        peer.say(.placed(1, block: 0, count: 0, end: true))
        #expect(
            peer.told() == [
                .message(1, [1]), .placed(1, Self.place(7, 1000)), .message(1, [2]), .placed(1, Self.place(0, 0)),
                .requestEnd(1),
            ]
        )
    }

    @Test("Without an agreement a place is a frame that nobody knows")
    func unknown() {
        var peer = ScriptedPeer.server()
        #expect(peer.reaction(to: [.placed(1, block: 0, count: 1), WireFrame(0xf0, [1])]) == .tolerated)
        #expect(peer.told().isEmpty)
    }

    static let faults: [(WireFrame, Reaction)] = [
        (.placed(1, block: 8, count: 0), .connectionError(Reaction.protocolError)),
        (.placed(1, block: 7, count: 1001), .connectionError(Reaction.protocolError)),
        (.placed(1, block: 0, count: 8001), .connectionError(Reaction.protocolError)),
        (.placed(1, block: .max, count: .max), .connectionError(Reaction.protocolError)),
        (WireFrame(0xf0, stream: 1, [0, 0, 0, 0, 0, 0, 0]), .connectionError(Reaction.frameSize)),
        (WireFrame(0xf0, stream: 1, [0, 0, 0, 0, 0, 0, 0, 0, 0]), .connectionError(Reaction.frameSize)),
        (.placed(0, block: 0, count: 1), .connectionError(Reaction.protocolError)),
        (.placed(9, block: 0, count: 1), .connectionError(Reaction.protocolError)),
        (.placed(3, block: 0, count: 1), .streamError(3, Reaction.streamClosed)),
    ]

    @Test("Places that cannot be", arguments: faults)
    func fault(frame: WireFrame, reaction: Reaction) {
        var peer = ScriptedPeer.server(limits: Self.limits())
        #expect(peer.reaction(to: [frame]) == reaction)
    }

    @Test("A place inside a message that is cut resets the stream, and is given back")
    func insideAMessage() {
        var peer = ScriptedPeer.server(limits: Self.limits())
        let reaction = peer.reaction(to: [.data(1, [0, 0, 0, 0, 5, 1]), .placed(1, block: 2, count: 10)])
        #expect(reaction == .streamError(1, Reaction.flowControl))
        #expect(peer.told() == [.unclaimed(Self.place(2, 10)), .cancelled(1)])
    }

    @Test("Whoever gave a call up gives back what still comes for it")
    func stray() {
        var server = ScriptedPeer.server(limits: Self.limits())
        server.say(.placed(7, block: 1, count: 10), .placed(5, block: 2, count: 10))
        #expect(server.told() == [.unclaimed(Self.place(1, 10)), .unclaimed(Self.place(2, 10))])
        var client = ScriptedPeer.client(limits: Self.limits())
        client.say(.placed(7, block: 1, count: 10))
        #expect(client.told() == [.unclaimed(Self.place(1, 10))])
    }

    @Test("A message above the limit ends its call as one on the wire does, and is given back")
    func tooLarge() {
        var server = ScriptedPeer.server(limits: Self.limits(messageSize: 100))
        server.say(.placed(1, block: 0, count: 100), .placed(1, block: 0, count: 101))
        #expect(
            server.told() == [
                .placed(1, Self.place(0, 100)), .unclaimed(Self.place(0, 101)), .requestFailed(1, .resourceExhausted),
            ]
        )
        var client = ScriptedPeer.client(limits: Self.limits(messageSize: 100))
        client.say(.placed(3, block: 0, count: 101))
        #expect(client.told() == [.unclaimed(Self.place(0, 101)), .status(3, .resourceExhausted)])
    }

    @Test("A window that is open takes one message, and no other until that has been read")
    func window() {
        var limits = Self.limits(messageSize: 1 << 20)
        limits.streamWindow = 65_535
        limits.placedMemory = PlacedMemory(blockCount: 1, blockLength: 1 << 20)
        var peer = ScriptedPeer.server(limits: limits)
        #expect(peer.reaction(to: [.placed(1, block: 0, count: 100_000)]) == .tolerated)
        #expect(peer.told() == [.placed(1, Self.place(0, 100_000))])
        // An end needs no window.
        var other = peer
        #expect(other.reaction(to: [.data(1, end: true)]) == .tolerated)
        #expect(other.told() == [.requestEnd(1)])
        peer = ScriptedPeer.server(limits: limits)
        peer.say(.placed(1, block: 0, count: 100_000))
        peer.engine.consume(
            ReceivedMessage(bytes: [UInt8](repeating: 0, count: 100_000), isCompressed: false).framedLength,
            of: 1
        )
        #expect(peer.hear() == [.windowUpdate(1, 100_005)])
        #expect(peer.reaction(to: [.placed(1, block: 0, count: 65_530)]) == .tolerated)
        #expect(peer.reaction(to: [.placed(1, block: 0, count: 1)]) == .streamError(1, Reaction.flowControl))
    }

    // MARK: Sending

    @Test("A place lies between the messages around it, and takes the end of the request")
    func order() {
        let memory = TestMemory()
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        _ = peer.engine.send([1], on: 1)
        _ = peer.engine.send(memory.place([2, 2]), on: 1)
        _ = peer.engine.send([3], on: 1)
        _ = peer.engine.send(memory.place([4]), isLast: true, on: 1)
        #expect(
            peer.hear().dropFirst() == [
                .data(1, framed([1]), end: false), .placed(1, Self.place(1, 2), end: false),
                .data(1, framed([3]), end: false), .placed(1, Self.place(2, 1), end: true),
            ]
        )
        #expect(memory.handedOver == [1: [2, 2], 2: [4]])
    }

    @Test("A message waits for its window to open, however little, and not for the connection's to have room")
    func waits() {
        let memory = TestMemory()
        var peer = ScriptedPeer(against: .client, settings: [(4, 0)])
        _ = peer.open()
        let sending = peer.engine.send(memory.place([UInt8](repeating: 1, count: 100_000)), on: 1)
        guard case .full = sending else {
            Issue.record("\(sending)")
            return
        }
        _ = peer.engine.send(memory.place([2]), on: 1)
        #expect(peer.hear().count == 1 && memory.handedOver.isEmpty)
        peer.say(.windowUpdate(1, 1))
        #expect(peer.hear() == [.placed(1, Self.place(1, 100_000), end: false)])
        #expect(peer.told() == [.writable(1)])
        // What it took too much is paid back first.
        peer.say(.windowUpdate(1, 100_004))
        #expect(peer.hear().isEmpty)
        peer.say(.windowUpdate(1, 1))
        #expect(peer.hear() == [.placed(1, Self.place(2, 1), end: false)])
    }

    @Test("What a call had not sent is let go with it")
    func dropped() {
        let memory = TestMemory()
        var peer = ScriptedPeer(against: .client, settings: [(4, 0)])
        _ = peer.open()
        _ = peer.engine.send(memory.place([1]), on: 1)
        #expect(memory.kept == 1)
        peer.engine.cancel(1)
        #expect(memory.kept == 0 && memory.handedOver.isEmpty)
        guard case .closed = peer.engine.send(memory.place([1]), on: 1) else {
            Issue.record("a call that is over takes a message")
            return
        }
        #expect(memory.kept == 0)
    }
}

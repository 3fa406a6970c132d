import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 connection: what settings do")
struct SettingsTests {
    @Test("A server that lowers its number of streams stops new ones, and says when there is room")
    func concurrentStreams() {
        var peer = ScriptedPeer(against: .client, settings: [(3, 2)])
        #expect(peer.open() == 1 && peer.open() == 3)
        #expect(peer.engine.isFull && peer.open() == nil)
        peer.say(.settings([(3, 1)]))
        peer.engine.cancel(1)
        #expect(peer.told() == [.streamsAvailable])
        #expect(peer.open() == nil, "there is still one")
        peer.engine.cancel(3)
        #expect(peer.told() == [.streamsAvailable])
        #expect(peer.open() == 5)
        #expect(peer.open() == nil)
        peer.say(.settings([(3, 0)]))
        #expect(peer.told().isEmpty)
        peer.say(.settings([(3, .max)]))
        #expect(peer.told() == [.streamsAvailable])
        #expect(peer.open() == 7)
    }

    @Test("A later SETTINGS leaves what it does not name")
    func unnamed() {
        var peer = ScriptedPeer(against: .client, settings: [(3, 1)])
        #expect(peer.open() == 1)
        peer.say(.settings([(4, 1000)]))
        #expect(peer.engine.isFull)
    }

    @Test("A window can become negative, and comes back")
    func negativeWindow() {
        var peer = ScriptedPeer(against: .client, settings: [(4, 10)])
        _ = peer.open()
        _ = peer.engine.send([UInt8](0..<25), on: 1)
        #expect(peer.hear().last == .data(1, [0, 0, 0, 0, 25, 0, 1, 2, 3, 4], end: false))
        peer.say(.settings([(4, 3)]))
        peer.say(.windowUpdate(1, 7))
        #expect(peer.hear() == [.settingsAnswer], "the window is 0")
        peer.say(.windowUpdate(1, 1))
        #expect(peer.hear() == [.data(1, [5], end: false)])
        peer.say(.settings([(4, 5)]))
        #expect(peer.hear() == [.settingsAnswer, .data(1, [6, 7], end: false)])
        peer.say(.settings([(4, 0)]), .settings([(4, 0x7fff_ffff)]))
        peer.engine.finish(1)
        #expect(peer.hear().last == .data(1, Array(8..<25), end: true))
    }

    @Test("A stream that waits in the line when its window shrinks keeps its place for later")
    func shrinkWhileWaiting() {
        var peer = ScriptedPeer(against: .client)
        _ = (peer.open(), peer.open())
        _ = peer.engine.send([UInt8](repeating: 1, count: 70_000), on: 1)
        _ = peer.hear()
        // The connection's window is used up: both wait.
        _ = peer.engine.send([2], on: 3)
        peer.say(.settings([(4, 0)]), .windowUpdate(0, 1000))
        #expect(peer.hear() == [.settingsAnswer])
        peer.say(.settings([(4, 100)]))
        #expect(peer.hear().contains(.data(3, framed([2]), end: false)))
    }

    @Test("A changed initial window that makes another too large is refused")
    func overflow() {
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        peer.say(.windowUpdate(1, 0x7fff_ffff - 65_535))
        #expect(peer.reaction(to: [.settings([(4, 65_535)])]) == .tolerated)
        #expect(peer.reaction(to: [.settings([(4, 65_536)])]) == .connectionError(Reaction.flowControl))
        #expect(peer.told() == [.status(1, .unavailable), .failed(Reaction.flowControl)])
    }

    @Test("New streams begin with the window of the day")
    func initialWindow() {
        var peer = ScriptedPeer(against: .client, settings: [(4, 6)])
        for (id, size) in [(UInt32(1), 6), (3, 2)] {
            peer.say(.settings([(4, UInt32(size))]))
            _ = peer.open()
            _ = peer.engine.send([1, 2, 3, 4], on: id)
            #expect(peer.hear().last == .data(id, Array(framed([1, 2, 3, 4]).prefix(size)), end: false))
        }
    }

    @Test(
        "DATA is cut to the peer's frame size, and to this side's own",
        arguments: [
            (16_384, 16_384), (20_000, 20_000), (16_777_215, 65_536),
        ]
    )
    func frameSize(allowed: Int, expected: Int) {
        var peer = ScriptedPeer(against: .client, settings: [(4, 1 << 20), (5, UInt32(allowed))])
        peer.say(.windowUpdate(0, 1 << 20))
        _ = peer.open()
        _ = peer.engine.send([UInt8](repeating: 0, count: 200_000), on: 1)
        let sizes = peer.hear().compactMap { if case .data(_, let bytes, _) = $0 { bytes.count } else { nil } }
        #expect(sizes.reduce(0, +) == 200_005 && sizes.max() == expected)
        #expect(peer.listener.faults.isEmpty)
    }

    @Test("The table of the peer's decoder may shrink, vanish and grow", arguments: [0, 1, 100, 4096, 100_000])
    func tableSize(size: UInt32) {
        var peer = ScriptedPeer(against: .client)
        for round in 0..<12 {
            _ = peer.open("/x.Y/\(round % 3)")
            if round == 3 { peer.say(.settings([(UInt16(1), size)])) }
            if round == 6 { peer.say(.settings([(1, 0), (1, 4096)])) }
            if round == 9 { peer.say(.settings([(1, 5)]), .settings([(UInt16(1), size)])) }
            let said = peer.hear()
            guard case .headers(_, let fields, _)? = said.last(where: { $0.stream > 0 }) else {
                Issue.record("no request")
                return
            }
            #expect(fields == RequestFields.all(path: "/x.Y/\(round % 3)"))
        }
        #expect(peer.listener.faults.isEmpty)
    }

    @Test("Metadata that the server would not take is not sent", arguments: [99, 100])
    func headerListSize(limit: UInt32) {
        var peer = ScriptedPeer(against: .client, settings: [(6, limit)])
        let metadata = [HeaderField("ab", "cdef"), HeaderField("g", String(repeating: "h", count: 29))]
        switch peer.engine.open("/x", metadata: metadata) {
        case .opened: #expect(limit == 100)
        case .unavailable(let status): #expect(limit == 99 && status.code == .resourceExhausted)
        case .full: Issue.record("full")
        }
        #expect(peer.engine.streamCount == (limit == 100 ? 1 : 0))
        // Other calls are not affected.
        #expect(peer.open() == (limit == 100 ? 3 : 1))
    }

    @Test("How many calls may be opened, and how many may not")
    func availableStreams() {
        var peer = ScriptedPeer(against: .client, settings: [(3, 3)])
        #expect(peer.engine.availableStreams == 3)
        _ = (peer.open(), peer.open())
        #expect(peer.engine.availableStreams == 1 && !peer.engine.isFull)
        peer.say(.settings([(3, 1)]))
        #expect(peer.engine.availableStreams == 0 && peer.engine.isFull)
        peer.engine.awaitStream()
        #expect(peer.told().isEmpty)
        peer.engine.cancel(1)
        #expect(peer.told() == [.streamsAvailable] && peer.engine.availableStreams == 0)
        peer.engine.drain()
        #expect(peer.engine.availableStreams == .max, "nobody has to wait for what will not come")
    }

    @Test("A PING is answered at once, with its content", arguments: [0, 1, 0x0102_0304_0506_0708, .max] as [UInt64])
    func ping(content: UInt64) {
        for role in HTTP2Connection.Role.both {
            var peer = ScriptedPeer(against: role)
            #expect(!peer.engine.hasOnlyAnswers)
            peer.say(.ping(content))
            #expect(peer.engine.hasOutput && peer.engine.hasOnlyAnswers)
            #expect(peer.hear() == [.pong(content)] && peer.told().isEmpty && !peer.engine.hasOnlyAnswers)
        }
    }
}

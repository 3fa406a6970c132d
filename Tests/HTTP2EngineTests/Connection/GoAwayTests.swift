import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 connection: going away")
struct GoAwayTests {
    @Test("A server's GOAWAY ends the calls that it has not begun, and the others go on")
    func received() {
        var peer = ScriptedPeer(against: .client)
        for _ in 0..<4 { _ = peer.open() }
        peer.say(.goAway(3, 0, "restart"))
        #expect(peer.told() == [.draining, .refused(5, .unavailable), .refused(7, .unavailable)])
        #expect(peer.engine.streamCount == 2 && !peer.engine.isClosed)
        guard case .unavailable(let status) = peer.engine.open("/x") else {
            Issue.record("opened")
            return
        }
        #expect(status.code == .unavailable)
        peer.say(.headers(1, WireHeaders.response + WireHeaders.trailers, end: true))
        #expect(peer.told() == [.status(1, .ok)])
        peer.say(.headers(3, WireHeaders.response), .headers(3, WireHeaders.trailers, end: true))
        #expect(peer.told() == [.response(3), .status(3, .ok), .drained])
    }

    @Test("A second GOAWAY ends more, and is told once", arguments: [0, 1] as [UInt32])
    func twice(last: UInt32) {
        var peer = ScriptedPeer(against: .client)
        for _ in 0..<2 { _ = peer.open() }
        peer.say(.goAway(0x7fff_ffff))
        #expect(peer.told() == [.draining])
        peer.say(.goAway(last), .goAway(last))
        let ended: [Told] =
            last == 0 ? [.refused(1, .unavailable), .refused(3, .unavailable), .drained] : [.refused(3, .unavailable)]
        #expect(peer.told() == ended)
    }

    @Test("Whoever waits for a stream hears that there will be none", arguments: [true, false])
    func waiting(byPeer: Bool) {
        var peer = ScriptedPeer(against: .client, settings: [(3, 1)])
        _ = peer.open()
        #expect(peer.open() == nil)
        if byPeer { peer.say(.goAway(1)) } else { peer.engine.drain() }
        #expect(peer.told().contains(.streamsAvailable))
        if case .unavailable = peer.engine.open("/x") {} else { Issue.record("not unavailable") }
    }

    @Test("A client drains: no new calls, and an end with the last one")
    func clientDrains() {
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        peer.engine.drain()
        peer.engine.drain()
        #expect(peer.told().isEmpty)
        peer.engine.cancel(1)
        #expect(peer.told() == [.drained])
        var idle = ScriptedPeer(against: .client)
        idle.engine.drain()
        #expect(idle.told() == [.drained])
    }

    @Test("A server drains in two steps, so that calls on their way are served")
    func serverDrains() {
        var peer = ScriptedPeer.server()
        peer.engine.drain()
        peer.engine.drain()
        let said = peer.hear()
        guard case .ping(let content)? = said.last else {
            Issue.record("\(said)")
            return
        }
        #expect(said == [.goAway(last: 0x7fff_ffff, code: 0), .ping(content)])
        peer.say(.headers(9, WireHeaders.request(), end: true), .ping(content + 1, answer: true))
        #expect(peer.told() == [.request(9, "/a.B/C"), .requestEnd(9)])
        peer.say(.ping(content, answer: true))
        #expect(peer.hear() == [.goAway(last: 9, code: 0)])
        // From now on nothing is begun, and what GOAWAY names stays.
        #expect(
            peer.reaction(to: [.headers(11, WireHeaders.request(), end: true)]) == .streamError(11, Reaction.refused)
        )
        for id: UInt32 in [1, 3] {
            peer.engine.sendStatus(.ok, on: id)
            peer.engine.release(id)
        }
        #expect(peer.told().isEmpty)
        peer.engine.sendStatus(.ok, on: 9)
        #expect(peer.told().isEmpty, "the handler still runs")
        peer.engine.release(9)
        #expect(peer.told() == [.drained])
        _ = peer.hear()
        peer.say(.windowUpdate(0, 0))
        #expect(peer.hear() == [.goAway(last: 9, code: Reaction.protocolError)])
    }

    @Test("A server without calls is drained when the client has heard of it")
    func idleServerDrains() {
        var peer = ScriptedPeer(against: .server)
        peer.engine.drain()
        guard case .ping(let content)? = peer.hear().last else {
            Issue.record("no PING")
            return
        }
        #expect(peer.told().isEmpty)
        peer.say(.ping(content, answer: true), .ping(content, answer: true))
        #expect(peer.told() == [.drained] && peer.hear() == [.goAway(last: 0, code: 0)])
    }

    @Test("A client's GOAWAY changes nothing for its calls")
    func byClient() {
        var peer = ScriptedPeer.server()
        peer.say(.goAway(0), .data(1, framed([1]), end: true))
        #expect(peer.told() == [.draining, .message(1, [1]), .requestEnd(1)])
    }

    @Test("Closing tells the peer and ends every call once", arguments: HTTP2Connection.Role.both)
    func close(role: HTTP2Connection.Role) {
        var peer = role == .client ? ScriptedPeer.client() : .server()
        peer.engine.close(GRPCStatus(code: .unavailable, message: "stop"))
        let isClient = role == .client
        let told: [Told] = [1, 3].map { isClient ? .status($0, .unavailable) : .cancelled($0) }
        #expect(peer.told() == told && peer.engine.isClosed && peer.engine.streamCount == 0)
        #expect(peer.hear() == [.goAway(last: isClient ? 0 : 7, code: 0)])
        peer.engine.close(.ok)
        peer.engine.abandon(.ok)
        peer.engine.drain()
        for id: UInt32 in [1, 3, 5, 99] {
            peer.engine.cancel(id)
            peer.engine.release(id)
            peer.engine.finish(id)
            #expect(peer.engine.sendHead(on: id) == false)
            #expect(peer.engine.sendStatus(.ok, on: id) == false)
            if case .closed = peer.engine.send([1], on: id) {} else { Issue.record("sent") }
            peer.engine.consume(ReceivedMessage(bytes: [1], isCompressed: false).framedLength, of: id)
        }
        if case .unavailable = peer.engine.open("/x") {} else { Issue.record("opened") }
        #expect(peer.told().isEmpty && peer.hear().isEmpty && !peer.engine.hasOutput)
    }

    @Test("A connection that is gone cancels the calls that run, and not those that are over")
    func abandoned() {
        var peer = ScriptedPeer.server()
        peer.say(.reset(1, 8))
        peer.engine.sendStatus(.ok, on: 3)
        #expect(peer.told() == [.cancelled(1)])
        peer.say(.headers(9, WireHeaders.request()))
        peer.engine.abandon(GRPCStatus(code: .unavailable))
        #expect(peer.told() == [.request(9, "/a.B/C"), .cancelled(9)] && peer.engine.streamCount == 0)
    }

    @Test("The last stream number there is can be used, and no other after it")
    func lastStream() {
        var peer = ScriptedPeer(against: .client)
        peer.engine.nextStream = 0x7fff_ffff
        #expect(peer.open() == 0x7fff_ffff)
        if case .unavailable = peer.engine.open("/x") {} else { Issue.record("opened") }
        #expect(peer.hear().last == .headers(0x7fff_ffff, RequestFields.all(path: "/a.B/C"), end: false))
    }
}

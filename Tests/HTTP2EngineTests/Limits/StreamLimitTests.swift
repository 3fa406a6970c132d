import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 limits: calls at a time")
struct StreamLimitTests {
    private static let limits = {
        var limits = ConnectionLimits()
        limits.concurrentStreams = 3
        return limits
    }()

    @Test("As many as the limit, and the next is refused alone")
    func edge() {
        var peer = ScriptedPeer(against: .server, limits: Self.limits)
        for id: UInt32 in [1, 3, 5, 7] { peer.say(.headers(id, WireHeaders.request(), end: true)) }
        #expect(peer.reaction(in: peer.hear()) == .streamError(7, Reaction.refused))
        let calls: [Told] = [1, 3, 5].flatMap { [.request($0, "/a.B/C"), .requestEnd($0)] }
        #expect(peer.told() == calls)
        peer.engine.sendStatus(.ok, on: 3)
        peer.engine.release(3)
        _ = peer.hear()
        peer.say(.headers(9, WireHeaders.request(), end: true))
        #expect(peer.told() == [.request(9, "/a.B/C"), .requestEnd(9)])
    }

    @Test("A block that is refused still counts for the table of the next one")
    func refusedBlock() throws {
        var limits = Self.limits
        limits.concurrentStreams = 0
        var peer = ScriptedPeer(against: .server, limits: limits)
        var encoder = HPACKEncoder()
        let fields = WireHeaders.request("/long/Path", [("x", "y")]).map { HeaderField($0.0, $0.1) }
        for id: UInt32 in [1, 3] {
            peer.say(.block(id, HPACKSupport.block(fields, with: &encoder), end: true))
            #expect(peer.reaction(in: peer.hear()) == .streamError(id, Reaction.refused))
        }
        #expect(peer.told().isEmpty)
    }

    @Test("A request on a number that was passed over, or used before, ends the connection")
    func reusedNumbers() {
        let request = WireHeaders.request()
        for (before, id) in [([5], 3), ([5], 1), ([1, 99], 51), ([1], 1), ([1, 3], 1)] as [([UInt32], UInt32)] {
            for isOver in [false, true] {
                var peer = ScriptedPeer(against: .server)
                for open in before { peer.say(.headers(open, request, end: true)) }
                for open in before where isOver {
                    peer.engine.sendStatus(.ok, on: open)
                    peer.engine.release(open)
                }
                _ = (peer.hear(), peer.told())
                let isOpen = before.contains(id) && !isOver
                // On one that is still open it is an error of that stream: its request has ended.
                #expect(
                    peer.reaction(to: [.headers(id, request, end: true)])
                        == (isOpen
                            ? .streamError(id, Reaction.streamClosed) : .connectionError(Reaction.protocolError)),
                    "\(id) behind \(before)"
                )
                let told = peer.told()
                #expect(told.allSatisfy { if case .request = $0 { false } else { true } })
            }
        }
    }

    @Test("Trailers of calls that ended here, however many and however late, are no error")
    func lateTrailers() {
        var peer = ScriptedPeer(against: .server, limits: Self.limits)
        let late = WireHeaders.block([("x", "y")])
        for index in 0..<UInt32(5000) {
            let id = 2 * index + 1
            peer.say(.headers(id, WireHeaders.request()), .data(id, framed([1])))
            if index % 3 == 0 { peer.engine.cancel(id) } else { peer.engine.sendStatus(.ok, on: id) }
            peer.engine.release(id)
            _ = (peer.engine.outputBytes(), peer.engine.events())
            if index > 2000 { peer.say(.block(id - 4000, late, end: true)) }
        }
        #expect(!peer.engine.isClosed)
        // Those of a number that was passed over are not told from them.
        peer.say(.headers(20_001, WireHeaders.request()), .block(20_001 - 2, late, end: true))
        #expect(peer.told() == [.request(20_001, "/a.B/C")])
    }

    @Test("Calls that were given up keep their place while their handlers run")
    func rapidReset() {
        var limits = Self.limits
        limits.controlFrameBurst = 1000
        var peer = ScriptedPeer(against: .server, limits: limits)
        var refused = 0
        for index in 0..<UInt32(400) {
            let id = 2 * index + 1
            peer.say(.headers(id, WireHeaders.request()), .reset(id, 8))
            if case .streamError(id, Reaction.refused) = peer.reaction(in: peer.hear()) { refused += 1 }
            #expect(peer.engine.streamCount <= 4)
        }
        #expect(refused == 396)
        let told = peer.told()
        #expect(told == [1, 3, 5, 7].flatMap { [.request($0, "/a.B/C"), .cancelled($0)] })
        // The place is free once the handler has returned, and not before.
        peer.engine.release(3)
        peer.say(.headers(1001, WireHeaders.request()))
        #expect(peer.told() == [.request(1001, "/a.B/C")])
    }

    @Test("Opening and resetting without end is too much one day")
    func rapidResetWithoutEnd() {
        var peer = ScriptedPeer(against: .server, limits: Self.limits)
        for index in 0..<UInt32(200_000) where !peer.engine.isClosed {
            peer.say(.headers(2 * index + 1, WireHeaders.request()), .reset(2 * index + 1, 8))
            _ = peer.engine.outputBytes()
        }
        #expect(peer.told().last == .failed(Reaction.calm))
    }

    @Test("Calls that are answered at once take no memory, however few answers the client reads")
    func answersNobodyReads() {
        var peer = ScriptedPeer(against: .server)
        let head = WireHeaders.block(WireHeaders.request())
        for index in 0..<UInt32(30_000) where !peer.engine.isClosed {
            let id = 2 * index + 1
            peer.say(.block(id, head, end: true))
            for case .request(let id, _) in peer.engine.events() {
                peer.engine.sendStatus(GRPCStatus(code: .notFound, message: "nothing here"), on: id)
                peer.engine.release(id)
            }
        }
        #expect(peer.engine.outputBytes().count < 500_000)
    }

    @Test("Answers that are reset unread take no memory either")
    func resetAnswersNobodyReads() {
        var peer = ScriptedPeer(against: .server)
        let head = WireHeaders.block(WireHeaders.request())
        for index in 0..<UInt32(30_000) where !peer.engine.isClosed {
            let id = 2 * index + 1
            peer.say(.block(id, head))
            for case .request(let id, _) in peer.engine.events() {
                peer.engine.sendHead(on: id)
                peer.say(.reset(id, 8))
                peer.engine.release(id)
            }
        }
        #expect(peer.engine.outputBytes().count < 500_000)
    }

    @Test("A client that reads is never refused for what it has read")
    func answersReadInTime() {
        var peer = ScriptedPeer(against: .server, limits: Self.limits)
        for index in 0..<UInt32(1000) {
            let ids = (0..<3).map { 6 * index + 2 * $0 + 1 }
            for id in ids { peer.say(.headers(id, WireHeaders.request(), end: true)) }
            for id in ids {
                peer.engine.sendStatus(.ok, on: id)
                peer.engine.release(id)
            }
            #expect(peer.reaction(in: peer.hear()) == .tolerated)
        }
    }
}

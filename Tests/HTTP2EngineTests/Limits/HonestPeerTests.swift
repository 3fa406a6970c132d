import Testing

@testable import HTTP2Engine

/// What other implementations do all day must never look like an attack, even if the clock stands still.
@Suite("HTTP/2 limits: honest peers")
struct HonestPeerTests {
    /// More than twice the burst, so that a cost of one frame for each would be too much.
    private static let calls = max(22_000, min(EngineFuzz.iterations(otherwise: 0), 200_000))

    @Test("A client with a PING, two WINDOW_UPDATEs and RST NO_ERROR for each of many calls", arguments: [0, 25])
    func calls(microseconds: Int) {
        var peer = ScriptedPeer(against: .server)
        let head = WireHeaders.block(WireHeaders.request())
        for index in 0..<UInt32(Self.calls) where !peer.engine.isClosed {
            let id = 2 * index + 1
            peer.now += .microseconds(microseconds)
            peer.say(
                .block(id, head),
                .data(id, framed([1, 2, 3]), end: true),
                .windowUpdate(0, 5),
                .windowUpdate(id, 5),
                .ping(UInt64(index))
            )
            peer.engine.sendHead(on: id)
            _ = peer.engine.send([4, 5], on: id)
            peer.engine.sendStatus(.ok, on: id)
            peer.engine.release(id)
            _ = (peer.engine.outputBytes(), peer.engine.events())
            peer.say(.reset(id, 0), .ping(0, answer: true))
        }
        #expect(!peer.engine.isClosed && peer.engine.streamCount == 0)
    }

    @Test("A server with as much for each of many calls")
    func answers() {
        var peer = ScriptedPeer(against: .client)
        let head = WireHeaders.block(WireHeaders.response)
        let trailers = WireHeaders.block(WireHeaders.trailers)
        for _ in 0..<Self.calls {
            guard let id = peer.open() else { break }
            _ = peer.engine.send([1], isLast: true, on: id)
            _ = peer.engine.outputBytes()
            peer.say(
                .windowUpdate(0, 6),
                .ping(),
                .block(id, head),
                .data(id, framed([1])),
                .block(id, trailers, end: true),
                .reset(id, 0)
            )
            _ = (peer.engine.outputBytes(), peer.engine.events())
        }
        #expect(!peer.engine.isClosed && peer.engine.streamCount == 0)
        #expect(peer.open() == UInt32(2 * Self.calls + 1))
    }

    @Test("A peer that gets messages one by one, and answers each with a PING and two WINDOW_UPDATEs")
    func readers() {
        for role in [HTTP2Connection.Role.client, .server] {
            var peer = role == .client ? ScriptedPeer.client() : .server()
            if role == .server { peer.engine.sendHead(on: 1) }
            for index in 0..<UInt64(Self.calls) where !peer.engine.isClosed {
                _ = peer.engine.send([1, 2, 3], on: 1)
                _ = (peer.engine.outputBytes(), peer.engine.events())
                peer.say(.ping(index), .windowUpdate(1, 8), .windowUpdate(0, 8))
            }
            #expect(!peer.engine.isClosed, "\(role)")
        }
    }

    @Test("A server whose answers come too late for calls that were given up")
    func lateAnswers() {
        var peer = ScriptedPeer(against: .client)
        for _ in 0..<Self.calls where !peer.engine.isClosed {
            guard let id = peer.open() else { break }
            peer.engine.cancel(id)
            _ = peer.engine.outputBytes()
            peer.say(
                .headers(id, WireHeaders.response),
                .data(id, framed([1])),
                .headers(id, WireHeaders.trailers, end: true),
                .windowUpdate(0, 5)
            )
        }
        #expect(!peer.engine.isClosed)
    }

    @Test("A client that had many messages on their way when its call ended")
    func lateMessages() {
        var peer = ScriptedPeer(against: .server)
        peer.say(.headers(1, WireHeaders.request()))
        peer.engine.sendStatus(.ok, on: 1)
        peer.engine.release(1)
        peer.say(Self.calls, times: .data(1, framed([1])))
        #expect(!peer.engine.isClosed)
    }

    @Test("A client that holds its calls open")
    func quiet() {
        var peer = ScriptedPeer.server()
        for _ in 0..<Self.calls {
            peer.now += .seconds(10)
            peer.say(.ping())
            _ = peer.engine.outputBytes()
        }
        #expect(!peer.engine.isClosed)
    }
}

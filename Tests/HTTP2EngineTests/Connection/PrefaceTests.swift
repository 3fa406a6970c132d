import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 connection: the beginning")
struct PrefaceTests {
    @Test("A client says hello with its preface, its settings and its window")
    func client() {
        var peer = ScriptedPeer(against: .client, greets: false)
        let bytes = peer.engine.outputBytes()
        #expect(bytes.starts(with: ScriptedPeer.preface))
        var listener = Listener(to: .client)
        let limits = ConnectionLimits()
        #expect(
            listener.understand(bytes) == [
                .settings([
                    4: UInt32(limits.streamWindow), 5: UInt32(limits.frameSize), 6: UInt32(limits.headerListSize), 2: 0,
                ]),
                .windowUpdate(0, UInt32(limits.connectionWindow - 65_535)),
            ]
        )
        #expect(!peer.engine.isEstablished && !peer.engine.hasOutput)
    }

    @Test("A server says hello at once, and names its limits")
    func server() {
        var limits = ConnectionLimits()
        (limits.concurrentStreams, limits.streamWindow, limits.connectionWindow) = (7, 100_000, 65_535)
        (limits.frameSize, limits.headerListSize) = (16_384, 5000)
        var peer = ScriptedPeer(against: .server, limits: limits, greets: false)
        #expect(peer.hear() == [.settings([3: 7, 4: 100_000, 5: 16_384, 6: 5000])])
    }

    @Test(
        "Settings are answered once they have come, and the connection is established",
        arguments: HTTP2Connection.Role.both
    )
    func established(role: HTTP2Connection.Role) {
        var peer = ScriptedPeer(against: role, greets: false)
        _ = peer.hear()
        for byte in (role == .server ? ScriptedPeer.preface : []) + WireFrame.settings([(4, 9)]).bytes {
            #expect(!peer.engine.isEstablished)
            peer.say(bytes: [byte])
        }
        #expect(peer.engine.isEstablished && peer.hear() == [.settingsAnswer])
    }

    @Test(
        "Only SETTINGS may come first",
        arguments: [
            WireFrame.ping(), .windowUpdate(0, 1), .headers(1, WireHeaders.request()), WireFrame(0x42), .goAway(0),
        ]
    )
    func firstFrame(frame: WireFrame) {
        for role in HTTP2Connection.Role.both {
            var peer = ScriptedPeer(against: role, greets: false)
            if role == .server { peer.say(bytes: ScriptedPeer.preface) }
            #expect(peer.reaction(to: [frame]) == .connectionError(Reaction.protocolError))
            #expect(!peer.engine.isEstablished)
        }
    }

    @Test("An answer to SETTINGS is no SETTINGS")
    func answerFirst() {
        var peer = ScriptedPeer(against: .client, greets: false)
        #expect(peer.reaction(to: [.settingsAnswer, .ping()]) == .connectionError(Reaction.protocolError))
    }

    @Test("Anything but the preface ends the connection at its first wrong byte", arguments: 0..<24)
    func wrongPreface(place: Int) {
        var bytes = ScriptedPeer.preface
        bytes[place] ^= 1
        for portion in [1, 5, 24] {
            var peer = ScriptedPeer(against: .server, greets: false)
            _ = peer.hear()
            for start in stride(from: 0, through: place, by: portion) {
                #expect(!peer.engine.isClosed)
                peer.say(bytes: Array(bytes[start..<min(start + portion, 24)]))
            }
            #expect(peer.reaction(in: peer.hear()) == .connectionError(Reaction.protocolError))
        }
    }

    @Test(
        "Other protocols are told so",
        arguments: ["GET / HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0", "PRI * HTTP/1.0\r\n"]
    )
    func otherProtocols(text: String) {
        for role in HTTP2Connection.Role.both {
            var peer = ScriptedPeer(against: role, greets: false)
            peer.say(bytes: Array(text.utf8) + [UInt8](repeating: 0, count: 20))
            #expect(peer.engine.isClosed)
        }
    }

    @Test("A client opens no call before the server has said how many it allows")
    func early() {
        var peer = ScriptedPeer(against: .client, greets: false)
        #expect(peer.open() == nil && peer.engine.isFull)
        peer.say(.settings([(3, 1)]))
        #expect(peer.told() == [.streamsAvailable])
        #expect(peer.open() == 1)
        #expect(peer.open() == nil)
    }
}

import Testing

@testable import HTTP2Engine

/// Frames that make work and move nothing: as many as the burst are taken, one more is not.
@Suite("HTTP/2 limits: floods")
struct FloodTests {
    struct Flood: CustomTestStringConvertible {
        var testDescription: String
        var frame: WireFrame
        /// What each costs, in control frames.
        var cost = 1
        /// Whether this is a client that bothers a server.
        var isServer = true

        init(_ name: String, _ frame: WireFrame, cost: Int = 1, on role: HTTP2Connection.Role = .server) {
            (testDescription, self.frame, self.cost, isServer) = (name, frame, cost, role == .server)
        }

        var peer: ScriptedPeer { isServer ? .server(limits: FloodTests.limits) : .client(limits: FloodTests.limits) }
    }

    private static let burst = 60
    private static let limits = {
        var limits = ConnectionLimits()
        limits.controlFrameBurst = burst
        return limits
    }()

    static let floods = [
        Flood("PING", .ping()), Flood("PING answers", .ping(0, answer: true)),
        Flood("SETTINGS", .settings()), Flood("SETTINGS answers", .settingsAnswer),
        Flood("SETTINGS with content", .settings([(4, 70_000), (4, 80_000)]), cost: 3),
        Flood("empty DATA", .data(1)), Flood("DATA of padding", .data(1, padding: 100)),
        Flood("empty DATA for a call that is over", .data(7)),
        Flood("HEADERS for a call that is over", .headers(7, [], end: true)),
        Flood("RST_STREAM for a call that is over", .reset(7, 8)),
        Flood("WINDOW_UPDATE", .windowUpdate(0, 1)), Flood("WINDOW_UPDATE of a stream", .windowUpdate(1, 1)),
        Flood("WINDOW_UPDATE for a call that is over", .windowUpdate(7, 1)),
        Flood("PRIORITY", .priority(1)), Flood("short PRIORITY for a call that is over", WireFrame(2, stream: 7, [0])),
        Flood("unknown frames", WireFrame(0x42, [1, 2, 3])),
        Flood("GOAWAY", .goAway(0)), Flood("GOAWAY", .goAway(9), on: .client),
        Flood("PING", .ping(), on: .client), Flood("interim answers", .headers(1, [(":status", "100")]), on: .client),
        Flood("empty DATA", .data(3), on: .client),
        Flood("HEADERS for a call that is over", .headers(7, [], end: true), on: .client),
    ]

    @Test("As many as the burst, and no more", arguments: floods)
    func burst(flood: Flood) {
        // What the peer has sent to get here had its cost; time makes up for it.
        var peer = flood.peer
        peer.now += .seconds(100)
        peer.say(Self.burst / flood.cost, times: flood.frame)
        #expect(!peer.engine.isClosed)
        peer.say(flood.frame)
        #expect(peer.reaction(in: peer.hear()) == .connectionError(Reaction.calm))
        #expect(peer.told().last == .failed(Reaction.calm))
        #expect(peer.engine.streamCount == 0)
    }

    @Test("As many as its limit in a second, for good", arguments: floods)
    func sustained(flood: Flood) {
        var peer = flood.peer
        for _ in 0..<20 {
            peer.now += .milliseconds(Self.burst)
            peer.say(Self.burst / flood.cost, times: flood.frame)
            _ = (peer.hear(), peer.told())
        }
        #expect(!peer.engine.isClosed)
    }

    @Test("Nothing is looked at, and nothing is said, behind the end", arguments: floods)
    func afterwards(flood: Flood) {
        var peer = flood.peer
        peer.say(1000, times: flood.frame)
        _ = (peer.hear(), peer.told())
        peer.say(bytes: [UInt8](repeating: 0, count: 100) + flood.frame.bytes + WireFrame.ping().bytes)
        #expect(peer.hear().isEmpty && peer.told().isEmpty && !peer.engine.hasOutput)
    }

    @Test(
        "Requests that are refused cost as much as other frames",
        arguments: [
            [("x", "y")],
            [(":method", "GET"), (":scheme", "http"), (":path", "/")],
            WireHeaders.request("a.B/C"),
            WireHeaders.request("/a", [("x", String(repeating: "x", count: 70_000))]),
        ]
    )
    func refusedRequests(fields: [(String, String)]) {
        var limits = Self.limits
        limits.frameSize = 100_000
        var peer = ScriptedPeer(against: .server, limits: limits)
        peer.now += .seconds(100)
        for index in 0..<UInt32(Self.burst) { peer.say(.headers(1 + 2 * index, fields, end: true)) }
        #expect(!peer.engine.isClosed)
        peer.say(.headers(1001, fields, end: true))
        #expect(peer.reaction(in: peer.hear()) == .connectionError(Reaction.calm))
        #expect(peer.told() == [.failed(Reaction.calm)])
    }

    @Test(
        "Answers that nobody reads have a limit of their own",
        arguments: [
            (WireFrame.ping(), 17), (.settings(), 9),
        ]
    )
    func unreadAnswers(frame: WireFrame, answer: Int) {
        var limits = ConnectionLimits()
        limits.unreadAnswers = 100 * answer
        var peer = ScriptedPeer(against: .server, limits: limits)
        peer.say(100, times: frame)
        #expect(!peer.engine.isClosed)
        #expect(peer.hear().count == 100)
        peer.say(100, times: frame)
        #expect(!peer.engine.isClosed, "what was read counts no more")
        peer.say(frame)
        #expect(peer.reaction(in: peer.hear()) == .connectionError(Reaction.calm))
    }

    @Test("A frame of SETTINGS cannot make more work than its burst allows")
    func longSettings() {
        var peer = ScriptedPeer(against: .server)
        peer.say(.settings((0..<10_000).map { _ in (4, 70_000) }))
        #expect(peer.reaction(in: peer.hear()) == .connectionError(Reaction.calm))
    }
}

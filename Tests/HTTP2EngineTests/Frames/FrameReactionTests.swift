import Testing

@testable import HTTP2Engine

/// Every type of frame, right and wrong in length, stream and state, against both roles.
@Suite("HTTP/2 frames: reactions")
struct FrameReactionTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var frames: [WireFrame]
        var client: Reaction
        var server: Reaction

        init(_ name: String, _ frames: WireFrame..., client: Reaction, server: Reaction) {
            (self.name, self.frames, self.client, self.server) = (name, frames, client, server)
        }

        init(_ name: String, _ frames: WireFrame..., both: Reaction) {
            (self.name, self.frames, client, server) = (name, frames, both, both)
        }

        var testDescription: String { name }
    }

    private static let protocolError = Reaction.connectionError(Reaction.protocolError)
    private static let frameSize = Reaction.connectionError(Reaction.frameSize)
    private static let request = WireHeaders.request()

    static let data = [
        Case("on stream 0", .data(0, [1]), both: protocolError),
        Case("on an idle stream", .data(9, framed([])), both: protocolError),
        Case("on a stream of the wrong side", .data(2, framed([])), both: protocolError),
        Case("on an open stream", .data(3, framed([])), client: .tolerated, server: .streamError(3, 5)),
        Case("empty", .data(1), client: .streamError(1, 1), server: .tolerated),
        Case("on an answered stream", .data(5, [1, 2, 3]), both: .tolerated),
        Case("on a stream that was given up", .data(7, [1, 2, 3], end: true), both: .tolerated),
        Case("before the head", .data(1, framed([])), client: .streamError(1, 1), server: .tolerated),
        Case("padding as long as the frame", WireFrame(0, flags: 8, stream: 3, [1]), both: protocolError),
        Case("padded without its length", WireFrame(0, flags: 8, stream: 3), both: protocolError),
        Case("padding beyond the frame", WireFrame(0, flags: 8, stream: 1, [2, 0]), both: protocolError),
        Case("padding beyond the frame, stream closed", WireFrame(0, flags: 8, stream: 7, [1]), both: protocolError),
        Case("all padding", .data(1, padding: 9), client: .streamError(1, 1), server: .tolerated),
        Case(
            "a message in padding",
            .data(1, framed([7]), padding: 255),
            client: .streamError(1, 1),
            server: .tolerated
        ),
    ]

    static let headers = [
        Case("on stream 0", .headers(0, request), both: protocolError),
        Case("on an even stream", .headers(2, request), both: protocolError),
        Case("on an idle stream", .headers(9, request, end: true), client: protocolError, server: .tolerated),
        Case("on a later idle stream", .headers(99, request, end: true), client: protocolError, server: .tolerated),
        Case("again without an end", .headers(1, request), client: .streamError(1, 1), server: .streamError(1, 1)),
        Case(
            "behind a request, or an answer without status",
            .headers(3, [("a", "b")], end: true),
            client: .streamError(3, 8),
            server: .streamError(3, 5)
        ),
        Case("on an answered stream", .headers(5, [("a", "b")], end: true), both: .tolerated),
        Case("on a stream that was given up", .headers(7, [("a", "b")], end: true), both: .tolerated),
        Case(
            "of a request on an answered stream",
            .headers(5, request, end: true),
            client: .tolerated,
            server: protocolError
        ),
        Case(
            "of a request on a stream that was given up",
            .headers(7, request),
            client: .tolerated,
            server: protocolError
        ),
        Case(
            "of an answer on a stream that was given up",
            .headers(7, WireHeaders.response),
            client: .tolerated,
            server: protocolError
        ),
        Case("padding beyond the frame", WireFrame(1, flags: 0x0c, stream: 9, [5, 0]), both: protocolError),
        Case("padding as long as the frame", WireFrame(1, flags: 0x0c, stream: 9, [1]), both: protocolError),
        Case("padded without its length", WireFrame(1, flags: 0x0c, stream: 9), both: protocolError),
        Case("too short for its priority", WireFrame(1, flags: 0x24, stream: 9, [0, 0, 0, 0]), both: frameSize),
        Case(
            "too short for its priority behind its padding",
            WireFrame(1, flags: 0x2c, stream: 9, [1, 0, 0, 0, 0, 0]),
            both: frameSize
        ),
        Case(
            "with padding and priority",
            .headers(9, request, end: true, padding: 7, priority: true),
            client: protocolError,
            server: .tolerated
        ),
        Case("that cannot be decoded", .block(1, [0xff]), both: .connectionError(Reaction.compression)),
        Case("that cannot be decoded, stream closed", .block(7, [0x80]), both: .connectionError(Reaction.compression)),
    ]

    static let continuations = [
        Case("alone", .continuation(1, []), both: protocolError),
        Case("on stream 0", .continuation(0, []), both: protocolError),
        Case("behind a whole block", .headers(1, request), .continuation(1, []), both: protocolError),
        Case("on another stream", .block(9, [], whole: false), .continuation(11, []), both: protocolError),
        Case("interrupted by PING", .block(9, [], whole: false), .ping(), both: protocolError),
        Case("interrupted by DATA", .block(9, [], whole: false), .data(1), both: protocolError),
        Case("interrupted by HEADERS", .block(9, [], whole: false), .headers(9, request), both: protocolError),
        Case("interrupted by an unknown frame", .block(9, [], whole: false), WireFrame(0xee), both: protocolError),
        Case(
            "in one piece more",
            .block(9, [], end: true, whole: false),
            .continuation(9, WireHeaders.block(request)),
            client: protocolError,
            server: .tolerated
        ),
    ]

    static let priorities = [
        Case("on an idle stream", .priority(9), both: .tolerated),
        Case("on an open stream", .priority(1), both: .tolerated),
        Case("on a closed stream", .priority(7), both: .tolerated),
        Case("on stream 0", .priority(0), both: protocolError),
        Case("too short", WireFrame(2, stream: 1, [0, 0, 0, 0]), both: .streamError(1, Reaction.frameSize)),
        Case("too long", WireFrame(2, stream: 1, [0, 0, 0, 0, 0, 0]), both: .streamError(1, Reaction.frameSize)),
        Case("empty", WireFrame(2, stream: 3), both: .streamError(3, Reaction.frameSize)),
        Case("too short on an answered stream", WireFrame(2, stream: 5, [0]), both: .tolerated),
        Case("too short on a stream that was given up", WireFrame(2, stream: 7, [0]), both: .tolerated),
        Case("too short on an idle stream", WireFrame(2, stream: 9, [0]), both: frameSize),
        Case("too short on an even stream", WireFrame(2, stream: 2, [0]), both: frameSize),
        Case("too short on stream 0", WireFrame(2, [0]), both: protocolError),
    ]

    static let resets = [
        Case("on stream 0", .reset(0, 8), both: protocolError),
        Case("on an idle stream", .reset(9, 8), both: protocolError),
        Case("on an even stream", .reset(2, 8), both: protocolError),
        Case("empty", WireFrame(3, stream: 1), both: frameSize),
        Case("too short", WireFrame(3, stream: 1, [0, 0, 0]), both: frameSize),
        Case("too short, stream closed", WireFrame(3, stream: 7, [0, 0, 0]), both: frameSize),
        Case("too long", WireFrame(3, stream: 1, [0, 0, 0, 0, 8]), both: frameSize),
        Case("on an open stream", .reset(1, 8), both: .tolerated),
        Case("on a half closed stream", .reset(3, 8), both: .tolerated),
        Case("on an answered stream", .reset(5, 0), both: .tolerated),
        Case("on a stream that was given up", .reset(7, 8), both: .tolerated),
        Case("with a code that has no name", .reset(1, 0xdead_beef), both: .tolerated),
    ]

    static let settings = [
        Case("empty", .settings(), both: .tolerated),
        Case("on a stream", WireFrame(4, stream: 1), both: protocolError),
        Case("not a multiple of six", WireFrame(4, [0, 1, 0, 0, 0]), both: frameSize),
        Case("one byte more", WireFrame(4, [0, 1, 0, 0, 0, 0, 0]), both: frameSize),
        Case("an answer with content", WireFrame(4, flags: 1, [0, 1, 0, 0, 0, 0]), both: frameSize),
        Case("an answer nobody waits for", .settingsAnswer, both: .tolerated),
        Case("an answer on a stream", WireFrame(4, flags: 1, stream: 1), both: protocolError),
        Case("one that nobody knows", .settings([(0xf0f0, .max)]), both: .tolerated),
        Case("the number 0", .settings([(0, 1)]), both: .tolerated),
        Case("push 0", .settings([(2, 0)]), both: .tolerated),
        Case("push 2", .settings([(2, 2)]), both: protocolError),
        Case("largest window", .settings([(4, 0x7fff_ffff)]), both: .tolerated),
        Case("window too large", .settings([(4, 0x8000_0000)]), both: .connectionError(Reaction.flowControl)),
        Case("smallest frame size", .settings([(5, 16_384)]), both: .tolerated),
        Case("frame size too small", .settings([(5, 16_383)]), both: protocolError),
        Case("largest frame size", .settings([(5, 0xff_ffff)]), both: .tolerated),
        Case("frame size too large", .settings([(5, 0x100_0000)]), both: protocolError),
        Case("every other at its largest", .settings([(1, .max), (3, .max), (6, .max)]), both: .tolerated),
        Case("every other at nothing", .settings([(1, 0), (3, 0), (4, 0), (6, 0)]), both: .tolerated),
        Case("the bad one behind good ones", .settings([(1, 0), (4, 0), (5, 0)]), both: protocolError),
    ]

    static let others = [
        Case("PUSH_PROMISE", WireFrame(5, flags: 4, stream: 1, [0, 0, 0, 2]), both: protocolError),
        Case("PUSH_PROMISE, empty", WireFrame(5, flags: 4, stream: 1), both: protocolError),
        Case("PUSH_PROMISE on stream 0", WireFrame(5, flags: 4, [0, 0, 0, 2]), both: protocolError),
        Case("PING, empty", WireFrame(6), both: frameSize),
        Case("PING answer too short", WireFrame(6, flags: 1, [0, 0, 0, 0]), both: frameSize),
        Case(
            "PING answer on a stream",
            WireFrame(6, flags: 1, stream: 1, .init(repeating: 0, count: 8)),
            both: protocolError
        ),
        Case("GOAWAY, empty", WireFrame(7), both: frameSize),
        Case("WINDOW_UPDATE, empty", WireFrame(8), both: frameSize),
        Case("WINDOW_UPDATE of a stream too short", WireFrame(8, stream: 1, [0, 0, 1]), both: frameSize),
        Case("WINDOW_UPDATE on an even stream", .windowUpdate(2, 1), both: protocolError),
        Case("PING on a stream", WireFrame(6, stream: 1, [0, 0, 0, 0, 0, 0, 0, 0]), both: protocolError),
        Case("PING too short", WireFrame(6, [0, 0, 0, 0, 0, 0, 0]), both: frameSize),
        Case("PING too long", WireFrame(6, [0, 0, 0, 0, 0, 0, 0, 0, 0]), both: frameSize),
        Case("PING answer nobody waits for", .ping(1, answer: true), both: .tolerated),
        Case("GOAWAY on a stream", WireFrame(7, stream: 1, [0, 0, 0, 0, 0, 0, 0, 0]), both: protocolError),
        Case("GOAWAY too short", WireFrame(7, [0, 0, 0, 0, 0, 0, 0]), both: frameSize),
        Case("GOAWAY", .goAway(7, 0, "bye"), both: .tolerated),
        Case("WINDOW_UPDATE too short", WireFrame(8, [0, 0, 1]), both: frameSize),
        Case("WINDOW_UPDATE too long", WireFrame(8, [0, 0, 0, 0, 1]), both: frameSize),
        Case("WINDOW_UPDATE of nothing", .windowUpdate(0, 0), both: protocolError),
        Case("WINDOW_UPDATE of nothing, reserved bit", .windowUpdate(0, 0x8000_0000), both: protocolError),
        Case("WINDOW_UPDATE of nothing on a stream", .windowUpdate(1, 0), both: .streamError(1, 1)),
        Case("WINDOW_UPDATE on an idle stream", .windowUpdate(9, 1), both: protocolError),
        Case("WINDOW_UPDATE on an answered stream", .windowUpdate(5, 1), both: .tolerated),
        Case("WINDOW_UPDATE on a stream that was given up", .windowUpdate(7, 0), both: .tolerated),
        Case("WINDOW_UPDATE up to the largest", .windowUpdate(0, 0x7fff_ffff - 65_535), both: .tolerated),
        Case(
            "WINDOW_UPDATE beyond the largest",
            .windowUpdate(0, 0x7fff_ffff - 65_534),
            both: .connectionError(Reaction.flowControl)
        ),
        Case("WINDOW_UPDATE of a stream up to the largest", .windowUpdate(1, 0x7fff_ffff - 65_535), both: .tolerated),
        Case(
            "WINDOW_UPDATE of a stream beyond the largest",
            .windowUpdate(1, 0x7fff_ffff - 65_534),
            both: .streamError(1, Reaction.flowControl)
        ),
        Case("unknown type", WireFrame(0x42, flags: 0xff, stream: 1, [1, 2, 3]), both: .tolerated),
        Case("unknown type on an idle stream", WireFrame(0xff, stream: 0x7fff_ffff), both: .tolerated),
        Case("a frame at the limit", WireFrame(0x42, [UInt8](repeating: 0, count: 65_536)), both: .tolerated),
        Case("a frame beyond the limit", WireFrame(0x42, [UInt8](repeating: 0, count: 65_537)), both: frameSize),
        Case("undefined flags", WireFrame(6, flags: 0xfe, [0, 0, 0, 0, 0, 0, 0, 0]), both: .tolerated),
    ]

    @Test("DATA", arguments: data) func dataFrame(_ test: Case) { check(test) }
    @Test("HEADERS", arguments: headers) func headersFrame(_ test: Case) { check(test) }
    @Test("CONTINUATION", arguments: continuations) func continuationFrame(_ test: Case) { check(test) }
    @Test("PRIORITY", arguments: priorities) func priorityFrame(_ test: Case) { check(test) }
    @Test("RST_STREAM", arguments: resets) func resetFrame(_ test: Case) { check(test) }
    @Test("SETTINGS", arguments: settings) func settingsFrame(_ test: Case) { check(test) }
    @Test("everything else", arguments: others) func otherFrame(_ test: Case) { check(test) }

    private func check(_ test: Case) {
        var client = ScriptedPeer.client()
        #expect(client.reaction(to: test.frames) == test.client, "client")
        var server = ScriptedPeer.server()
        #expect(server.reaction(to: test.frames) == test.server, "server")
        for peer in [client, server] { #expect(peer.listener.faults.isEmpty) }
        // Byte by byte it is the same.
        var slow = ScriptedPeer.server()
        for byte in test.frames.flatMap(\.bytes) { slow.say(bytes: [byte]) }
        #expect(slow.reaction(in: slow.hear()) == test.server, "server, byte by byte")
    }

    private static let late: [(WireFrame, Reaction)] = [
        (.data(3, [1, 2, 3], end: true), .tolerated), (.headers(3, [("a", "b")], end: true), .tolerated),
        (.headers(3, request), protocolError), (.priority(3), .tolerated), (WireFrame(2, stream: 3), .tolerated),
        (.reset(3, 8), .tolerated), (.windowUpdate(3, 0), .tolerated),
    ]

    @Test("For a call that is over it does not matter whether its handler still runs", arguments: late)
    func handlerRuns(frame: WireFrame, reaction: Reaction) {
        for isReleased in [false, true] {
            for isReset in [false, true] {
                var peer = ScriptedPeer.server()
                if isReset { peer.say(.reset(3, 8)) } else { peer.engine.sendStatus(.ok, on: 3) }
                if isReleased { peer.engine.release(3) }
                _ = (peer.hear(), peer.told())
                #expect(peer.reaction(to: [frame]) == reaction, "released: \(isReleased), reset: \(isReset)")
                if reaction == .tolerated { #expect(peer.told().isEmpty) }
            }
        }
    }

    @Test("The reserved bit of a stream's number is ignored")
    func reservedBit() {
        var peer = ScriptedPeer.server()
        peer.say(.data(0x8000_0001, framed([1, 2])))
        #expect(peer.told() == [.message(1, [1, 2])])
    }
}

import Testing

@testable import HTTP2Engine

/// What a client makes of the header lists of an answer, and of its end.
@Suite("HTTP/2 connection: answers")
struct ResponseTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var frames: [WireFrame]
        var told: [Told]
        /// What the client says of it; its request has not ended.
        var reset: UInt32? = Reaction.cancel

        init(_ name: String, _ frames: [WireFrame], _ told: [Told], reset: UInt32? = Reaction.cancel) {
            (testDescription, self.frames, self.told, self.reset) = (name, frames, told, reset)
        }
    }

    private static let ok: [(String, String)] = WireHeaders.response
    private static func ending(_ fields: (String, String)...) -> WireFrame { .headers(1, fields, end: true) }
    private static func heading(_ fields: (String, String)..., end: Bool = false) -> WireFrame {
        .headers(1, fields, end: end)
    }

    static let heads: [Case] =
        [
            Case("head", [.headers(1, ok)], [.response(1)], reset: nil),
            Case(
                "interim answers before it",
                [heading((":status", "100")), heading((":status", "103")), .headers(1, ok)],
                [.response(1)],
                reset: nil
            ),
            Case(
                "interim answer with an end",
                [heading((":status", "100"), end: true)],
                [.status(1, .internalError)],
                reset: 1
            ),
            Case("trailers only", [.headers(1, ok + [("grpc-status", "5")], end: true)], [.status(1, .notFound)]),
            Case("trailers only, ok", [.headers(1, ok + [("grpc-status", "0")], end: true)], [.status(1, .ok)]),
            Case("trailers only without status", [.headers(1, ok, end: true)], [.status(1, .unknown)]),
            Case("no status", [heading(("content-type", "application/grpc"))], [.status(1, .internalError)], reset: 1),
            Case("status not a number", [heading((":status", "ok"))], [.status(1, .internalError)], reset: 1),
            Case("status with a sign", [heading((":status", "+200"))], [.status(1, .internalError)], reset: 1),
            Case("status with two digits", [heading((":status", "20"))], [.status(1, .internalError)], reset: 1),
            Case("status with four digits", [heading((":status", "0200"))], [.status(1, .internalError)], reset: 1),
            Case(
                "status twice",
                [heading((":status", "200"), (":status", "200"))],
                [.status(1, .internalError)],
                reset: 1
            ),
            Case(
                "pseudo field of requests",
                [heading((":status", "200"), (":path", "/"))],
                [.status(1, .internalError)],
                reset: 1
            ),
            Case("upper case", [.headers(1, ok + [("A", "b")])], [.status(1, .internalError)], reset: 1),
            Case("line end in a value", [.headers(1, ok + [("a", "b\n")])], [.status(1, .internalError)], reset: 1),
            Case("connection", [.headers(1, ok + [("connection", "close")])], [.status(1, .internalError)], reset: 1),
            Case(
                "another content type",
                [heading((":status", "200"), ("content-type", "text/html"))],
                [.status(1, .unknown)]
            ),
            Case("no content type", [heading((":status", "200"))], [.status(1, .unknown)]),
            Case(
                "content type twice, the last that of gRPC",
                [heading((":status", "200"), ("content-type", "text/html"), ("content-type", "application/grpc"))],
                [.response(1)],
                reset: nil
            ),
            Case(
                "content type twice, the last another",
                [heading((":status", "200"), ("content-type", "application/grpc"), ("content-type", "text/html"))],
                [.status(1, .unknown)]
            ),
            Case(
                "trailers only, status of gRPC twice",
                [.headers(1, ok + [("grpc-status", "0"), ("grpc-status", "5")], end: true)],
                [.status(1, .notFound)]
            ),
            Case(
                "HTTP 503 with a status of gRPC",
                [heading((":status", "503"), ("grpc-status", "5"), end: true)],
                [.status(1, .notFound)]
            ),
        ]
        + [
            ("400", GRPCStatusCode.internalError), ("401", .unauthenticated), ("403", .permissionDenied),
            ("404", .unimplemented), ("429", .unavailable), ("502", .unavailable), ("503", .unavailable),
            ("504", .unavailable), ("500", .unknown), ("204", .unknown), ("302", .unknown), ("999", .unknown),
        ].flatMap { status, code in
            [false, true].map { end in
                Case(
                    "HTTP \(status)\(end ? ", end" : "")",
                    [heading((":status", status), end: end)],
                    [.status(1, code)]
                )
            }
        }

    private static let message: WireFrame = .data(1, framed([7]))

    static let ends: [Case] = [
        Case("status", [ending(("grpc-status", "0"))], [.status(1, .ok)]),
        Case("status twice", [ending(("grpc-status", "0"), ("grpc-status", "5"))], [.status(1, .notFound)]),
        Case(
            "status twice, the last not a number",
            [ending(("grpc-status", "0"), ("grpc-status", "x"))],
            [.status(1, .unknown)]
        ),
        Case("no status", [ending(("x", "y"))], [.status(1, .unknown)]),
        Case("empty", [ending()], [.status(1, .unknown)]),
        Case("status beyond the last", [ending(("grpc-status", "17"))], [.status(1, .unknown)]),
        Case("status negative", [ending(("grpc-status", "-1"))], [.status(1, .unknown)]),
        Case("status not a number", [ending(("grpc-status", "ok"))], [.status(1, .unknown)]),
        Case("status huge", [ending(("grpc-status", String(repeating: "9", count: 100)))], [.status(1, .unknown)]),
        Case(
            "messages before",
            [message, message, ending(("grpc-status", "0"))],
            [.message(1, [7]), .message(1, [7]), .status(1, .ok)]
        ),
        Case("inside a message", [.data(1, [0, 0]), ending(("grpc-status", "0"))], [.status(1, .internalError)]),
        Case("inside a message, failed", [.data(1, [0, 0]), ending(("grpc-status", "5"))], [.status(1, .notFound)]),
        Case("with DATA", [.data(1, framed([7]), end: true)], [.message(1, [7]), .status(1, .internalError)]),
        Case("with empty DATA", [.data(1, end: true)], [.status(1, .internalError)]),
        Case("without END_STREAM", [heading(("grpc-status", "0"))], [.status(1, .internalError)], reset: 1),
        Case("another head", [.headers(1, ok)], [.status(1, .internalError)], reset: 1),
        Case(
            "with a pseudo field",
            [ending((":status", "200"), ("grpc-status", "0"))],
            [.status(1, .internalError)],
            reset: 1
        ),
        Case("interim answer behind the head", [heading((":status", "100"))], [.status(1, .internalError)], reset: 1),
        Case("a flag of a message that is unknown", [.data(1, framed([], flag: 2))], [.status(1, .internalError)]),
        Case("reset", [.reset(1, 8)], [.status(1, .cancelled)], reset: nil),
        Case(
            "reset behind a message",
            [message, .reset(1, 11)],
            [.message(1, [7]), .status(1, .resourceExhausted)],
            reset: nil
        ),
        Case("reset behind the end", [ending(("grpc-status", "0")), .reset(1, 0)], [.status(1, .ok)]),
        Case("DATA behind the end", [ending(("grpc-status", "0")), message], [.status(1, .ok)]),
    ]

    @Test("The head", arguments: heads)
    func headOfAnswer(test: Case) { check(test, isOpen: false) }

    @Test("The end", arguments: ends)
    func endOfAnswer(test: Case) { check(test, isOpen: true) }

    private func check(_ test: Case, isOpen: Bool) {
        for isRequestWhole in [false, true] {
            var peer = ScriptedPeer(against: .client)
            _ = peer.open()
            if isRequestWhole { peer.engine.finish(1) }
            if isOpen { peer.say(.headers(1, Self.ok)) }
            _ = (peer.hear(), peer.told())
            peer.say(bytes: test.frames.flatMap(\.bytes))
            #expect(peer.told() == test.told)
            let isOver = test.told != [.response(1)]
            #expect(peer.engine.streamCount == (isOver ? 0 : 1) && !peer.engine.isClosed)
            // Where both sides have ended nothing is left to reset, but for what breaks HTTP.
            let last = test.frames.last.map { $0.flags & 1 == 1 && $0.type < 2 } ?? false
            let isBehindEnd = test.frames.dropLast().contains { $0.type == 1 && $0.flags & 1 == 1 }
            let isClosed = isRequestWhole && (last || isBehindEnd) && test.reset == Reaction.cancel
            let expected = isClosed ? [] : test.reset.map { [Said.reset(1, $0)] } ?? []
            #expect(peer.hear() == expected, "\(isRequestWhole)")
        }
    }

    @Test(
        "A message of a status is decoded",
        arguments: [
            ("plain", "plain"), ("100%25", "100%"), ("a%0Ab", "a\nb"), ("%C3%A9", "é"), ("%zz", "%zz"), ("%", "%"),
            ("%FF", "\u{fffd}"), ("", ""), (" a ", " a "),
        ]
    )
    func statusMessage(wire: String, text: String) {
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        peer.say(.headers(1, WireHeaders.response))
        peer.say(.headers(1, [("grpc-status", "3"), ("grpc-message", wire), ("x", "y")], end: true))
        guard case .status(1, let status, let metadata)? = peer.engine.events().last else {
            Issue.record("no status")
            return
        }
        #expect(status == GRPCStatus(code: .invalidArgument, message: text))
        #expect(metadata == [HeaderField("x", "y")])
    }

    @Test("A call is refused only while nothing of its answer has come", arguments: [false, true])
    func refused(byGoAway: Bool) {
        let frame: WireFrame = byGoAway ? .goAway(0) : .reset(1, Reaction.refused)
        for isAnswered in [false, true] {
            for isRequestWhole in [false, true] {
                var peer = ScriptedPeer(against: .client)
                _ = peer.open()
                _ = peer.engine.send([1], isLast: isRequestWhole, on: 1)
                if isAnswered { peer.say(.headers(1, Self.ok)) }
                _ = (peer.hear(), peer.told())
                peer.say(frame)
                let told = peer.told().filter { $0 != .draining && $0 != .drained }
                #expect(told == [isAnswered ? .status(1, .unavailable) : .refused(1, .unavailable)])
                #expect(peer.engine.streamCount == 0 && peer.hear().isEmpty)
                // A refused call may be made again at once, where the connection still takes calls.
                #expect(peer.open() == (byGoAway ? nil : 3))
            }
        }
    }

    @Test("A connection that breaks says nothing of what was begun")
    func broken() {
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        peer.engine.abandon(GRPCStatus(code: .unavailable))
        #expect(peer.told() == [.status(1, .unavailable)])
    }

    @Test("Of a compression or a message that comes again the last counts")
    func duplicates() {
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        peer.say(.headers(1, Self.ok + [("grpc-encoding", "gzip"), ("grpc-encoding", "deflate")]))
        peer.say(.headers(1, [("grpc-message", "a"), ("grpc-status", "3"), ("grpc-message", "b")], end: true))
        let events = peer.engine.events()
        guard case .response(1, let head)? = events.first, case .status(1, let status, _)? = events.last else {
            Issue.record("\(events)")
            return
        }
        #expect(head.compression == .deflate && status == GRPCStatus(code: .invalidArgument, message: "b"))
    }

    @Test("A reset ends the call with the status of its code", arguments: 0..<16 as Range<UInt32>)
    func resets(code: UInt32) {
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        _ = peer.hear()
        peer.say(.reset(1, code))
        let status = GRPCStatusCode(resetCode: code)
        #expect(peer.told() == [code == Reaction.refused ? .refused(1, status) : .status(1, status)])
        #expect(peer.hear().isEmpty && peer.engine.streamCount == 0)
    }
}

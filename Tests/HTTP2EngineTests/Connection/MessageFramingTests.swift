import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 connection: messages in DATA")
struct MessageFramingTests {
    @Test("Messages are whole wherever their frames are cut", arguments: 1...13)
    func cuts(size: Int) {
        let messages: [[UInt8]] = [[], [1], [UInt8](repeating: 2, count: 30), [], [3, 4]]
        let bytes = messages.flatMap { framed($0) }
        for padding in [nil, 0, 3] {
            var peer = ScriptedPeer.server()
            for start in stride(from: 0, to: bytes.count, by: size) {
                let piece = Array(bytes[start..<min(start + size, bytes.count)])
                peer.say(.data(1, piece, end: start + size >= bytes.count, padding: padding))
            }
            #expect(peer.told() == messages.map { .message(1, $0) } + [.requestEnd(1)])
        }
    }

    @Test(
        "A request that ends inside a message has failed",
        arguments: [[0], [0, 0, 0, 0], [0, 0, 0, 0, 1]] as [[UInt8]]
    )
    func cutEnd(bytes: [UInt8]) {
        for endsInFrame in [true, false] {
            var peer = ScriptedPeer.server()
            peer.say(.data(1, framed([9]) + bytes, end: endsInFrame))
            if !endsInFrame { peer.say(.data(1, end: true)) }
            #expect(peer.told() == [.message(1, [9]), .requestFailed(1, .internalError)])
            // The handler still answers.
            peer.engine.sendStatus(GRPCStatus(code: .internalError), on: 1)
            guard case .headers(1, _, end: true)? = peer.hear().last else {
                Issue.record("no answer")
                return
            }
        }
    }

    @Test("Header fields behind the messages end a request", arguments: [[], [("x", "y")]])
    func trailers(fields: [(String, String)]) {
        var peer = ScriptedPeer.server()
        peer.say(.data(1, framed([1])), .headers(1, fields, end: true))
        #expect(peer.told() == [.message(1, [1]), .requestEnd(1)])
        var cut = ScriptedPeer.server()
        cut.say(.data(1, [0, 0]), .headers(1, fields, end: true))
        #expect(cut.told() == [.requestFailed(1, .internalError)])
    }

    @Test("A message with an unknown flag ends its request, and what follows is thrown away")
    func unknownFlag() {
        var peer = ScriptedPeer.server()
        peer.say(.data(1, framed([1]) + framed([2], flag: 2)), .data(1, framed([3])), .data(1, end: true))
        #expect(peer.told() == [.message(1, [1]), .requestFailed(1, .internalError)])
        #expect(peer.reaction(in: peer.hear()) == .tolerated)
    }

    @Test("Behind a refused message a request may end, and its answer still comes")
    func refusedThenEnded() {
        var limits = ConnectionLimits()
        limits.messageSize = 10
        let tooLarge = WireFrame.data(1, framed([UInt8](repeating: 0, count: 11)))
        for end in [WireFrame.data(1, [1, 2, 3], end: true), .headers(1, [("x", "y")], end: true)] {
            var peer = ScriptedPeer.server(limits: limits)
            peer.say(tooLarge, end)
            peer.engine.sendStatus(GRPCStatus(code: .resourceExhausted), on: 1)
            let said = peer.hear()
            guard case .headers(1, _, end: true)? = said.last, said.count == 1 else {
                Issue.record("\(said)")
                return
            }
        }
        // And behind its end nothing more may come.
        var other = ScriptedPeer.server(limits: limits)
        let late = [WireFrame.data(1, framed([UInt8](repeating: 0, count: 11)), end: true), .data(1, [1])]
        #expect(other.reaction(to: late) == .streamError(1, Reaction.streamClosed))
        #expect(other.told() == [.requestFailed(1, .resourceExhausted), .cancelled(1)])
    }

    @Test("The flag of compression is handed on")
    func compressed() {
        var peer = ScriptedPeer.server()
        peer.say(.data(1, framed([1], flag: 1) + framed([2])))
        let flags = peer.engine.events().compactMap { event -> Bool? in
            if case .message(_, let message) = event { message.isCompressed } else { nil }
        }
        #expect(flags == [true, false])
    }
}

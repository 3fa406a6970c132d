import Testing

@testable import HTTP2Engine

/// What a server writes, and where the end of a stream is put.
@Suite("HTTP/2 connection: what is written")
struct AnswerWritingTests {
    private func server(_ frames: WireFrame..., settings: [(UInt16, UInt32)] = []) -> ScriptedPeer {
        var peer = ScriptedPeer(against: .server, settings: settings)
        peer.say(bytes: frames.flatMap(\.bytes))
        return peer
    }

    private func field(_ name: String, of said: Said?) -> String? {
        guard case .headers(_, let fields, _)? = said else { return nil }
        return fields.first { $0.name == name }?.value
    }

    private static let request: WireFrame = .headers(1, WireHeaders.request(), end: true)

    @Test("An answer has a head, messages and trailers; the block comes again as it was")
    func answer() {
        var peer = server()
        for id in stride(from: UInt32(1), to: 9, by: 2) {
            peer.say(.headers(id, WireHeaders.request(), end: true))
            #expect(peer.engine.sendHead(on: id) == true)
            #expect(peer.engine.sendHead(on: id) == false, "only once")
            _ = peer.engine.send([1, 2], on: id)
            _ = peer.engine.send([3], isCompressed: true, on: id)
            #expect(peer.engine.sendStatus(.ok, on: id) == true)
            #expect(peer.engine.sendStatus(.ok, on: id) == false, "only once")
            peer.engine.release(id)
            let said = peer.hear()
            #expect(
                said == [
                    .headers(id, ResponseFields.head, end: false),
                    .data(id, framed([1, 2]), end: false), .data(id, framed([3], flag: 1), end: false),
                    .headers(id, [HeaderField("grpc-status", "0")], end: true),
                ]
            )
            #expect(peer.engine.streamCount == 0)
        }
        #expect(peer.listener.faults.isEmpty)
    }

    @Test("A failure without messages is one block; its text is percent-coded")
    func trailersOnly() {
        var peer = server(Self.request)
        let status = GRPCStatus(code: .notFound, message: "50% of é\n")
        peer.engine.sendStatus(status, metadata: [HeaderField("x", "y")], on: 1)
        let said = peer.hear()
        guard case .headers(1, let fields, end: true) = said.first, said.count == 1 else {
            Issue.record("\(said)")
            return
        }
        #expect(fields.prefix(2).map(\.value) == ["200", "application/grpc"])
        #expect(field("grpc-status", of: said.first) == "5")
        #expect(field("grpc-message", of: said.first) == "50%25 of %C3%A9%0A")
        #expect(fields.last == HeaderField("x", "y"))
    }

    @Test("Metadata and compression of the head, and metadata of the trailers")
    func metadata() {
        var peer = server(Self.request)
        peer.engine.sendHead(on: 1, compression: .gzip, metadata: [HeaderField("h", "1")])
        peer.engine.sendStatus(.ok, metadata: [HeaderField("t-bin", "AA")], on: 1)
        let said = peer.hear()
        #expect(field("grpc-encoding", of: said.first) == "gzip" && field("h", of: said.first) == "1")
        #expect(said.last == .headers(1, [HeaderField("grpc-status", "0"), HeaderField("t-bin", "AA")], end: true))
    }

    @Test("Trailers wait behind messages, and are encoded in their turn")
    func trailersWait() {
        var peer = server(Self.request, .headers(3, WireHeaders.request(), end: true), settings: [(4, 4)])
        peer.engine.sendHead(on: 1)
        _ = peer.engine.send([1, 2, 3], on: 1)
        let failure = GRPCStatus(code: .aborted, message: "late")
        peer.engine.sendStatus(failure, metadata: [HeaderField("t", "1")], on: 1)
        peer.engine.release(1)
        #expect(peer.engine.streamCount == 2)
        #expect(peer.hear().last == .data(1, [0, 0, 0, 0], end: false))
        peer.engine.sendStatus(.ok, on: 3)
        peer.engine.release(3)
        _ = peer.hear()
        peer.say(.windowUpdate(1, 3))
        #expect(peer.hear() == [.data(1, [3, 1, 2], end: false)])
        peer.say(.windowUpdate(1, 3))
        let said = peer.hear()
        #expect(said.first == .data(1, [3], end: false) && field("grpc-status", of: said.last) == "10")
        #expect(peer.listener.faults.isEmpty && peer.engine.streamCount == 0)
    }

    @Test("A long block is cut to the frames that the peer takes", arguments: [16_384, 20_000, 16_777_215])
    func longBlock(frameSize: Int) {
        for length in [frameSize / 2, 16_300, 40_000, 100_000] where length < 200_000 {
            var peer = server(Self.request, settings: [(5, UInt32(frameSize))])
            let value = String(repeating: "~", count: length)
            peer.engine.sendHead(on: 1, metadata: [HeaderField("x", value)])
            peer.engine.sendStatus(.ok, metadata: [HeaderField("y", value)], on: 1)
            let said = peer.hear()
            #expect(field("x", of: said.first) == value && field("y", of: said.last) == value)
            #expect(said.count == 2 && peer.listener.faults.isEmpty, "\(length)")
        }
    }

    @Test("An answer before the request's end tells the client to stop, and what is on its way is thrown away")
    func earlyAnswer() {
        var peer = server(.headers(1, WireHeaders.request()), .data(1, framed([1])))
        _ = peer.told()
        peer.engine.sendHead(on: 1)
        peer.engine.sendStatus(GRPCStatus(code: .aborted), on: 1)
        let said = peer.hear()
        #expect(said.suffix(1) == [.reset(1, Reaction.none)] && field("grpc-status", of: said.dropLast().last) == "10")
        peer.say(.data(1, framed([2])), .data(1, framed([3]), end: true), .windowUpdate(1, 5), .reset(1, 8))
        #expect(peer.told().isEmpty && peer.hear().isEmpty && peer.engine.streamCount == 1)
        peer.engine.release(1)
        #expect(peer.engine.streamCount == 0)
    }

    @Test("A handler that returns without an answer resets its call")
    func noAnswer() {
        for sendsHead in [false, true] {
            var peer = server(Self.request)
            if sendsHead { peer.engine.sendHead(on: 1) }
            peer.engine.release(1)
            #expect(peer.hear().last == .reset(1, Reaction.internalError) && peer.engine.streamCount == 0)
        }
    }

    @Test("A client that gives up says so once, and hears nothing more")
    func cancel() {
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        peer.say(.headers(1, WireHeaders.response))
        _ = (peer.hear(), peer.told())
        _ = peer.engine.send([UInt8](repeating: 0, count: 100_000), on: 1)
        peer.engine.cancel(1)
        peer.engine.cancel(1)
        #expect(peer.hear().last == .reset(1, Reaction.cancel))
        peer.say(.data(1, framed([1])), .headers(1, WireHeaders.trailers, end: true), .windowUpdate(1, 1 << 20))
        #expect(peer.told().isEmpty && peer.hear().isEmpty && peer.engine.streamCount == 0)
    }

    @Test("A client that was reset loses what waits, and its stream takes no more")
    func resetWhileSending() {
        var peer = ScriptedPeer(against: .client)
        _ = peer.open()
        guard case .full = peer.engine.send([UInt8](repeating: 0, count: 200_000), on: 1) else {
            Issue.record("not full")
            return
        }
        _ = peer.hear()
        peer.say(.reset(1, 7))
        #expect(peer.told() == [.refused(1, .unavailable)])
        peer.say(.windowUpdate(0, 1 << 20))
        #expect(peer.hear().isEmpty)
        if case .closed = peer.engine.send([1], on: 1) {} else { Issue.record("a message for a call that is over") }
    }
}

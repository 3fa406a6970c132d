import Testing

@testable import HTTP2Engine

/// Peers that never read: what waits for them has an end, whoever makes it.
@Suite("HTTP/2 limits: output that nobody reads")
struct UnreadOutputTests {
    private static func limits(unsentOutput: Int) -> ConnectionLimits {
        var limits = ConnectionLimits()
        limits.unsentOutput = unsentOutput
        return limits
    }

    @Test("Calls that are opened and given up wait once there is too much", arguments: [1, 1000, 1 << 20])
    func opening(limit: Int) {
        var peer = ScriptedPeer(against: .client, limits: Self.limits(unsentOutput: limit))
        var count = 0
        while let id = peer.open(), count < 1_000_000 {
            #expect(peer.engine.output.count < limit + 200)
            peer.engine.cancel(id)
            count += 1
        }
        #expect(peer.engine.isFull && peer.engine.streamCount == 0)
        // The last one began below the limit, and ended behind it.
        #expect((limit..<limit + 200).contains(peer.engine.output.count))
        #expect(peer.told().isEmpty)
        _ = peer.hear()
        #expect(peer.told() == [.streamsAvailable])
        #expect(peer.open() != nil)
    }

    @Test("Large heads count by their bytes, and a call that waits may be given up in peace")
    func largeHeads() {
        var peer = ScriptedPeer(against: .client, limits: Self.limits(unsentOutput: 100_000))
        let metadata = [HeaderField("x", String(repeating: "~", count: 30_000))]
        var ids: [StreamID] = []
        while case .opened(let id) = peer.engine.open("/x", metadata: metadata) { ids.append(id) }
        #expect(ids == [1, 3, 5, 7])
        #expect(peer.engine.availableStreams == 0)
        for id in ids { peer.engine.cancel(id) }
        #expect(peer.told() == [.streamsAvailable], "told once, by the first that left")
        #expect(peer.open() == nil, "there is still too much")
        _ = peer.hear()
        #expect(peer.told() == [.streamsAvailable] && peer.engine.availableStreams > 0)
    }

    @Test("Messages do not keep calls waiting")
    func messages() {
        var peer = ScriptedPeer(against: .client, settings: [(4, 0x7fff_ffff)])
        peer.say(.windowUpdate(0, 0x7000_0000))
        for _ in 0..<100 {
            guard let id = peer.open() else {
                Issue.record("not opened")
                return
            }
            _ = peer.engine.send([UInt8](repeating: 0, count: 1 << 20), on: id)
        }
        #expect(peer.engine.output.count < HTTP2Connection.outputMark + 64 * 1024 + 100 * 100)
    }

    @Test("A connection that ends tells those that wait")
    func ending() {
        var peer = ScriptedPeer(against: .client, limits: Self.limits(unsentOutput: 1))
        _ = (peer.open(), peer.open())
        #expect(peer.engine.isFull)
        peer.engine.abandon(GRPCStatus(code: .unavailable))
        #expect(peer.told() == [.status(1, .unavailable), .streamsAvailable])
        if case .unavailable = peer.engine.open("/x") {} else { Issue.record("not unavailable") }
    }

    @Test("Resets of calls that were open take less than the calls did")
    func resets() {
        var peer = ScriptedPeer(against: .client)
        let ids = (0..<10_000).compactMap { _ in peer.open() }
        #expect(ids.count == 10_000)
        _ = peer.hear()
        for id in ids { peer.engine.cancel(id) }
        #expect(peer.engine.output.count == 13 * ids.count)
    }

    @Test("A peer that sends and never reads is told of its windows in one frame for each", arguments: [1, 4])
    func windows(streams: Int) {
        var limits = ConnectionLimits()
        (limits.streamWindow, limits.connectionWindow) = (65_535, 65_535)
        limits.messageSize = 1 << 30
        var peer = ScriptedPeer(against: .server, limits: limits)
        let ids = (0..<UInt32(streams)).map { 2 * $0 + 1 }
        for id in ids { peer.say(.headers(id, WireHeaders.request()), .data(id, [0, 0x3f, 0xff, 0xff, 0xff])) }
        var sent: [UInt32: Int] = Dictionary(uniqueKeysWithValues: ids.map { ($0, 5) })
        let piece = [UInt8](repeating: 0, count: 16_384)
        for index in 0..<4000 {
            let id = ids[index % streams]
            peer.say(.data(id, piece))
            sent[id, default: 0] += piece.count
        }
        #expect(!peer.engine.isClosed)
        #expect(peer.engine.output.count == 13 * (streams + 1))
        var given: [UInt32: Int] = [:]
        for case .windowUpdate(let id, let increment) in peer.hear() { given[id, default: 0] += Int(increment) }
        sent[0] = sent.values.reduce(0, +)
        for (id, count) in sent { #expect((count - 32_768...count).contains(given[id] ?? 0), "\(id)") }
    }

    @Test("An update that has left is not changed, and one that is as large as a window is left alone")
    func updates() {
        var engine = ScriptedPeer(against: .server).engine
        var place = engine.writeWindowUpdate(0, increment: 5, last: nil)
        place = engine.writeWindowUpdate(0, increment: 6, last: place)
        let other = engine.writeWindowUpdate(3, increment: 7, last: nil)
        place = engine.writeWindowUpdate(0, increment: 0x7fff_ffff - 11, last: place)
        place = engine.writeWindowUpdate(0, increment: 1, last: place)
        _ = engine.writeWindowUpdate(0, increment: 2, last: place)
        let frames: [WireFrame] = [.windowUpdate(0, 0x7fff_ffff), .windowUpdate(3, 7), .windowUpdate(0, 3)]
        #expect(WireFrame.all(in: engine.outputBytes()) == frames)
        _ = engine.writeWindowUpdate(3, increment: 8, last: other)
        #expect(WireFrame.all(in: engine.outputBytes()) == [.windowUpdate(3, 8)])
    }
}

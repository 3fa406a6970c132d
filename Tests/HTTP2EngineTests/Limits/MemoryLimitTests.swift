import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 limits: memory")
struct MemoryLimitTests {
    @Test("A header block may have so many frames", arguments: [1, 2, 64])
    func headerFrames(limit: Int) {
        var limits = ConnectionLimits()
        limits.headerBlockFrames = limit
        let block = WireHeaders.block(WireHeaders.request())
        for count in [limit, limit + 1] {
            var peer = ScriptedPeer(against: .server, limits: limits)
            peer.say(.block(1, block, end: true, whole: count == 1))
            for index in 1..<max(count, 1) { peer.say(.continuation(1, [], whole: index == count - 1)) }
            let isWithin = count == limit
            #expect(peer.reaction(in: peer.hear()) == (isWithin ? .tolerated : .connectionError(Reaction.calm)))
            #expect(peer.told().first == (isWithin ? .request(1, "/a.B/C") : .failed(Reaction.calm)))
        }
    }

    @Test("A header block may have so many bytes before it is decoded")
    func headerBytes() {
        var limits = ConnectionLimits()
        limits.headerListSize = 20_000
        for size in [20_000, 20_001] {
            var peer = ScriptedPeer(against: .server, limits: limits)
            peer.say(.block(1, [UInt8](repeating: 0x82, count: 16_000), whole: false))
            peer.say(.continuation(1, [UInt8](repeating: 0x82, count: size - 16_000), whole: false))
            #expect(peer.engine.isClosed == (size > 20_000))
        }
    }

    @Test("A header list may be so large", arguments: HTTP2Connection.Role.both)
    func headerList(role: HTTP2Connection.Role) {
        var limits = ConnectionLimits()
        limits.headerListSize = 1000
        for size in [1000, 1001] {
            let isServer = role == .server
            var peer = isServer ? ScriptedPeer.server(limits: limits) : .client(limits: limits)
            var fields = isServer ? WireHeaders.request() : WireHeaders.response
            let counted = fields.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count + 32 }
            fields.append(("x", String(repeating: "y", count: size - counted - 33)))
            peer.say(.headers(isServer ? 9 : 1, fields))
            let told = peer.told()
            if size == 1000 {
                #expect(told == [isServer ? .request(9, "/a.B/C") : .response(1)])
            } else if isServer {
                #expect(told.isEmpty)
                let said = peer.hear()
                guard case .headers(9, let answer, end: true) = said.first else { return #expect(said.isEmpty) }
                #expect(answer.contains(HeaderField("grpc-status", "8")))
                #expect(said.last == .reset(9, Reaction.none))
            } else {
                #expect(told == [.status(1, .resourceExhausted)])
                #expect(peer.hear() == [.reset(1, Reaction.cancel)])
            }
            #expect(!peer.engine.isClosed)
        }
    }

    @Test("A block of references to a large entry takes nothing")
    func bomb() {
        var peer = ScriptedPeer(against: .server)
        let references = [UInt8](repeating: 0x80 | 62, count: 16_000)
        peer.say(.block(1, WireHeaders.inserted("a", String(repeating: "b", count: 4000)), end: true))
        peer.say(.block(3, references, end: true))
        #expect(!peer.engine.isClosed)
        guard case .headers(3, let fields, end: true) = peer.hear().last else {
            Issue.record("the call is not answered")
            return
        }
        #expect(fields.contains(HeaderField("grpc-status", "8")))
        #expect(peer.told().isEmpty)
    }

    @Test("A message may be so large", arguments: HTTP2Connection.Role.both)
    func messageSize(role: HTTP2Connection.Role) {
        var limits = ConnectionLimits()
        limits.messageSize = 100
        for size in [100, 101] {
            let isServer = role == .server
            var peer = isServer ? ScriptedPeer.server(limits: limits) : .client(limits: limits)
            let id: UInt32 = isServer ? 1 : 3
            let message = [UInt8](repeating: 7, count: size)
            peer.say(.data(id, framed([1])), .data(id, framed(message)), .data(id, framed([2])))
            if size == 100 {
                #expect(peer.told() == [.message(id, [1]), .message(id, message), .message(id, [2])])
            } else if isServer {
                #expect(peer.told() == [.message(1, [1]), .requestFailed(1, .resourceExhausted)])
                peer.engine.sendStatus(GRPCStatus(code: .resourceExhausted), on: 1)
                // The rest of the request is of no use, and its sender should know.
                #expect(peer.hear().last == .reset(1, Reaction.none))
            } else {
                #expect(peer.told() == [.message(3, [1]), .status(3, .resourceExhausted)])
                #expect(peer.hear() == [.reset(3, Reaction.cancel)])
            }
            #expect(!peer.engine.isClosed)
        }
    }

    @Test("A length that lies takes no more memory than what came", arguments: [UInt32(4 << 20), 4 << 20 + 1, .max])
    func lengthThatLies(length: UInt32) {
        var peer = ScriptedPeer.server()
        peer.say(.data(1, [0] + WireFrame.number(length) + [1, 2, 3], end: true))
        let isTooLarge = length > 4 << 20
        #expect(peer.told() == [.requestFailed(1, isTooLarge ? .resourceExhausted : .internalError)])
        #expect(!peer.engine.isClosed)
    }

    @Test("Streams that nobody reads stop at their windows, and the others go on")
    func unreadStreams() {
        var limits = ConnectionLimits()
        limits.streamWindow = 70_000
        limits.connectionWindow = 140_000
        var peer = ScriptedPeer(against: .server, limits: limits)
        let message = [UInt8](repeating: 1, count: 1000)
        for id in stride(from: UInt32(1), to: 41, by: 2) { peer.say(.headers(id, WireHeaders.request())) }
        var unread = 0
        for id in stride(from: UInt32(1), to: 39, by: 2) {
            for _ in 0..<69 { peer.say(.data(id, framed(message))) }
        }
        for case .message(_, let bytes) in peer.told() { unread += bytes.count }
        #expect(unread == 19 * 69_000)
        // The last one is read, and gets as much as it wants.
        for _ in 0..<1000 {
            peer.say(.data(39, framed(message)))
            for case .message(39, let message) in peer.engine.events() {
                peer.engine.consume(message.framedLength, of: 39)
            }
        }
        #expect(!peer.engine.isClosed && peer.engine.streamCount == 20)
        // One of the others that does not wait is reset.
        _ = peer.hear()
        #expect(peer.reaction(to: [.data(1, framed(message))]) == .streamError(1, Reaction.flowControl))
    }

    @Test("A peer that never opens its windows makes the engine keep what was given to it, and no more")
    func zeroWindow() {
        var peer = ScriptedPeer(against: .server, settings: [(4, 0)])
        for index in 0..<UInt32(20_000) where !peer.engine.isClosed {
            let id = 2 * index + 1
            peer.say(.headers(id, WireHeaders.request(), end: true))
            peer.engine.sendHead(on: id)
            _ = peer.engine.send([UInt8](repeating: 0, count: 1000), on: id)
            peer.engine.sendStatus(.ok, on: id)
            peer.engine.release(id)
            _ = peer.engine.outputBytes()
            #expect(peer.engine.streamCount <= 1024)
        }
        #expect(peer.told().last == .failed(Reaction.calm))
    }

    @Test("A connection whose window stays shut does not remember calls that are over")
    func shutConnection() {
        var peer = ScriptedPeer(against: .server, settings: [(4, 0x7fff_ffff)])
        peer.say(.headers(1, WireHeaders.request()))
        peer.engine.sendHead(on: 1)
        _ = peer.engine.send([UInt8](repeating: 0, count: 65_530), on: 1)
        _ = peer.hear()
        for index in 1..<UInt32(10_000) {
            let id = 2 * index + 1
            peer.say(.headers(id, WireHeaders.request()))
            peer.engine.sendHead(on: id)
            _ = peer.engine.send([1], on: id)
            peer.say(.reset(id, 8))
            peer.engine.release(id)
            _ = (peer.engine.outputBytes(), peer.engine.events())
        }
        #expect(!peer.engine.isClosed && peer.engine.streamCount == 1)
        #expect(peer.engine.line.count < 5000)
        // Those that wait still get their turn.
        _ = peer.engine.send([2], on: 1)
        peer.say(.windowUpdate(0, 100))
        #expect(peer.hear() == [.data(1, framed([2]), end: false)])
    }
}

extension HTTP2Connection.Role {
    static let both: [Self] = [.client, .server]
}

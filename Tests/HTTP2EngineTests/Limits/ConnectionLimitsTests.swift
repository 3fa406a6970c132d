import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 limits: their ranges")
struct ConnectionLimitsTests {
    typealias Value = any WritableKeyPath<ConnectionLimits, Int> & Sendable

    struct Limit: CustomTestStringConvertible {
        var testDescription: String
        var value: Value
        var range: ClosedRange<Int>

        init(_ name: String, _ value: Value, _ range: ClosedRange<Int>) {
            (testDescription, self.value, self.range) = (name, value, range)
        }
    }

    private static let largest = 0x7fff_ffff

    static let limits = [
        Limit("concurrentStreams", \.concurrentStreams, 0...largest),
        Limit("streamWindow", \.streamWindow, 65_535...largest),
        Limit("connectionWindow", \.connectionWindow, 65_535...largest),
        Limit("frameSize", \.frameSize, 16_384...16_777_215),
        Limit("headerListSize", \.headerListSize, 0...largest),
        Limit("headerBlockFrames", \.headerBlockFrames, 1...largest),
        Limit("messageSize", \.messageSize, 0...largest),
        Limit("controlFrameBurst", \.controlFrameBurst, 32...largest),
        Limit("controlFramesPerSecond", \.controlFramesPerSecond, 0...largest),
        Limit("unreadAnswers", \.unreadAnswers, 256...largest),
        Limit("unsentOutput", \.unsentOutput, 1...largest),
    ]

    @Test("No limit is missing here")
    func complete() {
        // Those of a wrapper, which sees to their range.
        let stored = Mirror(reflecting: ConnectionLimits()).children.compactMap(\.label).filter { $0.hasPrefix("_") }
        #expect(stored == Self.limits.map { "_\($0.testDescription)" })
    }

    @Test("A value within the range stays, and one outside becomes the nearest", arguments: limits)
    func edges(limit: Limit) {
        let (first, last) = (limit.range.lowerBound, limit.range.upperBound)
        let values = [
            (first, first), (first + 1, first + 1), (last - 1, last - 1), (last, last),
            (first - 1, first), (last + 1, last), (.min, first), (.max, last), (-1, first), (0, max(0, first)),
        ]
        for (value, expected) in values {
            var limits = ConnectionLimits()
            #expect(limit.range.contains(limits[keyPath: limit.value]), "the default")
            limits[keyPath: limit.value] = value
            #expect(limits[keyPath: limit.value] == expected, "\(value)")
            // Only this one has changed.
            limits[keyPath: limit.value] = ConnectionLimits()[keyPath: limit.value]
            #expect(limits == ConnectionLimits())
        }
    }

    /// What somebody might set them all to.
    private static let extremes = [Int.min, -1, 0, 1, 65_534, 65_535, 1 << 32, .max]

    private static func limits(_ value: Int) -> ConnectionLimits {
        var limits = ConnectionLimits()
        for limit in Self.limits { limits[keyPath: limit.value] = value }
        return limits
    }

    @Test("No value makes a connection trap, or makes it announce what HTTP/2 forbids", arguments: extremes)
    func announced(value: Int) {
        for role in HTTP2Connection.Role.both {
            var peer = ScriptedPeer(against: role, limits: Self.limits(value), greets: false)
            let said = peer.hear()
            guard case .settings(let settings)? = said.first else {
                Issue.record("\(said)")
                return
            }
            #expect((65_535...0x7fff_ffff).contains(settings[4] ?? 0))
            #expect((16_384...16_777_215).contains(settings[5] ?? 0))
            #expect(peer.listener.faults.isEmpty)
        }
    }

    @Test("A call that is allowed at all passes, whatever the limits are", arguments: extremes)
    func calls(value: Int) {
        var limits = Self.limits(value)
        limits.concurrentStreams = 1
        limits.headerListSize = 1000
        limits.messageSize = 200_000
        var pair = EnginePair(limits: limits)
        pair.run()
        guard case .opened(let id) = pair.client.open("/a.B/C") else {
            Issue.record("not opened")
            return
        }
        let message = [UInt8](repeating: 7, count: 200_000)
        _ = pair.client.send(message, isLast: true, on: id)
        pair.onServerEvent = { server, event in
            guard case .message(let id, let message) = event else { return }
            server.consume(message.framedLength, of: id)
            server.sendHead(on: id)
            _ = server.send(message.bytes, on: id)
            server.sendStatus(.ok, on: id)
        }
        var (isWhole, status) = (false, GRPCStatusCode?.none)
        pair.onClientEvent = { client, event in
            switch event {
            case .message(let id, let answer):
                isWhole = answer.bytes == message
                client.consume(answer.framedLength, of: id)
            case .status(_, let end, _): status = end.code
            default: break
            }
        }
        pair.run()
        #expect(isWhole && status == .ok)
    }

    @Test("A peer may send as much as HTTP/2 lets it before it has read our settings", arguments: extremes)
    func early(value: Int) {
        var limits = Self.limits(value)
        limits.concurrentStreams = 1
        limits.headerListSize = 1000
        var peer = ScriptedPeer(against: .server, limits: limits, greets: false)
        peer.say(bytes: ScriptedPeer.preface)
        peer.say(
            .settings([(1, 4096), (2, 0), (3, 100), (4, 65_535), (5, 16_384), (6, 8192)]),
            .windowUpdate(0, 1 << 20),
            .headers(1, WireHeaders.request())
        )
        for count in [16_384, 16_384, 16_384, 16_383] {
            peer.say(.data(1, [0, 0, 1, 0, 0] + [UInt8](repeating: 0, count: count - 5)))
        }
        #expect(peer.reaction(in: peer.hear()) == .tolerated)
        #expect(peer.told().first == .request(1, "/a.B/C"))
    }
}

import TestSupport
import Testing

@testable import PluginProtocol

@Suite("yamux session: two sides")
struct YamuxBackToBackTests {
    /// One side that sends a fixed amount on every stream and checks what it gets.
    private struct Side {
        var session: YamuxSession
        var toSend: [UInt32: Int] = [:]
        var received: [UInt32: Int] = [:]
        var finished: Set<UInt32> = []
        var sent: [UInt32: Int] = [:]
        var carrier: [UInt8] = []

        /// The bytes at a position of a stream; the period of 251 is no divisor of any portion.
        static func bytes(_ stream: UInt32, _ position: Int, count: Int) -> ArraySlice<UInt8> {
            let start = (position + Int(stream)) % 251
            return pattern[start..<start + count]
        }

        private static let pattern = Array([[UInt8]](repeating: Array(0...250), count: 1_100).joined())

        mutating func write(_ stream: UInt32, upTo limit: Int) {
            let position = sent[stream, default: 0]
            let end = toSend[stream, default: 0]
            let taken = session.send(Self.bytes(stream, position, count: min(limit, end - position)), on: stream)
            sent[stream] = position + taken
            if position < end, position + taken == end { session.finish(stream) }
        }

        /// Returns whether all data was what the other side sent.
        mutating func take(_ events: [YamuxSession.Event], answer: Int) -> Bool {
            var isRight = true
            for event in events {
                switch event {
                case .opened(let stream):
                    session.accept(stream)
                    toSend[stream] = answer
                case .data(let stream, let bytes):
                    let position = received[stream, default: 0]
                    isRight = isRight && bytes[...] == Self.bytes(stream, position, count: bytes.count)
                    received[stream] = position + bytes.count
                    session.consume(bytes.count, of: stream)
                case .finished(let stream): finished.insert(stream)
                case .acknowledged, .writable: break
                case .reset, .goAway: isRight = false
                }
            }
            return isRight
        }
    }

    @Test(
        "10 MiB arrive whole in both directions and random portions",
        .conforms(to: 100),
        arguments: [1, 2, 3] as [UInt64]
    )
    func transfer(seed: UInt64) throws {
        let streamCount = 4
        let perStream = 10 * 1_048_576 / 2 / streamCount
        var generator = SeededGenerator(seed: seed)
        var client = Side(session: YamuxSession(role: .client))
        var server = Side(session: YamuxSession(role: .server))
        for _ in 0..<streamCount { client.toSend[try client.session.open()] = perStream }

        var rounds = 0
        while client.finished.count < streamCount || server.finished.count < streamCount {
            rounds += 1
            try #require(rounds < 100_000, "the sides wait for each other")
            for stream in client.toSend.keys.sorted() {
                client.write(stream, upTo: Int.random(in: 1...200_000, using: &generator))
            }
            for stream in server.toSend.keys.sorted() {
                server.write(stream, upTo: Int.random(in: 1...200_000, using: &generator))
            }
            client.carrier += client.session.takeOutput()
            server.carrier += server.session.takeOutput()
            let toServer = client.carrier.prefix(Int.random(in: 1...150_000, using: &generator))
            client.carrier.removeFirst(toServer.count)
            let toClient = server.carrier.prefix(Int.random(in: 1...150_000, using: &generator))
            server.carrier.removeFirst(toClient.count)
            try #require(server.take(try server.session.receive(toServer), answer: perStream))
            try #require(client.take(try client.session.receive(toClient), answer: perStream))
        }
        let all = Dictionary(uniqueKeysWithValues: (0..<streamCount).map { (UInt32(2 * $0 + 1), perStream) })
        #expect(client.received == all)
        #expect(server.received == all)
        #expect(client.session.streams.isEmpty && server.session.streams.isEmpty)
        #expect(server.session.streamsFromPeer == 0 && client.session.streamsUnacknowledged == 0)
    }
}

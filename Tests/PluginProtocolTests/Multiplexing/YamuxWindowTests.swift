import Testing

@testable import PluginProtocol

@Suite("yamux session: windows")
struct YamuxWindowTests {
    private static let window = Int(YamuxLimits.initialWindow)

    @Test("Sending stops at the peer's window and goes on when it grows")
    func sending() throws {
        var session = YamuxSession(role: .client)
        let stream = try session.open()
        let bytes = [UInt8](repeating: 7, count: Self.window + 10)
        #expect(session.send(bytes, on: stream) == Self.window)
        #expect(session.send(bytes, on: stream) == 0)
        #expect(session.takeOutput().count == 12 + Self.window + 4 * 12)
        #expect(try session.receive(frame(.windowUpdate, stream: 1)).isEmpty, "growth by nothing is none")
        #expect(
            try session.receive(frame(.windowUpdate, .ack, stream: 1, length: 3))
                == [.acknowledged(stream: 1), .writable(stream: 1)]
        )
        #expect(try session.receive(frame(.windowUpdate, stream: 1, length: 4)).isEmpty, "it was not empty")
        #expect(session.send(bytes, on: stream) == 7)
        session.finish(stream)
        #expect(try session.receive(frame(.windowUpdate, stream: 1, length: 4)).isEmpty, "nobody wants to write")
        #expect(session.send(bytes, on: stream) == 0)
    }

    @Test("The peer hears of room once half a window is due")
    func updates() throws {
        var session = YamuxSession(role: .server)
        _ = try session.receive(frame(.data, .syn, stream: 1, data: [UInt8](repeating: 7, count: 200_000)))
        session.consume(-5, of: 1)
        session.consume(131_071, of: 1)
        #expect(session.takeOutput().isEmpty)
        session.consume(1, of: 1)
        #expect(session.takeOutput() == frame(.windowUpdate, stream: 1, length: 131_072))
        session.consume(.max, of: 1)
        #expect(session.takeOutput().isEmpty, "68,928 bytes are less than a half")
        session.accept(1)
        #expect(session.takeOutput() == frame(.windowUpdate, .ack, stream: 1, length: 68_928))
    }

    @Test("Only what was delivered can be taken")
    func undelivered() throws {
        var session = YamuxSession(role: .server)
        let data = [UInt8](repeating: 7, count: 200_000)
        _ = try session.receive(frame(.data, .syn, stream: 1, data: data).prefix(12 + 100_000))
        session.consume(200_000, of: 1)
        #expect(session.takeOutput().isEmpty)
        _ = try session.receive(data.prefix(100_000))
        session.consume(200_000, of: 1)
        #expect(session.takeOutput() == frame(.windowUpdate, stream: 1, length: 200_000))
    }

    @Test("A stream that the peer finished needs no room")
    func finished() throws {
        var session = YamuxSession(role: .server)
        let data = [UInt8](repeating: 7, count: 200_000)
        _ = try session.receive(frame(.data, [.syn, .fin], stream: 1, data: data))
        session.consume(200_000, of: 1)
        #expect(session.takeOutput().isEmpty)
    }

    @Test(
        "The window is as large as its limit, and never smaller than the protocol's",
        arguments: [(UInt32(0), UInt32(0)), (262_144, 0), (300_000, 37_856), (.max, .max - 262_144)]
    )
    func limit(window: UInt32, growth: UInt32) throws {
        var limits = YamuxLimits()
        limits.window = window
        var session = YamuxSession(role: .server, limits: limits)
        _ = try session.open()
        _ = try session.receive(frame(.windowUpdate, .syn, stream: 1))
        session.accept(1)
        #expect(
            session.takeOutput()
                == frame(.windowUpdate, .syn, stream: 2, length: growth)
                + frame(.windowUpdate, .ack, stream: 1, length: growth)
        )
        let large = frame(.data, stream: 1, length: 262_144 + growth)
        #expect(session.failure(receiving: large) == nil)
        guard growth < .max - 262_144 else { return }
        session = YamuxSession(role: .server, limits: limits)
        _ = try session.receive(frame(.windowUpdate, .syn, stream: 1))
        session.accept(1)
        let larger = frame(.data, stream: 1, length: 262_145 + growth)
        #expect(session.failure(receiving: larger) == .windowExceeded)
    }
}

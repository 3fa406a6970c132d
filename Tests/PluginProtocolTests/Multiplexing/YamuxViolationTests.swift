import Testing

@testable import PluginProtocol

@Suite("yamux session: violations and limits")
struct YamuxViolationTests {
    /// Input for a server whose stream 1 is open.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var input: [UInt8]
        var code: YamuxError.Code?
        var testDescription: String { name }

        init(_ name: String, _ input: [UInt8], _ code: YamuxError.Code?) {
            self.name = name
            self.input = input
            self.code = code
        }
    }

    static let rows: [Row] = [
        Row("version 1", [1] + frame(.ping).dropFirst(), .unsupportedVersion),
        Row("type 4", [0, 4] + frame(.ping).dropFirst(2), .unknownType),
        Row("a whole window", frame(.data, stream: 1, data: [UInt8](repeating: 0, count: 262_144)), nil),
        Row("a window and a byte", frame(.data, stream: 1, length: 262_145), .windowExceeded),
        Row(
            "a window, then a byte",
            frame(.data, stream: 1, data: [UInt8](repeating: 0, count: 262_144)) + frame(.data, stream: 1, data: [1]),
            .windowExceeded
        ),
        Row("window up to 4 GiB - 1", frame(.windowUpdate, stream: 1, length: .max - 262_144), nil),
        Row("window of 4 GiB", frame(.windowUpdate, stream: 1, length: .max - 262_143), .windowExceeded),
        Row("stream 0 opened", frame(.windowUpdate, .syn, stream: 0), .invalidStream),
        Row("even stream of a client", frame(.windowUpdate, .syn, stream: 2), .invalidStream),
        Row("stream opened twice", frame(.data, .syn, stream: 1), .invalidStream),
        Row("data for an unknown stream", frame(.data, stream: 9, data: [1, 2, 3]), nil),
        Row("data for stream 0", frame(.data, stream: 0, data: [1]), nil),
        Row("a whole window, unknown stream", frame(.data, stream: 9, length: 262_144), nil),
        Row("more than a window, unknown stream", frame(.data, stream: 9, length: 262_145), .frameTooLong),
        Row(
            "more than a window after the end",
            frame(.windowUpdate, .fin, stream: 1) + frame(.data, stream: 1, length: 262_145),
            .frameTooLong
        ),
        Row("window for an unknown stream", frame(.windowUpdate, stream: 9, length: .max), nil),
        Row("acknowledgement of nothing", frame(.windowUpdate, .ack, stream: 2), nil),
        Row("end and reset of nothing", frame(.data, [.fin, .rst], stream: 7), nil),
        Row("unknown flags", frame(.data, YamuxHeader.Flags(rawValue: 0xfff0), stream: 1, data: [1]), nil),
    ]

    @Test("What a peer may not do ends the session, and what it may do does not", arguments: rows)
    func violations(row: Row) throws {
        var session = YamuxSession(role: .server)
        _ = try session.receive(frame(.windowUpdate, .syn, stream: 1))
        #expect(session.failure(receiving: row.input) == row.code)
        guard let code = row.code else {
            #expect(session.takeOutput().isEmpty)
            #expect(session.failure(receiving: []) == nil)
            return
        }
        #expect(session.failure(receiving: []) == code)
        #expect(session.failureToOpen() == code)
        session.accept(1)
        session.finish(1)
        session.reset(1)
        session.goAway(code: 0)
        session.consume(1, of: 1)
        #expect(session.send([1], on: 1) == 0)
        #expect(session.takeOutput() == frame(.goAway, length: YamuxSession.protocolErrorCode))
    }

    @Test("Skipped data is skipped whole")
    func skipped() throws {
        var session = YamuxSession(role: .server)
        let input = frame(.data, stream: 9, data: [UInt8](repeating: 0xff, count: 40)) + frame(.data, .syn, stream: 1)
        #expect(try session.receive(input) == [.opened(stream: 1)])
    }

    @Test("Data after the end of a stream, and for a stream that was dropped, is left out")
    func closed() throws {
        var session = YamuxSession(role: .server)
        _ = try session.receive(frame(.data, [.syn, .fin], stream: 1) + frame(.data, .syn, stream: 3))
        session.reset(3)
        let late = frame(.data, .fin, stream: 1, data: [1]) + frame(.data, .fin, stream: 3, data: [2])
        #expect(try session.receive(late + frame(.windowUpdate, .rst, stream: 3)).isEmpty)
    }

    @Test("A stream that is opened while a frame for its number arrives gets none of it")
    func openedMeanwhile() throws {
        var session = YamuxSession(role: .client)
        #expect(try session.receive(frame(.data, .fin, stream: 1, length: 4) + [1, 2]).isEmpty)
        #expect(try session.open() == 1)
        #expect(try session.receive([3, 4] + frame(.data, stream: 1, data: [5])) == [.data(stream: 1, [5])])
    }

    @Test("The peer's streams beyond the limit are reset until one is closed")
    func streamLimit() throws {
        var limits = YamuxLimits()
        limits.maximumStreams = 2
        var session = YamuxSession(role: .server, limits: limits)
        let syn = { (stream: UInt32) in frame(.windowUpdate, .syn, stream: stream) }
        #expect(try session.receive(syn(1) + syn(3) + syn(5)) == [.opened(stream: 1), .opened(stream: 3)])
        session.accept(1)
        #expect(
            session.takeOutput() == frame(.windowUpdate, .rst, stream: 5) + frame(.windowUpdate, .ack, stream: 1)
        )
        #expect(try session.receive(syn(7)).isEmpty, "an accepted stream counts as well")
        session.finish(1)
        #expect(try session.receive(syn(9)).isEmpty, "a stream that is finished by one side counts as well")
        #expect(
            try session.receive(frame(.data, .fin, stream: 1) + syn(11)) == [.finished(stream: 1), .opened(stream: 11)]
        )
    }

    @Test("Streams of this side beyond the limit wait for the peer")
    func openLimit() throws {
        var limits = YamuxLimits()
        limits.maximumStreams = 2
        var session = YamuxSession(role: .client, limits: limits)
        #expect(try [session.open(), session.open()] == [1, 3])
        #expect(session.failureToOpen() == .tooManyStreams)
        #expect(try session.receive(frame(.windowUpdate, .ack, stream: 1)) == [.acknowledged(stream: 1)])
        #expect(try session.receive(frame(.windowUpdate, .ack, stream: 1)).isEmpty, "only the first one counts")
        #expect(try session.open() == 5)
        session.reset(3)
        #expect(try session.open() == 7)
        #expect(session.failureToOpen() == .tooManyStreams)
    }

    @Test("The numbers of streams end", arguments: [(YamuxSession.Role.client, UInt32.max), (.server, UInt32.max - 1)])
    func exhaustion(role: YamuxSession.Role, last: UInt32) throws {
        var session = YamuxSession(role: role)
        session.nextStream = last
        #expect(try session.open() == last)
        #expect(session.failureToOpen() == .streamsExhausted)
        #expect(session.send([1], on: last) == 1, "the other streams go on")
    }

    @Test("Answers that nobody takes are limited", arguments: [YamuxHeader.Kind.ping, .windowUpdate])
    func answers(kind: YamuxHeader.Kind) throws {
        var limits = YamuxLimits()
        limits.maximumStreams = 0
        limits.maximumUnsentAnswers = 10 * 12 + 11
        var session = YamuxSession(role: .server, limits: limits)
        let ten = (0..<10).flatMap { frame(kind, .syn, stream: kind == .ping ? 0 : 1 + 2 * $0) }
        for _ in 0..<3 {
            #expect(try session.receive(ten).isEmpty)
            #expect(session.takeOutput().count == 10 * 12)
        }
        let eleven = ten + frame(kind, .syn, stream: kind == .ping ? 0 : 99)
        #expect(session.failure(receiving: eleven) == .tooManyAnswers)
        #expect(session.takeOutput().count == 11 * 12, "ten answers and the goodbye")
    }

    @Test("After a goodbye no stream is opened")
    func goingAway() throws {
        var session = YamuxSession(role: .client)
        let stream = try session.open()
        #expect(try session.receive(frame(.goAway, length: 2)) == [.goAway(code: 2)])
        #expect(session.failureToOpen() == .goingAway)
        #expect(session.send([1], on: stream) == 1, "the other streams go on")
        session = YamuxSession(role: .client)
        session.goAway(code: 0)
        #expect(session.failureToOpen() == .goingAway)
        #expect(try session.receive(frame(.windowUpdate, .syn, stream: 2)).isEmpty)
        #expect(session.takeOutput() == frame(.goAway) + frame(.windowUpdate, .rst, stream: 2))
    }
}

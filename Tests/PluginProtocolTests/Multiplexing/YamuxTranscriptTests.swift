import Testing

@testable import PluginProtocol

@Suite("yamux session: bytes on the wire")
struct YamuxTranscriptTests {
    @Test("A client opens a stream, sends, finishes, and is answered")
    func client() throws {
        var session = YamuxSession(role: .client)
        let stream = try session.open()
        #expect(stream == 1)
        #expect(session.send(Array("hello".utf8), on: stream) == 5)
        session.finish(stream)
        #expect(
            session.takeOutput()
                == hex(
                    """
                    00 01 0001 00000001 00000000             # window update, SYN
                    00 00 0000 00000001 00000005 68656c6c6f  # data
                    00 01 0004 00000001 00000000             # window update, FIN
                    """
                )
        )
        #expect(session.takeOutput().isEmpty)

        let events = try session.receive(
            hex(
                """
                00 01 0002 00000001 00000000  # window update, ACK
                00 00 0004 00000001 00000002 6f6b  # data, FIN
                00 02 0001 00000000 00000007  # ping
                00 02 0002 00000000 00000009  # answer to a ping that was never sent
                00 03 0000 00000000 00000000  # go away
                """
            )
        )
        #expect(
            events == [
                .acknowledged(stream: 1), .data(stream: 1, Array("ok".utf8)), .finished(stream: 1), .goAway(code: 0),
            ]
        )
        #expect(session.takeOutput() == hex("00 02 0002 00000000 00000007"))
        #expect(session.streams.isEmpty)
        #expect(session.send([1], on: stream) == 0)
    }

    @Test("A server accepts a stream, answers, and resets another")
    func server() throws {
        var session = YamuxSession(role: .server)
        let events = try session.receive(
            hex(
                """
                00 01 0001 00000001 00000000     # window update, SYN
                00 00 0001 00000003 00000001 2a  # data, SYN
                00 01 0008 00000003 00000000     # window update, RST
                00 01 0001 00000005 00000000     # window update, SYN
                """
            )
        )
        #expect(
            events == [
                .opened(stream: 1), .opened(stream: 3), .data(stream: 3, [42]), .reset(stream: 3), .opened(stream: 5),
            ]
        )
        #expect(session.takeOutput().isEmpty, "nothing is accepted by itself")
        session.accept(1)
        session.accept(1)
        session.accept(3)
        session.reset(5)
        session.reset(5)
        #expect(try session.open() == 2)
        session.goAway(code: 2)
        #expect(
            session.takeOutput()
                == hex(
                    """
                    00 01 0002 00000001 00000000  # window update, ACK
                    00 01 0008 00000005 00000000  # window update, RST
                    00 01 0001 00000002 00000000  # window update, SYN
                    00 03 0000 00000000 00000002  # go away
                    """
                )
        )
    }

    @Test("Sending or finishing accepts a stream", arguments: [true, false])
    func implicitAccept(isSending: Bool) throws {
        var session = YamuxSession(role: .server)
        _ = try session.receive(frame(.windowUpdate, .syn, stream: 1))
        if isSending { #expect(session.send([7], on: 1) == 1) } else { session.finish(1) }
        session.accept(1)
        let second = isSending ? frame(.data, stream: 1, data: [7]) : frame(.windowUpdate, .fin, stream: 1)
        #expect(session.takeOutput() == frame(.windowUpdate, .ack, stream: 1) + second)
    }

    @Test("Data is passed on as it comes, and a header is kept until it is whole")
    func portions() throws {
        var session = YamuxSession(role: .server)
        let bytes = frame(.data, [.syn, .fin], stream: 1, data: [1, 2, 3])
        var events: [[YamuxSession.Event]] = []
        for byte in bytes { events.append(try session.receive([byte])) }
        #expect(Array(events.prefix(11)) == Array(repeating: [], count: 11))
        #expect(
            Array(events.dropFirst(11)) == [
                [.opened(stream: 1)], [.data(stream: 1, [1])], [.data(stream: 1, [2])],
                [.data(stream: 1, [3]), .finished(stream: 1)],
            ]
        )
    }

    @Test("Long data goes out in frames of at most 64 KiB")
    func frames() throws {
        var session = YamuxSession(role: .client)
        let stream = try session.open()
        #expect(session.send([UInt8](repeating: 1, count: 150_000), on: stream) == 150_000)
        let lengths = try headers(session.takeOutput()).map(\.length)
        #expect(lengths == [0, 65_536, 65_536, 18_928])
    }
}

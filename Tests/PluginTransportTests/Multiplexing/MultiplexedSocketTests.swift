import PluginContracts
import PluginProtocol
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// One socket with many streams, against a peer that is bytes.
@Suite(.timeLimit(.minutes(2))) struct MultiplexedSocketTests {
    /// A frame's header: version, type, flags, stream, length.
    private static func frame(_ kind: UInt8, _ flags: UInt8, _ stream: UInt8, _ length: UInt32) -> [UInt8] {
        [0, kind, 0, flags, 0, 0, 0, stream] + length.bigEndianBytes
    }

    private static let (data, window, ping, goAway): (UInt8, UInt8, UInt8, UInt8) = (0, 1, 2, 3)
    private static let (syn, ack, fin, rst): (UInt8, UInt8, UInt8, UInt8) = (1, 2, 4, 8)

    /// Who is told of a stream, and reads it to its end.
    private final class Reader: IOSource {
        private let stream: MultiplexedStream
        private let read = Mutex<(bytes: [UInt8], ending: Transfer?)>(([], nil))

        init(_ stream: MultiplexedStream, on thread: IOThread) {
            self.stream = stream
            _ = stream.watch(on: thread, source: self)
        }

        var bytes: [UInt8] { read.withLock { $0.bytes } }
        var ending: Transfer? { read.withLock { $0.ending } }

        func ready(_ readiness: Readiness, on thread: IOThread) {
            guard readiness.contains(.readable) else { return }
            let transfer = stream.read(into: thread.buffer)
            read.withLock { read in
                switch transfer {
                case .moved(let count): read.bytes += thread.buffer[..<count]
                case .blocked: break
                case let ending: read.ending = ending
                }
            }
        }
    }

    private struct Ends: Sendable {
        let shared: MultiplexedSocket
        let peer: RawSocket
        let thread: IOThread
        let opened = OneShot<MultiplexedStream>()

        init(_ role: YamuxSession.Role) throws {
            let (own, peer) = try RawSocket.pair()
            thread = try IOThread.shared()
            self.peer = peer
            shared = MultiplexedSocket(StreamSocket(descriptor: own.duplicate()), role: role, thread: thread)
            shared.start { [opened] in opened.fulfil(.success($0)) }
        }

        /// Waits until the peer has been sent exactly this.
        func expect(_ bytes: [UInt8]) async throws {
            let came = Mutex<[UInt8]>([])
            let isThere = try await ProcessFacts.eventually {
                if let more = peer.read() { came.withLock { $0 += more } }
                return came.withLock { $0.count } >= bytes.count
            }
            #expect(isThere)
            #expect(came.withLock { $0 } == bytes)
        }
    }

    /// The host opens the main connection, a plugin one for the broker; byte for byte as go-plugin's own do.
    @Test(.conforms(to: 95)) func hostAndPluginOpenStreams() async throws {
        let host = try Ends(.client)
        let main = try host.shared.open(isMain: true)
        try await host.expect(Self.frame(Self.window, Self.syn, 1, 0))
        #expect(([7, 8, 9] as [UInt8]).withUnsafeBytes { main.write($0) } == .moved(3))
        try await host.expect(Self.frame(Self.data, 0, 1, 3) + [7, 8, 9])
        let reader = Reader(main, on: host.thread)
        host.peer.write(Self.frame(Self.window, Self.ack, 1, 0) + Self.frame(Self.data, 0, 1, 2) + [5, 6])
        #expect(try await ProcessFacts.eventually { reader.bytes == [5, 6] })

        // The plugin's first stream has an even number; it is acknowledged at once.
        host.peer.write(Self.frame(Self.window, Self.syn, 2, 0) + Self.frame(Self.data, 0, 2, 1) + [1])
        let other = try await host.opened.value()
        #expect(other.id == 2)
        try await host.expect(Self.frame(Self.window, Self.ack, 2, 0))
        let otherReader = Reader(other, on: host.thread)
        #expect(try await ProcessFacts.eventually { otherReader.bytes == [1] })

        host.peer.write(Self.frame(Self.ping, Self.syn, 0, 42))
        try await host.expect(Self.frame(Self.ping, Self.ack, 0, 42))

        // One side has finished, and the other one goes on.
        host.peer.write(Self.frame(Self.window, Self.fin, 2, 0))
        #expect(try await ProcessFacts.eventually { otherReader.ending == .ended })
        #expect(([3] as [UInt8]).withUnsafeBytes { other.write($0) } == .moved(1))
        try await host.expect(Self.frame(Self.data, 0, 2, 1) + [3])
        other.shutDown(on: host.thread, token: nil)
        try await host.expect(Self.frame(Self.window, Self.fin, 2, 0))
        host.shared.close()
        #expect(try await ProcessFacts.eventually { reader.ending == .ended })
    }

    @Test(.conforms(to: 95)) func pluginsStreamsAreEven() async throws {
        let plugin = try Ends(.server)
        _ = try plugin.shared.open()
        try await plugin.expect(Self.frame(Self.window, Self.syn, 2, 0))
        plugin.shared.close()
    }

    /// The messages between the brokers, in the bytes of go-plugin.
    @Test(arguments: [
        (BrokerMessage.knock(id: 7), [8, 7, 0x22, 2, 8, 1] as [UInt8]),
        (.acknowledgement(id: 7, error: nil), [8, 7, 0x22, 4, 8, 1, 0x10, 1]),
        (.acknowledgement(id: 7, error: "no"), [8, 7, 0x22, 8, 8, 1, 0x10, 1, 0x1a, 2, 0x6e, 0x6f]),
        (
            .announcement(id: 1, network: "unix", address: "/p"),
            [8, 1, 0x12, 4] + Array("unix".utf8) + [0x1a, 2, 0x2f, 0x70]
        ),
    ])
    func knockAndAnswer(message: BrokerMessage, bytes: [UInt8]) throws {
        #expect(try Plugin_ConnInfo(message).serializedBytes() as [UInt8] == bytes)
        #expect(BrokerMessage(try Plugin_ConnInfo(serializedBytes: bytes)) == message)
    }

    @Test func resetOfOneStreamLeavesTheOthers() async throws {
        let ends = try Ends(.client)
        let (one, two) = (try ends.shared.open(), try ends.shared.open())
        let readers = [one, two].map { Reader($0, on: ends.thread) }
        ends.peer.write(Self.frame(Self.window, Self.rst, 1, 0) + Self.frame(Self.data, Self.ack, 3, 1) + [9])
        #expect(try await ProcessFacts.eventually { readers[1].bytes == [9] })
        #expect(readers[0].ending != nil && readers[0].ending != .ended && readers[1].ending == nil)
        #expect(([1] as [UInt8]).withUnsafeBytes { one.write($0) } != .moved(1))
        ends.shared.close()
    }

    @Test func streamThatNobodyReadsHoldsItsSenderBackAndNoOther() async throws {
        let ends = try Ends(.client)
        let (full, other) = (try ends.shared.open(), try ends.shared.open())
        let bytes = [UInt8](repeating: 1, count: 50_000)
        var sent = 0
        // The peer takes everything from the socket, and lets no window grow.
        let isFull = try await ProcessFacts.eventually {
            _ = ends.peer.read()
            if case .moved(let count) = bytes.withUnsafeBytes({ full.write($0) }) { sent += count }
            return sent == 256 * 1024
        }
        #expect(isFull, "\(sent)")
        let goesOn = try await ProcessFacts.eventually {
            _ = ends.peer.read()
            return bytes[..<1].withUnsafeBytes { other.write($0) } == .moved(1)
        }
        #expect(goesOn)
        #expect(bytes.withUnsafeBytes { full.write($0) } == .blocked)
        ends.shared.close()
    }

    @Test(
        arguments: [
            [0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3, 0],
            Array("PRI * HTTP/2".utf8),
            frame(data, 0, 1, 1 << 30),
            frame(window, syn, 3, 0),
            frame(9, 0, 0, 0),
        ] as [[UInt8]]
    )
    func peerThatBreaksTheRules(bytes: [UInt8]) async throws {
        let ends = try Ends(.client)
        let reader = Reader(try ends.shared.open(), on: ends.thread)
        ends.peer.write(bytes)
        #expect(try await ProcessFacts.eventually { reader.ending != nil })
        guard case .corrupt(let reason)? = reader.ending else {
            Issue.record("\(String(describing: reader.ending))")
            return
        }
        #expect(reason.contains("yamux"))
        #expect(throws: TransportError.self) { try ends.shared.open() }
    }

    /// It asks for answers and never reads them: what it provokes is bounded.
    @Test func peerThatFloodsAndDoesNotRead() async throws {
        let ends = try Ends(.client)
        let reader = Reader(try ends.shared.open(), on: ends.thread)
        let pings = (0..<5000).flatMap { _ in Self.frame(Self.ping, Self.syn, 0, 7) }
        var rest = pings[...]
        let isOver = try await ProcessFacts.eventually {
            rest = rest.dropFirst(max(ends.peer.write(Array(rest)), 0))
            if rest.isEmpty { rest = pings[...] }
            return reader.ending != nil
        }
        #expect(isOver)
        guard case .corrupt(let reason)? = reader.ending else {
            Issue.record("\(String(describing: reader.ending))")
            return
        }
        #expect(reason.contains("faster than it reads"))
    }

    /// A peer that takes its time gets everything, in order, and no stream writes into nowhere meanwhile.
    @Test func peerThatReadsSlowlyGetsEverything() async throws {
        let ends = try Ends(.client)
        let streams = try (0..<4).map { _ in try ends.shared.open() }
        let bytes = patternBytes(200_000)
        // The socket is full long before the windows are.
        var sent = [Int](repeating: 0, count: 4)
        var isBlocked = false
        while !isBlocked {
            isBlocked = true
            for (index, stream) in streams.enumerated() where sent[index] < bytes.count {
                if case .moved(let count) = bytes[sent[index]...].withUnsafeBytes({ stream.write($0) }) {
                    sent[index] += count
                    isBlocked = false
                }
            }
        }
        let expected = sent.reduce(0, +)
        var received = 0
        var session = YamuxSession(role: .server)
        let isAll = try await ProcessFacts.eventually {
            guard let more = ends.peer.read() else { return false }
            for case .data(_, let part) in try session.receive(more) { received += part.count }
            return received == expected
        }
        #expect(isAll, "\(received) of \(expected)")
        ends.shared.close()
    }

    @Test func endOfTheSocketIsTheEndOfAll() async throws {
        let ends = try Ends(.client)
        let readers = try (0..<10).map { _ in Reader(try ends.shared.open(), on: ends.thread) }
        ends.peer.cut()
        #expect(try await ProcessFacts.eventually { readers.allSatisfy { $0.ending != nil } })
    }

    /// A host that connects, and opens nothing.
    @Test func silentPeerIsLeft() async throws {
        let (own, peer) = try RawSocket.pair()
        let thread = try IOThread.shared()
        let shared = MultiplexedSocket(StreamSocket(descriptor: own.duplicate()), role: .server, thread: thread)
        let ended = OneShot<Void>()
        shared.start(within: .milliseconds(20), opened: { _ in }, ended: { _ in ended.fulfil() })
        try await ended.value()
        #expect(try await peer.waitForEnd())
    }
}

#if os(Linux)
import GRPCCore
import HTTP2Engine
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A connection through shared memory, and peers that wake, answer, end or say nothing.
@Suite(.timeLimit(.minutes(2))) struct SharedMemoryChannelTests {
    /// Both sides of a channel that no thread watches.
    private func channels() throws -> (host: SharedMemoryChannel, plugin: SharedMemoryChannel) {
        let offer = try SharedMemoryOffer()
        return (offer.channel, try offer.takeInThisProcess())
    }

    private func write(_ bytes: [UInt8], to channel: SharedMemoryChannel) -> Transfer {
        bytes.withUnsafeBytes { channel.write($0) }
    }

    private func read(_ channel: SharedMemoryChannel, upTo count: Int = 1 << 20) -> (Transfer, [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: count)
        let transfer = bytes.withUnsafeMutableBytes { channel.read(into: $0) }
        guard case .moved(let count) = transfer else { return (transfer, []) }
        return (transfer, Array(bytes[..<count]))
    }

    private func rings(_ channel: SharedMemoryChannel) -> Int {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            guard case .moved(let count) = channel.bell.read(into: buffer) else { return 0 }
            return count
        }
    }

    // MARK: Moving bytes

    @Test func bytesGoBothWays() throws {
        let (host, plugin) = try channels()
        for (one, other) in [(host, plugin), (plugin, host)] {
            #expect(read(other).0 == .blocked)
            #expect(write([1, 2, 3], to: one) == .moved(3))
            #expect(read(one).0 == .blocked)
            #expect(read(other, upTo: 2).1 == [1, 2])
            #expect(read(other, upTo: 2).1 == [3])
        }
    }

    @Test func ringIsFilledPieceByPiece() throws {
        let (host, plugin) = try channels()
        let bytes = streamBytes(at: 0, count: 2 * SharedMemoryLayout.ringCapacity)
        var written = 0
        while case .moved(let count) = write(Array(bytes[written...]), to: host) {
            #expect(count > 0 && count <= 64 * 1024)
            written += count
        }
        #expect(written == SharedMemoryLayout.ringCapacity)
        #expect(write([1], to: host) == .blocked)
        let isSame = read(plugin).1 == Array(bytes[..<written])
        #expect(isSame)
        #expect(write([1], to: host) == .moved(1))
    }

    // MARK: Waking

    @Test func bellRingsOnceForOneThatSleeps() throws {
        let (host, plugin) = try channels()
        // Nobody watches yet: a side begins asleep.
        for (one, other) in [(host, plugin), (plugin, host)] {
            _ = write([1], to: one)
            #expect(rings(other) == 1)
            _ = write([2], to: one)
            #expect(rings(other) == 0)
            #expect(!other.sleep(), "there is something to read")
            _ = read(other)
            #expect(other.sleep())
            _ = write([3], to: one)
            #expect(rings(other) == 1)
        }
    }

    @Test func bellRingsOnceForOneThatWaitsForRoom() throws {
        let (host, plugin) = try channels()
        let bytes = [UInt8](repeating: 1, count: SharedMemoryLayout.ringCapacity)
        var rest = bytes[...]
        while case .moved(let count) = write(Array(rest), to: host), count < rest.count { rest = rest.dropFirst(count) }
        #expect(write([1], to: host) == .blocked)
        #expect(rings(host) == 0)
        _ = read(plugin, upTo: 10)
        #expect(rings(host) == 1)
        _ = read(plugin, upTo: 10)
        #expect(rings(host) == 0)
    }

    /// A bell that is full has woken its side; nothing is lost or waited for.
    @Test func fullBellStopsNobody() throws {
        let (host, plugin) = try channels()
        let flood = [UInt8](repeating: 0, count: 65_536)
        while case .moved = flood.withUnsafeBytes({ host.bell.write($0) }) {}
        #expect(plugin.sleep())
        #expect(write([1], to: host) == .moved(1))
        #expect(read(plugin).1 == [1])
    }

    // MARK: The end

    @Test func whatCameBeforeTheEndIsRead() async throws {
        let (peer, client) = try RawMemoryPeer.plugin()
        let answer = Task { try await client.echo([1]) }
        #expect(try await client.hasCalls(1))
        // All of it is there when the end is seen: the bell has not rung for it.
        let bytes =
            RawHTTP2.response(stream: 1) + RawHTTP2.message([4, 2], stream: 1, isEnd: false)
            + RawHTTP2.status(0, stream: 1)
        peer.say(bytes)
        peer.bell.cut()
        #expect(try await answer.value == [4, 2])
        try await client.connection.ended.value()
    }

    enum Silence: CaseIterable, Sendable {
        case nothing
        case halfOfItsSettings
        /// It rings, and says nothing.
        case onlyTheBell
    }

    @Test(arguments: Silence.allCases)
    func pluginThatNeverSaysHello(silence: Silence) async throws {
        try await withRig { rig in
            let hello = silence == .halfOfItsSettings ? Array(RawHTTP2.settings().prefix(5)) : []
            let (peer, client) = try RawMemoryPeer.plugin(saying: hello, timeout: .milliseconds(50))
            if silence == .onlyTheBell { for _ in 0..<1000 { peer.ring() } }
            let error = try await rpcError { _ = try await rig.unary(.typed, .short, .echo, [1], on: client) }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("did not finish the handshake") == true)
            let end = await #expect(throws: TransportError.self) { try await client.connection.ended.value() }
            #expect(end?.code == .deadlineExceeded)
            #expect(try await peer.waitForEnd())
            #expect(try await rig.unary(.typed, .short, .echo, [1]).message == [1])
        }
    }

    @Test(arguments: [
        [], Array(RawHTTP2.preface.prefix(10)), RawHTTP2.preface, RawHTTP2.preface + RawHTTP2.settings().prefix(5),
    ])
    func hostThatNeverSaysHello(hello: [UInt8]) async throws {
        var setup = TestSetup()
        setup.handshakeTimeout = .milliseconds(50)
        try await withRig(setup) { rig in
            let peer = try RawMemoryPeer.host(of: rig.transport.server, saying: hello)
            #expect(try await peer.waitForEnd())
            #expect(try await rig.unary(.typed, .short, .echo, [1]).message == [1])
        }
    }

    @Test func serverThatIsFullClosesTheBell() async throws {
        try await withRig { rig in
            rig.transport.server.drain()
            let peer = try RawMemoryPeer.host(of: rig.transport.server)
            #expect(try await peer.waitForEnd())
        }
    }

    // MARK: Large messages

    @Test func messagesAreTakenOutAndGivenBack() async throws {
        let (peer, client) = try RawMemoryPeer.plugin()
        for (number, length) in [SharedArena.leastLength, 100_000, 1 << 20].enumerated() {
            let bytes = streamBytes(at: UInt64(length), count: length)
            let stream = UInt32(2 * number + 1)
            let answer = Task { try await client.echo([1]) }
            #expect(try await client.hasCalls(1))
            let block = try #require(peer.messages.outbound.allocate(length))
            #expect(block.place.block == 0)
            block.bytes.copyBytes(from: bytes)
            peer.say(
                RawHTTP2.response(stream: stream) + RawHTTP2.place(0, UInt32(length), stream: stream)
                    + RawHTTP2.status(0, stream: stream)
            )
            block.handOver()
            let isSame = try await answer.value == bytes
            #expect(isSame)
            // It is the peer's again, and what it writes there now changes nothing.
            #expect(peer.messages.outbound.allocate(length)?.place.block == 0)
        }
    }
}
#endif

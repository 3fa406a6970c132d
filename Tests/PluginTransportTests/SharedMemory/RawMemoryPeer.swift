#if os(Linux)
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

/// The other side of a connection through shared memory, which does only what a test says.
final class RawMemoryPeer: @unchecked Sendable {
    // One task at a time uses it; what it does behind the other side's back is atomic.

    let bell: RawSocket
    /// What the other side says.
    let inbound: SharedRing
    /// What this side says.
    let outbound: SharedRing
    /// Where the large messages of the two lie.
    let messages: SharedMessages
    private let region: SharedMemoryRegion
    private var reader: SharedRingReader
    private var writer: SharedRingWriter

    init(_ region: SharedMemoryRegion, bell: RawSocket, isHost: Bool) {
        self.region = region
        self.bell = bell
        inbound = isHost ? region.ringToHost : region.ringToPlugin
        outbound = isHost ? region.ringToPlugin : region.ringToHost
        messages = SharedMessages(
            outbound: SharedArena(isHost ? region.arenaToPlugin : region.arenaToHost),
            inbound: isHost ? region.arenaToHost : region.arenaToPlugin
        )
        reader = SharedRingReader(inbound)
        writer = SharedRingWriter(outbound)
        // It is rung for everything, as one that sleeps all the time.
        reader.sleep()
    }

    /// A plugin that has taken its host's memory, and the host.
    static func plugin(
        saying hello: [UInt8] = RawHTTP2.settings() + RawHTTP2.settingsAnswer,
        timeout: Duration = .seconds(60)
    ) throws -> (peer: RawMemoryPeer, client: PluginClientTransport) {
        let offer = try SharedMemoryOffer()
        let numbers = offer.inherited.numbers.map { dup($0) }
        offer.inherited.closeAll()
        let region = try #require(try SharedMemoryRegion.take(numbers[0]))
        close(numbers[0])
        let peer = RawMemoryPeer(region, bell: RawSocket(descriptor: numbers[1]), isHost: false)
        peer.say(hello)
        return (peer, try PluginConnector.connect(through: offer, timeout: timeout).transport)
    }

    /// A host whose memory a server has taken.
    static func host(
        of server: ConnectionServer,
        saying hello: [UInt8] = RawHTTP2.preface + RawHTTP2.settings() + RawHTTP2.settingsAnswer
    ) throws -> RawMemoryPeer {
        let (region, descriptor) = try SharedMemoryRegion.make()
        close(descriptor)
        let (own, other) = try RawSocket.pair()
        let peer = RawMemoryPeer(region, bell: own, isHost: true)
        peer.say(hello)
        let bell = StreamSocket(descriptor: other.duplicate())
        server.accept(SharedMemoryChannel(region, bell: bell, isHost: false), by: nil, on: try IOThread.shared())
        return peer
    }

    // MARK: As peers do

    /// Says as much as there is room for, and wakes the other side.
    ///
    /// - Returns: how many bytes that was.
    @discardableResult
    func say(_ bytes: [UInt8]) -> Int {
        defer { ring() }
        guard case .moved(let count, _) = writer.write(bytes) else { return 0 }
        return count
    }

    /// What there is to hear now.
    func hear() -> [UInt8] {
        var heard: [UInt8] = []
        while true {
            let (step, bytes) = reader.read(upTo: 65_536)
            guard case .moved(_, let wakesPeer) = step else { break }
            heard += bytes
            if wakesPeer { ring() }
        }
        reader.sleep()
        return heard
    }

    func ring() { bell.write([0]) }

    /// Waits until the other side has heard everything.
    func isHeard() async throws -> Bool {
        try await ProcessFacts.eventually { outbound.read.value == outbound.written.value }
    }

    /// Waits until the other side has closed the connection.
    func waitForEnd() async throws -> Bool { try await bell.waitForEnd() }
}

extension PluginClientTransport {
    /// Calls the echo on the short way.
    func echo(_ bytes: [UInt8]) async throws -> [UInt8] {
        let method = UnaryMethod<[UInt8], [UInt8]>(
            Served.short.descriptor(.echo),
            serializer: RawBytes(),
            deserializer: RawBytes()
        )
        return try await call(method, bytes).message
    }

    /// Waits until so many calls are under way.
    func hasCalls(_ count: Int) async throws -> Bool {
        try await ProcessFacts.eventually { connection.state.withLock { $0.calls.count == count } }
    }
}

extension RawHTTP2 {
    static let ping = frame(6, stream: 0, [UInt8](repeating: 7, count: 8))

    /// The head of an answer.
    static func response(stream: UInt32) -> [UInt8] {
        // :status 200 is field 8 of the static table.
        frame(1, flags: 4, stream: stream, [0x88] + plainField("content-type", "application/grpc"))
    }

    /// The end of an answer.
    static func status(_ code: Int, stream: UInt32) -> [UInt8] {
        frame(1, flags: 5, stream: stream, plainField("grpc-status", "\(code)"))
    }

    /// A message that lies in shared memory.
    static func place(_ block: UInt32, _ count: UInt32, stream: UInt32, isEnd: Bool = false) -> [UInt8] {
        frame(0xf0, flags: isEnd ? 1 : 0, stream: stream, block.bigEndianBytes + count.bigEndianBytes)
    }

    private static func plainField(_ name: String, _ value: String) -> [UInt8] {
        [0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8)
    }
}
#endif

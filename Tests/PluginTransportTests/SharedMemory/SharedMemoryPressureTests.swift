#if os(Linux)
import GRPCCore
import HTTP2Engine
import PluginProtocol
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Peers that take nothing, ask without end, or wake without need: it costs them their own time.
@Suite(.timeLimit(.minutes(5))) struct SharedMemoryPressureTests {
    /// What may wait for a peer that reads nothing: what fits into the arena, 16 queues, the output and the ring.
    static let mostUnread = SharedMemoryLayout.blockCount * TestMethod.endlessLength + BackPressureTests.mostForASocket

    private func work(_ rig: TestRig, on client: PluginClientTransport? = nil) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let (caller, served) = (Caller.allCases[number % 2], Served.allCases[number / 2 % 2])
                    for length in [1, 10_000, SharedArena.leastLength, 200_000, 1_000_000] {
                        let answer = try await rig.unary(caller, served, .echo, patternBytes(length), on: client)
                        // A difference of a million bytes would take long to describe.
                        let isSame = answer.message == patternBytes(length)
                        #expect(isSame, "\(length)")
                    }
                    let request = UInt32(64).bigEndianBytes + UInt32(20_000).bigEndianBytes
                    let stream = try await rig.stream(caller, served, .stream, request, on: client)
                    #expect(stream.messages.count == 64)
                    #expect(stream.messages.allSatisfy { $0 == patternBytes(20_000) })
                }
            }
            try await group.waitForAll()
        }
    }

    // MARK: Nobody reads

    @Test(arguments: Served.allCases)
    func hostThatDoesNotRead(served: Served) async throws {
        try await withRig { rig in
            let begin = RawHTTP2.preface + RawHTTP2.widestWindows + RawHTTP2.settingsAnswer
            let peer = try RawMemoryPeer.host(of: rig.transport.server, saying: begin)
            for number in 0..<16 {
                let stream = UInt32(2 * number + 1)
                peer.say(
                    RawHTTP2.request("/\(served.rawValue)/Endless", stream: stream)
                        + RawHTTP2.message([], stream: stream)
                )
            }
            #expect(try await ProcessFacts.eventually { rig.witness.running == 16 })
            try await work(rig)
            try await work(rig)
            #expect(rig.witness.written * TestMethod.endlessLength <= Self.mostUnread)
            peer.bell.cut()
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
            try await work(rig)
        }
    }

    @Test func pluginThatDoesNotRead() async throws {
        try await withRig { rig in
            let (peer, client) = try RawMemoryPeer.plugin(saying: RawHTTP2.widestWindows + RawHTTP2.settingsAnswer)
            let counter = Witness()
            let calls = (0..<16).map { _ in
                Task {
                    try await GRPCClient(transport: client).clientStreaming(
                        request: StreamingClientRequest { writer in
                            while true {
                                try await writer.write(patternBytes(16 * 1024))
                                counter.wrote()
                            }
                        },
                        descriptor: Served.general.descriptor(.sum),
                        serializer: RawBytes(),
                        deserializer: RawBytes(),
                        options: .defaults
                    ) { (response: ClientResponse<[UInt8]>) in _ = try response.message }
                }
            }
            let areWaiting = try await ProcessFacts.eventually {
                client.connection.state.withLock { state in
                    state.isBlocked && state.calls.count == 16 && state.calls.values.allSatisfy { !$0.writers.isEmpty }
                }
            }
            #expect(areWaiting)
            #expect(counter.written * 16 * 1024 <= Self.mostUnread)
            try await work(rig)
            peer.bell.cut()
            for call in calls {
                let error = try await rpcError { try await call.value }
                #expect(error?.code == .unavailable)
            }
        }
    }

    /// A side that closes waits for one that does not read, and not for ever.
    @Test func closingBeforeAPeerThatDoesNotRead() async throws {
        let (peer, client) = try RawMemoryPeer.plugin(saying: RawHTTP2.widestWindows + RawHTTP2.settingsAnswer)
        let call = Task { try await client.echo(patternBytes(3 << 20)) }
        let other = Task { try await client.echo(patternBytes(SharedArena.greatestLength + 1)) }
        #expect(try await ProcessFacts.eventually { client.connection.state.withLock { $0.isBlocked } })
        client.connection.close(GRPCStatus(code: .unavailable, message: "closed"))
        for task in [call, other] {
            let error = try await rpcError { _ = try await task.value }
            #expect(error?.code == .unavailable)
        }
        try await client.connection.ended.value()
        #expect(try await peer.waitForEnd())
    }

    // MARK: Nobody stops

    @Test func hostThatAsksWithoutEnd() async throws {
        try await withRig { rig in
            let peer = try RawMemoryPeer.host(of: rig.transport.server)
            let pings = Array([[UInt8]](repeating: RawHTTP2.ping, count: 1000).joined())
            var rest = pings[...]
            let isClosed = try await ProcessFacts.eventually {
                rest = rest.dropFirst(peer.say(Array(rest)))
                if rest.isEmpty { rest = pings[...] }
                return peer.bell.read() == nil
            }
            #expect(isClosed)
            try await work(rig)
        }
    }

    @Test func pluginThatAsksWithoutEnd() async throws {
        try await withRig { rig in
            let (peer, client) = try RawMemoryPeer.plugin()
            let call = Task { try await client.echo([1]) }
            #expect(try await client.hasCalls(1))
            let pings = Array([[UInt8]](repeating: RawHTTP2.ping, count: 1000).joined())
            var rest = pings[...]
            let isClosed = try await ProcessFacts.eventually {
                rest = rest.dropFirst(peer.say(Array(rest)))
                if rest.isEmpty { rest = pings[...] }
                return peer.bell.read() == nil
            }
            #expect(isClosed)
            let error = try await rpcError { _ = try await call.value }
            #expect(error?.code == .unavailable)
            let end = await #expect(throws: TransportError.self) { try await client.connection.ended.value() }
            #expect(end?.code == .protocolViolation)
            try await work(rig)
        }
    }

    // MARK: Waking

    /// What somebody does to a connection of two honest sides.
    enum Meddling: CaseIterable, Sendable {
        case ringing
        case wakingReaders, puttingReadersToSleep
        case wakingWriters, lettingWritersWait
        case everything
    }

    /// Both sides in this process, and what lies between them.
    private struct Pair: @unchecked Sendable {
        // The words of the rings are atomic, and nothing else of them is touched here.

        let client: PluginClientTransport
        let rings: [SharedRing]
        let bells: [RawSocket]
        /// Where the two lay their large messages.
        let arenas: [SharedArena]

        init(_ rig: TestRig) throws {
            let (region, descriptor) = try SharedMemoryRegion.make()
            close(descriptor)
            let (host, plugin) = try RawSocket.pair()
            let thread = try IOThread.shared()
            let server = SharedMemoryChannel(region, bell: StreamSocket(descriptor: plugin.duplicate()), isHost: false)
            rig.transport.server.accept(server, by: nil, on: thread)
            let channel = SharedMemoryChannel(region, bell: StreamSocket(descriptor: host.duplicate()), isHost: true)
            arenas = [channel, server].compactMap { $0.messages?.outbound }
            let connection = GRPCConnection(
                carrier: channel,
                role: .client,
                thread: thread,
                tls: nil,
                limits: ConnectionLimits(messages: .host),
                peerName: "the plugin",
                spins: false,
                acceptor: nil
            )
            client = PluginClientTransport(owning: connection)
            connection.start()
            rings = [region.ringToPlugin, region.ringToHost]
            bells = [host, plugin]
        }

        func meddle(_ meddling: Meddling, _ generator: inout SeededGenerator) {
            for ring in rings {
                let kind = meddling == .everything ? Meddling.allCases.randomElement(using: &generator) : meddling
                switch kind {
                case .wakingReaders: ring.readerSleeps.value = 0
                case .puttingReadersToSleep: ring.readerSleeps.value = 1
                case .wakingWriters: ring.writerWaits.value = 0
                case .lettingWritersWait: ring.writerWaits.value = 1
                case .ringing, .everything, nil: break
                }
            }
            // Behind it: whoever is told that he is awake has to be.
            for bell in bells { bell.write([0]) }
        }
    }

    @Test(arguments: Meddling.allCases)
    func meddlerOnlyCostsTime(meddling: Meddling) async throws {
        try await withRig { rig in
            let pair = try Pair(rig)
            let isDone = OneShot<Void>()
            let meddler = Task {
                var generator = SeededGenerator(seed: 1)
                var rounds = 0
                repeat {
                    pair.meddle(meddling, &generator)
                    rounds += 1
                    await Task.yield()
                } while isDone.outcome == nil
                return rounds
            }
            for _ in 0..<3 {
                try await work(rig, on: pair.client)
                // The neighbour on a socket gets on, too.
                try await work(rig)
            }
            isDone.fulfil()
            #expect(await meddler.value > 0)
            try await work(rig, on: pair.client)
        }
    }

    // MARK: A full arena

    @Test func callsGoOnWhileLargeMessagesAreNotRead() async throws {
        try await withRig(TestSetup(security: .sharedMemory)) { rig in
            // Each such call has one message in the memory: its reader takes the first and lets the second lie, and the
            // third has to wait. One at a time, so that there is room for what each of them says at first.
            let calls = 13
            let counter = Witness()
            var stalled: [Task<[UInt8], any Error>] = []
            for number in 1...calls {
                stalled.append(Task { try await stall(rig, counter) })
                #expect(try await ProcessFacts.eventually { counter.written == 2 * number })
            }
            let arena = try #require(rig.client.connection.messages?.outbound)
            #expect(try await ProcessFacts.eventually { arena.allocate(4 << 20) == nil })
            try await work(rig)
            #expect(arena.allocate(4 << 20) == nil && counter.written == 2 * calls)
            rig.witness.release.fulfil()
            for call in stalled { #expect(try await call.value == UInt32(4 << 20).bigEndianBytes) }
            // Everything has come back.
            #expect(try await ProcessFacts.eventually { arena.allocate(SharedArena.greatestLength)?.place.block == 0 })
            let blocks = [arena.allocate(SharedArena.greatestLength), arena.allocate(SharedArena.greatestLength)]
            #expect(blocks.allSatisfy { $0 != nil })
        }
    }

    /// Sends four messages to a reader that takes only the first for now.
    private func stall(_ rig: TestRig, _ counter: Witness) async throws -> [UInt8] {
        try await rig.general.clientStreaming(
            request: StreamingClientRequest { writer in
                for _ in 0..<4 {
                    try await writer.write(patternBytes(1 << 20))
                    counter.wrote()
                }
            },
            descriptor: Served.general.descriptor(.stalled),
            serializer: RawBytes(),
            deserializer: RawBytes(),
            options: .defaults
        ) { (response: ClientResponse<[UInt8]>) in try response.message }
    }

    @Test func callsGoOnWithoutAnyPlace() async throws {
        try await withRig { rig in
            let pair = try Pair(rig)
            // As if large messages that nobody reads had it all.
            var held = pair.arenas.map { arena in
                (0..<SharedMemoryLayout.blockCount).compactMap { _ in arena.allocate(SharedArena.leastLength) }
            }
            #expect(held.allSatisfy { $0.count == SharedMemoryLayout.blockCount })
            try await work(rig, on: pair.client)
            #expect(pair.arenas.allSatisfy { $0.allocate(SharedArena.leastLength) == nil })
            // It has nothing to do with the messages that went by: all of it is still whose it was.
            for index in held.indices { held[index].removeSubrange(100...) }
            try await work(rig, on: pair.client)
            withExtendedLifetime(held) {}
        }
    }

    @Test func messagesThatNoPlaceIsLargeEnoughFor() async throws {
        var setup = TestSetup(security: .sharedMemory)
        setup.limits.messageSize = 2 * SharedMemoryLayout.arenaLength
        try await withRig(setup) { rig in
            for length in [
                SharedArena.greatestLength, SharedArena.greatestLength + 1, SharedMemoryLayout.arenaLength + 1,
            ] {
                for (caller, served) in zip(Caller.allCases, Served.allCases) {
                    let message = patternBytes(length)
                    let answer = try await rig.unary(caller, served, .echo, message)
                    let isSame = answer.message == message
                    #expect(isSame, "\(length)")
                }
            }
        }
    }
}
#endif

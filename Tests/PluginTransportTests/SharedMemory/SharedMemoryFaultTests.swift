#if os(Linux)
import GRPCCore
import HTTP2Engine
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// Peers that break the rules of shared memory, or are gone: that ends their connection, and nothing else.
@Suite(.timeLimit(.minutes(5))) struct SharedMemoryFaultTests {
    /// What a peer does in the middle of its calls.
    enum Fault: CaseIterable, Sendable {
        case garbage
        case writtenTooFar, writtenBackwards, writtenAnything
        case readTooFar, readBackwards, readAnything
        case placeBehindTheMemory, placeThatIsTooLong, placeWithoutEnd, placeOfAnotherLength, placeOfNoCall
        case bellCut, bellCutInTheMiddleOfAFrame, bellCutBehindGarbage

        /// Whether the connection ends because of a broken rule, and not in order.
        var isViolation: Bool { self != .bellCut && self != .bellCutInTheMiddleOfAFrame }

        /// Of what went through so far, both sides being quiet.
        func commit(_ peer: RawMemoryPeer) {
            let capacity = UInt64(SharedMemoryLayout.ringCapacity)
            let blocks = UInt32(SharedMemoryLayout.blockCount)
            let block = UInt32(SharedMemoryLayout.blockLength)
            let (written, heard) = (peer.outbound.written, peer.inbound.read)
            switch self {
            case .garbage: peer.say([UInt8](repeating: 0xff, count: 100))
            case .writtenTooFar: written.value += capacity + 1
            case .writtenBackwards: written.value -= 1
            case .writtenAnything: written.value = 0x0123_4567_89ab_cdef
            // The other side looks at how far it was read once it writes.
            case .readTooFar, .readBackwards, .readAnything:
                let position = peer.inbound.written.value
                switch self {
                case .readTooFar: heard.value = position + capacity
                case .readBackwards: heard.value = position &- capacity &- 1
                default: heard.value = 0x0123_4567_89ab_cdef
                }
                peer.say(RawHTTP2.ping)
            case .placeBehindTheMemory: peer.say(RawHTTP2.place(blocks, 0, stream: 1))
            case .placeThatIsTooLong: peer.say(RawHTTP2.place(blocks - 1, block + 1, stream: 1))
            case .placeWithoutEnd: peer.say(RawHTTP2.place(.max, .max, stream: 1))
            case .placeOfAnotherLength: peer.say(RawHTTP2.frame(0xf0, stream: 1, [0, 0, 0, 0, 0, 0, 0]))
            case .placeOfNoCall: peer.say(RawHTTP2.place(0, 1, stream: 77))
            case .bellCut: peer.bell.cut()
            case .bellCutInTheMiddleOfAFrame:
                peer.say(Array(RawHTTP2.message([1, 2, 3], stream: 1).prefix(12)))
                peer.bell.cut()
            case .bellCutBehindGarbage:
                peer.say([UInt8](repeating: 0xff, count: 100))
                peer.bell.cut()
            }
            // One that sleeps looks only now.
            peer.ring()
        }
    }

    @Test(arguments: Fault.allCases)
    func pluginThatFails(fault: Fault) async throws {
        try await withRig { rig in
            let (peer, client) = try RawMemoryPeer.plugin()
            let calls = [
                Task { _ = try await rig.unary(.typed, .short, .echo, [1], on: client) },
                Task { _ = try await rig.unary(.stub, .general, .echo, patternBytes(100_000), on: client) },
                Task { _ = try await rig.stream(.typed, .short, .stream, on: client) },
                Task { _ = try await rig.stream(.stub, .general, .endless, on: client) },
            ]
            #expect(try await client.hasCalls(4))
            #expect(try await quiet(peer))
            fault.commit(peer)
            for call in calls {
                let error = try await rpcError { try await call.value }
                #expect(error?.code == .unavailable, "\(String(describing: error))")
            }
            do {
                try await client.connection.ended.value()
                #expect(!fault.isViolation)
            } catch let error as TransportError {
                #expect(fault.isViolation && error.code == .protocolViolation, "\(error)")
                #expect(error.message.contains("the plugin behind shared memory"))
            }
            #expect(try await peer.waitForEnd())
            let late = try await rpcError { _ = try await rig.unary(.typed, .short, .echo, [1], on: client) }
            #expect(late?.code == .unavailable)
            for caller in Caller.allCases {
                #expect(try await rig.unary(caller, .short, .echo, [1]).message == [1])
            }
        }
    }

    @Test(arguments: Fault.allCases)
    func hostThatFails(fault: Fault) async throws {
        try await withRig { rig in
            let peer = try RawMemoryPeer.host(of: rig.transport.server)
            for (number, path) in ["test.Short/Never", "test.General/Never"].enumerated() {
                let stream = UInt32(2 * number + 1)
                // The end is still to come for one that is read part by part.
                peer.say(RawHTTP2.request("/\(path)", stream: stream) + RawHTTP2.message([1], stream: stream))
            }
            peer.say(RawHTTP2.request("/test.General/Stalled", stream: 5))
            #expect(try await ProcessFacts.eventually { rig.witness.running == 2 })
            #expect(try await quiet(peer))
            fault.commit(peer)
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 && rig.witness.cancelled == 2 })
            #expect(try await peer.waitForEnd())
            for caller in Caller.allCases {
                #expect(try await rig.unary(caller, .short, .echo, [1]).message == [1])
            }
        }
    }

    /// Waits until the other side has heard everything, and has nothing more to say.
    private func quiet(_ peer: RawMemoryPeer) async throws -> Bool {
        guard try await peer.isHeard() else { return false }
        // What it says to a ping is the last of what it has to say now.
        peer.say(RawHTTP2.ping)
        var heard: [UInt8] = []
        let answer = RawHTTP2.frame(6, flags: 1, stream: 0, Array(RawHTTP2.ping.suffix(8)))
        return try await ProcessFacts.eventually {
            heard += peer.hear()
            return heard.indices.contains { heard[$0...].starts(with: answer) }
        }
    }

    // MARK: Places that are no fault

    @Test func placeOfACallThatIsOverIsGivenBack() async throws {
        try await withRig { rig in
            let (peer, client) = try RawMemoryPeer.plugin()
            let call = Task { try await client.echo([1]) }
            #expect(try await client.hasCalls(1))
            call.cancel()
            await #expect(throws: (any Error).self) { try await call.value }
            #expect(try await client.hasCalls(0))
            let block = try #require(peer.messages.outbound.allocate(1 << 20))
            peer.say(RawHTTP2.response(stream: 1) + RawHTTP2.place(block.place.block, 1 << 20, stream: 1))
            block.handOver()
            #expect(try await peer.isHeard())
            #expect(try await ProcessFacts.eventually { peer.messages.outbound.allocate(1 << 20)?.place.block == 0 })
            // The connection goes on.
            #expect(try await quiet(peer))
            withExtendedLifetime(client) {}
        }
    }

    @Test func placedMessageThatIsTooLargeIsRefusedAndGivenBack() async throws {
        var setup = TestSetup()
        setup.limits.messageSize = 100_000
        try await withRig(setup) { rig in
            let peer = try RawMemoryPeer.host(of: rig.transport.server)
            for (number, served) in Served.allCases.enumerated() {
                let stream = UInt32(2 * number + 1)
                let block = try #require(peer.messages.outbound.allocate(100_001))
                #expect(block.place.block == 0)
                peer.say(
                    RawHTTP2.request("/\(served.rawValue)/Echo", stream: stream)
                        + RawHTTP2.place(0, 100_001, stream: stream, isEnd: true)
                )
                block.handOver()
                let isBack = try await ProcessFacts.eventually {
                    peer.messages.outbound.allocate(100_001)?.place.block == 0
                }
                #expect(isBack)
            }
            #expect(try await quiet(peer))
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
        }
    }

    /// A host that keeps to no rules may place all its messages on top of each other: that is its own harm.
    @Test func manyMessagesInOnePlace() async throws {
        try await withRig { rig in
            let peer = try RawMemoryPeer.host(of: rig.transport.server)
            peer.say(RawHTTP2.widestWindows)
            let block = try #require(peer.messages.outbound.allocate(20_000))
            for number in 0..<50 {
                let stream = UInt32(2 * number + 1)
                let served = Served.allCases[number % 2]
                peer.say(
                    RawHTTP2.request("/\(served.rawValue)/Echo", stream: stream)
                        + RawHTTP2.place(block.place.block, 20_000, stream: stream, isEnd: true)
                )
                block.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(number))
            }
            #expect(try await ProcessFacts.eventually { rig.witness.begun == 50 && rig.witness.running == 0 })
            #expect(try await quiet(peer))
            #expect(try await rig.unary(.typed, .short, .echo, [1]).message == [1])
        }
    }

    // MARK: Messages that never come back

    /// A plugin that gives nothing back gets what has no room any more over the ring.
    @Test func pluginThatKeepsEveryPlace() async throws {
        try await withRig { rig in
            let (peer, client) = try RawMemoryPeer.plugin()
            var (placed, inline) = (0, 0)
            for number in 0..<20 {
                let stream = UInt32(2 * number + 1)
                let message = streamBytes(at: UInt64(number), count: 1 << 20)
                let call = Task { try await client.echo(message) }
                // Its request ends with the message, or with the frame that says where it lies.
                let (isWhole, bytes) = try await request(stream, of: peer)
                #expect(isWhole, "\(number)")
                if let place = bytes.place {
                    placed += 1
                    let bytes = peer.messages.inbound.bytes(at: Int(place.block), length: Int(place.count))
                    let isSame = bytes.elementsEqual(message)
                    #expect(isSame)
                } else {
                    inline += 1
                    let isSame = bytes.data.dropFirst(5).elementsEqual(message)
                    #expect(isSame, "\(bytes.data.count) bytes came")
                }
                peer.say(RawHTTP2.response(stream: stream) + RawHTTP2.message([7], stream: stream, isEnd: false))
                peer.say(RawHTTP2.status(0, stream: stream))
                #expect(try await call.value == [7])
            }
            #expect(placed == 16 && inline == 4)
        }
    }

    /// What came of a request: its bytes, or where they are.
    private struct Request {
        var data: [UInt8] = []
        var place: (block: UInt32, count: UInt32)?
    }

    /// Reads frames up to the end of a request, and gives back windows for what comes.
    private func request(_ stream: UInt32, of peer: RawMemoryPeer) async throws -> (isWhole: Bool, Request) {
        var request = Request()
        var heard: [UInt8] = []
        let isWhole = try await ProcessFacts.eventually {
            heard += peer.hear()
            // What every client says first is no frame.
            if heard.starts(with: RawHTTP2.preface) { heard.removeFirst(RawHTTP2.preface.count) }
            while heard.count >= 9 {
                let length = Int(UInt32(bigEndianBytes: [0] + heard[..<3]))
                guard heard.count >= 9 + length else { break }
                let (type, flags) = (heard[3], heard[4])
                let isOfStream = UInt32(bigEndianBytes: heard[5..<9]) == stream
                let payload = heard[9..<9 + length]
                heard.removeFirst(9 + length)
                guard isOfStream else { continue }
                if type == 0 {
                    request.data += payload
                    let count = UInt32(payload.count)
                    if count > 0 {
                        peer.say(RawHTTP2.windowUpdate(0, count) + RawHTTP2.windowUpdate(stream, count))
                    }
                }
                if type == 0xf0 {
                    request.place = (UInt32(bigEndianBytes: payload), UInt32(bigEndianBytes: payload.dropFirst(4)))
                }
                if flags & 1 == 1 { return true }
            }
            return false
        }
        return (isWhole, request)
    }
}
#endif

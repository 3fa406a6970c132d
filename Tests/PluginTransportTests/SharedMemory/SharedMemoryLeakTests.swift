#if os(Linux)
import GRPCCore
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// What is left of connections through shared memory once they are over: nothing.
@Suite(.startsProcesses, .timeLimit(.minutes(5))) struct SharedMemoryLeakTests {
    /// How a connection ends.
    enum End: CaseIterable, Sendable {
        case letGo, drained, cutByThePlugin, garbage, corrupt, neverAnswered
        case letGoWithLargeMessagesOnTheirWay
    }

    @Sendable static func useUp(_ end: End) async throws {
        weak var connection: GRPCConnection?
        weak var channel: SharedMemoryChannel?
        weak var arena: SharedArena?
        do {
            let hello = end == .neverAnswered ? [] : RawHTTP2.widestWindows + RawHTTP2.settingsAnswer
            let timeout = Duration.milliseconds(end == .neverAnswered ? 1 : 60_000)
            let (peer, client) = try RawMemoryPeer.plugin(saying: hello, timeout: timeout)
            connection = client.connection
            channel = client.connection.carrier as? SharedMemoryChannel
            arena = client.connection.messages?.outbound
            #expect(connection != nil && channel != nil && arena != nil)
            let length = end == .letGoWithLargeMessagesOnTheirWay ? 1 << 20 : 1
            let calls = (0..<20).map { _ in Task { try await client.echo(patternBytes(length)) } }
            if end != .neverAnswered { #expect(try await client.hasCalls(20)) }
            switch end {
            case .letGo, .letGoWithLargeMessagesOnTheirWay: break
            case .drained: client.beginGracefulShutdown()
            case .cutByThePlugin: peer.bell.cut()
            case .garbage: peer.say([UInt8](repeating: 0xff, count: 100))
            case .corrupt:
                peer.outbound.written.value = .max / 2
                peer.ring()
            case .neverAnswered: _ = try? await client.connection.ended.value()
            }
            for call in calls {
                call.cancel()
                await #expect(throws: (any Error).self) { try await call.value }
            }
        }
        #expect(try await ProcessFacts.eventually { connection == nil && channel == nil && arena == nil }, "\(end)")
    }

    @Test(arguments: End.allCases)
    func nothingIsLeftOfAConnection(end: End) async throws {
        try await Self.useUp(end)
    }

    @Test func nothingIsLeftOfMany() async {
        await #expect(processExitsWith: .success) {
            try await withRig(TestSetup(security: .sharedMemory)) { rig in
                func round() async throws {
                    // A connection that closes in order has a second for it, so all at once.
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for end in End.allCases { group.addTask { try await Self.useUp(end) } }
                        try await group.waitForAll()
                    }
                    let used = try await rig.connect()
                    #expect(try await rig.unary(.typed, .short, .echo, patternBytes(100_000), on: used).message != nil)
                    // Hosts that are gone, one after half a word.
                    let host = try RawMemoryPeer.host(of: rig.transport.server)
                    host.say(RawHTTP2.request("/test.Short/Never", stream: 1) + RawHTTP2.message([1], stream: 1))
                    host.bell.cut()
                    #expect(try await host.waitForEnd())
                    _ = try RawMemoryPeer.host(of: rig.transport.server, saying: [1])
                }
                try await round()
                func mappings() -> Int { SharedMemoryOfferTests.mappings }
                // The rig's own connection has two: each side's.
                #expect(try await ProcessFacts.eventually { mappings() == 2 }, "\(mappings())")
                let descriptors = ProcessFacts.openDescriptors
                for _ in 0..<10 { try await round() }
                #expect(try await ProcessFacts.eventually { ProcessFacts.openDescriptors <= descriptors })
                #expect(try await ProcessFacts.eventually { mappings() == 2 }, "\(mappings())")
                #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
            }
        }
    }
}
#endif

import GRPCCore
import HTTP2Engine
import PluginProtocol
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// Readers that stop, and what that costs: their own window, and nobody else's time.
@Suite(.timeLimit(.minutes(5))) struct BackPressureTests {
    /// What may be on its way for a stream that nobody reads: its window, its queue and what is being cut into frames.
    static let mostOnItsWay = (512 + 64 + 256 + 64) * 1024

    /// What may wait for a socket that nobody reads: 16 queues, the output, and what the system takes.
    static let mostForASocket = (16 * 128 + 4096) * 1024

    private func work(_ rig: TestRig, callers: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<callers {
                group.addTask {
                    let (caller, served) = (Caller.allCases[number % 2], Served.allCases[number / 2 % 2])
                    for length in [100, 10_000, 200_000] {
                        let answer = try await rig.unary(caller, served, .echo, patternBytes(length))
                        #expect(answer.message == patternBytes(length))
                    }
                    let stream = try await rig.stream(
                        caller,
                        served,
                        .stream,
                        UInt32(64).bigEndianBytes + UInt32(16 * 1024).bigEndianBytes
                    )
                    #expect(stream.messages.count == 64)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: TestSecurity.allCases, Served.allCases)
    func hostThatStopsReadingOneStream(security: TestSecurity, served: Served) async throws {
        try await withRig(TestSetup(security: security)) { rig in
            for caller in Caller.allCases {
                let before = rig.witness.written
                let (isStalled, mayGoOn) = (OneShot<Void>(), OneShot<Void>())
                let stalled = Task {
                    try await rig.stream(caller, served, .endless, upTo: 2) { _ in
                        isStalled.fulfil()
                        try await mayGoOn.value()
                    }
                }
                try await isStalled.value()
                try await work(rig, callers: 63)
                #expect((rig.witness.written - before) * TestMethod.endlessLength <= Self.mostOnItsWay)
                mayGoOn.fulfil()
                #expect(try await stalled.value.messages.count == 2)
                #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
            }
        }
    }

    @Test(arguments: TestSecurity.allCases)
    func pluginThatStopsReadingOneStream(security: TestSecurity) async throws {
        try await withRig(TestSetup(security: security)) { rig in
            let counter = Witness()
            let stalled = Task {
                try await rig.general.clientStreaming(
                    request: StreamingClientRequest { writer in
                        for _ in 0..<1000 {
                            try await writer.write(patternBytes(16 * 1024))
                            counter.wrote()
                        }
                    },
                    descriptor: Served.general.descriptor(.stalled),
                    serializer: RawBytes(),
                    deserializer: RawBytes(),
                    options: .defaults
                ) { (response: ClientResponse<[UInt8]>) in try response.message }
            }
            try await rig.witness.waiting.value()
            try await work(rig, callers: 63)
            #expect(counter.written * 16 * 1024 <= Self.mostOnItsWay)
            rig.witness.release.fulfil()
            #expect(try await stalled.value == UInt32(1000 * 16 * 1024).bigEndianBytes)
        }
    }

    @Test(arguments: Served.allCases)
    func clientThatDoesNotReadItsSocket(served: Served) async throws {
        try await withRig { rig in
            let peer = try RawSocket.connect(to: rig.address.text)
            // It allows the server everything, and then takes nothing.
            let begin = RawHTTP2.preface + RawHTTP2.widestWindows + RawHTTP2.settingsAnswer
            let calls = (0..<16).flatMap { number -> [UInt8] in
                let stream = UInt32(2 * number + 1)
                return RawHTTP2.request("/\(served.rawValue)/Endless", stream: stream)
                    + RawHTTP2.message([], stream: stream)
            }
            #expect(try await peer.writeAll(begin + calls))
            #expect(try await ProcessFacts.eventually { rig.witness.running == 16 })
            try await work(rig, callers: 16)
            let afterSome = rig.witness.written
            try await work(rig, callers: 16)
            // No more was written meanwhile than at first: it stands still.
            #expect(afterSome * TestMethod.endlessLength <= Self.mostForASocket)
            #expect(rig.witness.written * TestMethod.endlessLength <= Self.mostForASocket)
            peer.cut()
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
        }
    }

    @Test func serverThatDoesNotReadItsSocket() async throws {
        let folder = try TemporaryFolder()
        let listener = try RawListener(path: "\(folder.path)/socket")
        let (peer, client) = try await listener.connection(saying: RawHTTP2.widestWindows + RawHTTP2.settingsAnswer)
        let connection = client.connection
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
            connection.state.withLock { state in
                state.isBlocked && state.calls.count == 16 && state.calls.values.allSatisfy { !$0.writers.isEmpty }
            }
        }
        #expect(areWaiting)
        #expect(counter.written * 16 * 1024 <= Self.mostForASocket)
        peer.cut()
        for call in calls {
            let error = try await rpcError { try await call.value }
            #expect(error?.code == .unavailable)
        }
    }
}

import GRPCCore
import HTTP2Engine
import PluginProtocol
import TestSupport
import Testing

@testable import PluginTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a process holds after a long time, each in a process of its own: neighbours hold things too.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct LongRunTests {
    /// How many calls are made on the short way, and a fifth of that by the general client: `LONG_RUN_CALLS`.
    static var calls: Int {
        ProcessInfo.processInfo.environment["LONG_RUN_CALLS"].flatMap { Int($0) } ?? 50_000
    }

    static var threads: Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []).count
    }

    /// Makes calls of one kind, eight at a time.
    @Sendable static func makeCalls(_ rig: TestRig, _ caller: Caller, count: Int) async throws {
        let served = caller == .typed ? Served.short : .general
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let request = patternBytes(100 * number)
                    for _ in 0..<count / 8 {
                        // gRPC's general client sleeps beside a call with a deadline, and Swift keeps what a sleep took
                        // until its time, also when it is cancelled.
                        let hasDeadline = caller == .typed && number % 2 == 0
                        let options = hasDeadline ? CallOptions.timeout(.seconds(600)) : .defaults
                        let answer = try await rig.unary(caller, served, .echo, request, options: options)
                        // Not an expectation, of which a test remembers something each time.
                        guard answer.message == request else {
                            Issue.record("another answer than was asked for")
                            return
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func manyCallsLeaveNothingBehind() async {
        await #expect(processExitsWith: .success) {
            try await withRig(TestSetup(security: .mutualTLS)) { rig in
                for caller in Caller.allCases { try await Self.makeCalls(rig, caller, count: 4000) }
                let (memory, descriptors, threads) =
                    (ProcessFacts.privateBytes, ProcessFacts.openDescriptors, Self.threads)
                try await Self.makeCalls(rig, .typed, count: Self.calls)
                try await Self.makeCalls(rig, .stub, count: Self.calls / 5)
                let growth = ProcessFacts.privateBytes - memory
                #expect(growth < 20 << 20, "grown by \(growth) bytes")
                #expect(ProcessFacts.openDescriptors == descriptors)
                #expect(Self.threads <= threads + 2)
            }
        }
    }

    @Test func connectionsOfEveryKindLeaveNothingBehind() async {
        await #expect(processExitsWith: .success) {
            for security in TestSecurity.allCases {
                try await withRig(TestSetup(security: security)) { rig in
                    let folder = try TemporaryFolder()
                    let listener = try RawListener(path: "\(folder.path)/socket", backlog: 128)
                    try await Self.connectInEveryWay(rig, listener)
                    let (memory, descriptors) = (ProcessFacts.privateBytes, ProcessFacts.openDescriptors)
                    for _ in 0..<200 { try await Self.connectInEveryWay(rig, listener) }
                    #expect(try await ProcessFacts.eventually { ProcessFacts.openDescriptors <= descriptors })
                    let growth = ProcessFacts.privateBytes - memory
                    #expect(growth < 16 << 20, "grown by \(growth) bytes")
                }
            }
        }
    }

    /// Connections that end in order, that fail, and that nobody uses.
    @Sendable static func connectInEveryWay(_ rig: TestRig, _ listener: RawListener) async throws {
        let used = try await rig.connect()
        #expect(try await rig.unary(.typed, .short, .echo, [1], on: used).message == [1])
        let drained = try await rig.connect()
        drained.beginGracefulShutdown()
        _ = try await rig.connect()
        let cut = try await rig.connect()
        cut.connection.cut()
        _ = try? await cut.connection.ended.value()

        // The server's side of handshakes that fail.
        let raw = try RawSocket.connect(to: rig.address.text)
        raw.write(patternBytes(100))
        let silent = try RawSocket.connect(to: rig.address.text)
        silent.cut()
        let other = rig.security == .plaintext ? TestSecurity.mutualTLS : .plaintext
        _ = try? await PluginConnector.connect(
            to: rig.address,
            security: try other.client,
            timeout: .milliseconds(20)
        )
        if rig.security == .mutualTLS {
            let stranger = ConnectionSecurity.mutualTLS(identity: try .generate(), peerCertificateDER: [])
            _ = try? await PluginConnector.connect(to: rig.address, security: stranger)
        }

        // And the client's.
        async let failed: Void? = try? await {
            _ = try await PluginConnector.connect(
                to: .unix(path: listener.path),
                security: try TestSecurity.mutualTLS.client
            )
        }()
        try await listener.accept().write(patternBytes(100))
        _ = await failed
        _ = try? await PluginConnector.connect(to: .unix(path: listener.path + "x"), security: .plaintext)
    }

    #if os(Linux)
    @Test func serverWithoutADescriptorLeftTakesConnectionsLater() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 256, rlim_max: 256)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            try await withRig { rig in
                _ = try await rig.unary(.typed, .short, .echo)
                // All descriptors but one, which the client's end takes.
                var taken: [Int32] = []
                while case let copy = dup(1), copy >= 0 { taken.append(copy) }
                close(taken.removeLast())
                let peer = try RawSocket.connect(to: rig.address.text)
                peer.write(RawHTTP2.preface + RawHTTP2.settings())
                // The connection that there is goes on.
                for number in UInt8(0)..<100 {
                    #expect(try await rig.unary(.typed, .short, .echo, [number]).message == [number])
                }
                #expect(peer.read() == [])
                for copy in taken { close(copy) }
                let isTaken = try await ProcessFacts.eventually { peer.read().map { !$0.isEmpty } ?? true }
                #expect(isTaken)
                #expect(peer.read() != nil)
            }
        }
    }

    @Test func clientThatAsksAndNeverReadsDoesNotFillTheServersMemory() async {
        await #expect(processExitsWith: .success) {
            try await withRig { rig in
                _ = try await rig.unary(.typed, .short, .echo)
                let peer = try RawSocket.connect(to: rig.address.text)
                peer.write(RawHTTP2.preface + RawHTTP2.widestWindows + RawHTTP2.settingsAnswer)
                let memory = ProcessFacts.privateBytes
                let method = "/" + String(repeating: "m", count: 60) + "/" + String(repeating: "m", count: 60)
                var isOpen = true
                var stream: UInt32 = 1
                for _ in 0..<400 where isOpen {
                    var calls: [UInt8] = []
                    for _ in 0..<1000 {
                        calls += RawHTTP2.request(method, stream: stream, isEnd: true)
                        stream += 2
                    }
                    // A server that has had enough closes the connection, and one that stops reading is fine too.
                    var rest = calls[...]
                    isOpen = try await ProcessFacts.eventually(within: .seconds(5)) {
                        rest = rest.dropFirst(peer.write(Array(rest)))
                        return rest.isEmpty
                    }
                }
                let growth = ProcessFacts.privateBytes - memory
                #expect(growth < 32 << 20, "grown by \(growth) bytes after \(stream / 2) calls")
                #expect(try await rig.unary(.typed, .short, .echo, [1]).message == [1])
            }
        }
    }
    #endif
}

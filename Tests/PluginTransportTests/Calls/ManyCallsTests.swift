import GRPCCore
import HTTP2Engine
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// Many calls at a time on one connection.
@Suite(.timeLimit(.minutes(5))) struct ManyCallsTests {
    private func call(_ rig: TestRig, count: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask {
                    let request = UInt32(number).bigEndianBytes + patternBytes(number % 3000)
                    let (caller, served) = (Caller.allCases[number % 2], Served.allCases[number / 2 % 2])
                    let answer = try await rig.unary(caller, served, .echo, request)
                    #expect(answer.message == request)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: TestSecurity.allCases)
    func aThousandAtATime(security: TestSecurity) async throws {
        try await withRig(TestSetup(security: security)) { rig in
            try await call(rig, count: 1000)
        }
    }

    @Test(arguments: [1, 2, 8])
    func moreThanTheServerAllowsWait(limit: Int) async throws {
        var setup = TestSetup()
        setup.limits.concurrentStreams = limit
        try await withRig(setup) { rig in
            // The server's limit is known once it has said hello.
            _ = try await rig.unary(.typed, .short, .echo)
            try await call(rig, count: 1000)
            #expect(rig.witness.mostRunning <= limit)
            #expect(rig.witness.begun == 1001)
        }
    }

    @Test func severalConnectionsAtATime() async throws {
        try await withRig(TestSetup(security: .mutualTLS)) { rig in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let other = try await rig.connect()
                        for number in 0..<50 {
                            let answer = try await rig.unary(.typed, .short, .echo, [UInt8(number)], on: other)
                            #expect(answer.message == [UInt8(number)])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: [true, false])
    func spinningMeansTheSame(spins: Bool) async throws {
        var setup = TestSetup()
        setup.spins = spins
        try await withRig(setup) { rig in
            try await call(rig, count: 300)
            let error = try await rpcError {
                _ = try await rig.unary(.typed, .short, .never, options: .timeout(.milliseconds(20)))
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
            // Nothing is counted as running any more, so the thread goes to sleep again.
            let isIdle = try await ProcessFacts.eventually {
                rig.client.connection.state.withLock { $0.spinningCalls == 0 }
            }
            #expect(isIdle)
        }
    }

    @Test(arguments: Served.allCases, [HandlerExecutor.pool, .connection])
    func handlersRunWhereTheyAreToldTo(served: Served, executor: HandlerExecutor) async throws {
        var setup = TestSetup()
        setup.executor = executor
        try await withRig(setup) { rig in
            for number in 0..<20 {
                let answer = try await rig.unary(.typed, served, .echo, [UInt8(number)])
                #expect(answer.message == [UInt8(number)])
            }
            let threads = rig.witness.threads
            #expect(threads == (executor == .connection ? (20, 0) : (0, 20)))
        }
    }

    @Test(arguments: TestSecurity.allCases, Caller.allCases)
    func callerOnTheThreadOfTheConnection(security: TestSecurity, caller: Caller) async throws {
        var setup = TestSetup(security: security)
        setup.executor = .connection
        try await withRig(setup) { rig in
            let thread = try IOThread.shared()
            let task = Task(executorPreference: rig.client.executor) {
                for served in Served.allCases {
                    for length in [0, 1, 100_000, 1 << 20] {
                        let answer = try await rig.unary(caller, served, .echo, patternBytes(length))
                        #expect(answer.message == patternBytes(length))
                        #expect(thread.isCurrent)
                    }
                }
            }
            try await task.value
        }
    }
}

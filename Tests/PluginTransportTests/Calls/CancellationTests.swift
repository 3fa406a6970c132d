import GRPCCore
import HTTP2Engine
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// Callers that are cancelled, at any moment of their call.
@Suite(.timeLimit(.minutes(5))) struct CancellationTests {
    /// Runs a call in a task, and cancels that when `moment` has come.
    private func error(
        ofCancelling call: @escaping @Sendable () async throws -> Void,
        at moment: () async throws -> Void
    ) async throws -> RPCError? {
        let task = Task { try await call() }
        try await moment()
        task.cancel()
        return try await rpcError { try await task.value }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func whileItWaitsForAnAnswer(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            let error = try await error {
                _ = try await rig.unary(caller, served, .never)
            } at: {
                try await rig.witness.waiting.value()
            }
            #expect(error?.code == .cancelled)
            #expect(try await ProcessFacts.eventually { rig.witness.cancelled == 1 })
            #expect(try await rig.unary(caller, served, .echo, [1]).message == [1])
        }
    }

    /// A handler on the short way needs no look at the call: whatever it waits for is cancelled.
    @Test(arguments: Caller.allCases)
    func taskOfAHandlerOnTheShortWay(caller: Caller) async throws {
        try await withRig { rig in
            let error = try await error {
                _ = try await rig.unary(caller, .short, .held)
            } at: {
                try await rig.witness.waiting.value()
            }
            #expect(error?.code == .cancelled)
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func whileItReadsAStream(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            let isReading = OneShot<Void>()
            let error = try await error {
                _ = try await rig.stream(caller, served, .endless) { if $0 == 100 { isReading.fulfil() } }
            } at: {
                try await isReading.value()
            }
            #expect(error?.code == .cancelled)
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 && rig.witness.cancelled == 1 })
        }
    }

    @Test(arguments: Served.allCases, Caller.allCases)
    func readerThatStopsEarly(served: Served, caller: Caller) async throws {
        try await withRig { rig in
            let answer = try await rig.stream(caller, served, .endless, upTo: 3)
            #expect(answer.messages.count == 3)
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 && rig.witness.cancelled == 1 })
        }
    }

    @Test(arguments: Caller.allCases)
    func beforeItBegins(caller: Caller) async throws {
        try await withRig { rig in
            let isCancelled = OneShot<Void>()
            let calls: [@Sendable () async throws -> Void] = [
                { _ = try await rig.unary(caller, .short, .never) },
                { _ = try await rig.stream(caller, .short, .endless) },
            ]
            for call in calls {
                let task = Task {
                    _ = try? await isCancelled.value()
                    try await call()
                }
                task.cancel()
                let error = try await rpcError { try await task.value }
                #expect(error?.code == .cancelled)
            }
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
        }
    }

    @Test(arguments: Caller.allCases)
    func whileThereIsNoFreeStream(caller: Caller) async throws {
        var setup = TestSetup()
        setup.limits.concurrentStreams = 1
        try await withRig(setup) { rig in
            async let held = rig.unary(.typed, .short, .held, [7])
            try await rig.witness.waiting.value()
            let calls: [@Sendable () async throws -> Void] = [
                { _ = try await rig.unary(caller, .short, .echo) },
                { _ = try await rig.stream(caller, .short, .stream) },
            ]
            for call in calls {
                let error = try await error(ofCancelling: call) {
                    let isWaiting = try await ProcessFacts.eventually {
                        rig.client.connection.state.withLock { $0.openers.count == 1 }
                    }
                    #expect(isWaiting)
                }
                #expect(error?.code == .cancelled)
                #expect(rig.client.connection.state.withLock { $0.openers.isEmpty })
            }
            rig.witness.release.fulfil()
            #expect(try await held.message == [7])
            #expect(try await rig.unary(caller, .short, .echo, [1]).message == [1])
        }
    }

    @Test func placeOfACancelledWaiterGoesToTheNext() async throws {
        var setup = TestSetup()
        setup.limits.concurrentStreams = 2
        try await withRig(setup) { rig in
            _ = try await rig.unary(.typed, .short, .echo)
            for _ in 0..<20 {
                let tasks = (0..<60).map { number in
                    Task { try await rig.unary(number % 2 == 0 ? .typed : .stub, .short, .echo, [UInt8(number)]) }
                }
                for (number, task) in tasks.enumerated() where number % 3 == 0 { task.cancel() }
                for (number, task) in tasks.enumerated() {
                    switch await task.result {
                    case .success(let answer): #expect(answer.message == [UInt8(number)])
                    case .failure(let error): #expect((error as? RPCError)?.code == .cancelled)
                    }
                }
            }
            #expect(rig.client.connection.state.withLock { $0.openers.isEmpty && $0.calls.isEmpty })
        }
    }

    @Test func whileItWaitsForRoom() async throws {
        try await withRig { rig in
            let error = try await error {
                _ = try await rig.collect(.stalled, [[UInt8]](repeating: patternBytes(64 * 1024), count: 64))
            } at: {
                try await rig.witness.waiting.value()
                let isWaiting = try await ProcessFacts.eventually {
                    rig.client.connection.state.withLock { $0.calls.values.contains { !$0.writers.isEmpty } }
                }
                #expect(isWaiting)
            }
            #expect(error?.code == .cancelled)
            rig.witness.release.fulfil()
            #expect(try await rig.unary(.stub, .general, .echo, [1]).message == [1])
        }
    }

    @Test(arguments: TestSecurity.allCases)
    func atAnyMoment(security: TestSecurity) async throws {
        var setup = TestSetup(security: security)
        setup.limits.concurrentStreams = 16
        try await withRig(setup) { rig in
            // The server's limit is known once it has said hello.
            _ = try await rig.unary(.typed, .short, .echo)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        let caller = Caller.allCases[number % 2]
                        let served = Served.allCases[number / 2 % 2]
                        let task = Task {
                            switch number / 4 % 4 {
                            case 0: _ = try await rig.unary(caller, served, .echo, patternBytes(200_000))
                            case 1: _ = try await rig.unary(caller, served, .never)
                            case 2: _ = try await rig.stream(caller, served, .endless)
                            default: _ = try await rig.collect(.sum, [[UInt8]](repeating: [1], count: 200))
                            }
                        }
                        for _ in 0..<(number % 97) { await Task.yield() }
                        task.cancel()
                        let error = try await rpcError { try await task.value }
                        // More calls that were given up than the server allows may still have their handlers.
                        let isRefused = error?.message.contains("REFUSED_STREAM") ?? false
                        #expect(
                            error == nil || error?.code == .cancelled || isRefused,
                            "\(number): \(String(describing: error))"
                        )
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await ProcessFacts.eventually { rig.witness.running == 0 })
            #expect(rig.client.connection.state.withLock { $0.openers.isEmpty && $0.calls.isEmpty })
            // The last handlers may not quite have returned.
            var answer: TestAnswer?
            while answer == nil { answer = try? await rig.unary(.typed, .short, .echo, [1]) }
            #expect(answer?.message == [1])
        }
    }
}

import GRPCCore
import InteropContracts
import PluginProtocol
import PluginTransport
import SwiftProtobuf
import TestSupport
import Testing

/// A server that breaks the rules, under this engine's client. Meanwhile a second connection must work.
@Suite(.startsProcesses) struct HostileServerTests {
    private typealias Client = Grpc_Testing_TestService.Client<PluginClientTransport>

    @Test(arguments: HostileTheme.all)
    func clientStands(theme: HostileTheme) async throws {
        let folder = try TemporaryFolder()
        let scenarios = theme.answers.flatMap { ["--scenario", $0.scenario] }
        try await withPeerProgram(
            HostilePeer.program,
            ["server", "--socket", "\(folder.path)/s"] + scenarios
        ) { address, nextLine in
            var address = address
            for (index, answer) in theme.answers.enumerated() {
                if index > 0 {
                    address = try #require(PluginAddress(peerLine: try await nextLine() ?? ""))
                }
                try await check(answer, at: address, nextLine: nextLine)
            }
        }
    }

    @Test func everyScenarioIsTested() async throws {
        let tested = HostileTheme.all.flatMap { $0.answers.map(\.scenario) }
        #expect(Set(tested) == Set(try await HostilePeer.scenarios(of: "server").map(\.name)))
        #expect(Set(tested).count == tested.count)
    }

    private func check(
        _ answer: HostileAnswer,
        at address: PluginAddress,
        nextLine: () async throws -> String?
    ) async throws {
        let transport: PluginClientTransport
        do {
            transport = try await connectOwn(to: address)
        } catch let error as TransportError {
            // What breaks the connection at once may do so before it counts as made.
            let error = RPCError(code: .unavailable, message: "\(error)")
            expect(answer.expectation, from: error, answer.scenario)
            try await checkReport(answer, nextLine)
            return
        }
        try await withGRPCClient(transport: transport) { hostile in
            try await withOwnClient(of: address) { polite in
                let (hostile, polite) = (Client(wrapping: hostile), Client(wrapping: polite))
                async let outcomes = calls(answer, on: hostile)
                await expect(.succeeds, from: call(polite), "\(answer.scenario), a second connection meanwhile")
                for outcome in await outcomes { expect(answer.expectation, from: outcome, answer.scenario) }
                // The report comes when the peer has seen what it waits for.
                try await checkReport(answer, nextLine)

                let next = await call(hostile, timeout: answer.timeout)
                let what = "\(answer.scenario), the next call"
                switch answer.next {
                case .succeeds: expect(.succeeds, from: next, what)
                case .fails: expect(.fails(HostileAnswer.lost + [.deadlineExceeded]), from: next, what)
                case .either: break
                }
                await expect(.succeeds, from: call(polite), "\(answer.scenario), a second connection afterwards")
            }
        }
    }

    private func checkReport(_ answer: HostileAnswer, _ nextLine: () async throws -> String?) async throws {
        let line = try #require(try await nextLine(), "\(answer.scenario): no report")
        try HostileReport(line: line).check()
    }

    private func calls(_ answer: HostileAnswer, on client: Client) async -> [RPCError?] {
        var outcomes: [RPCError?] = []
        for _ in 0..<(answer.calls == 1 ? 1 : 2) {
            await withTaskGroup(of: RPCError?.self) { group in
                for _ in 0..<answer.calls { group.addTask { await call(client, timeout: answer.timeout) } }
                for await outcome in group { outcomes.append(outcome) }
            }
        }
        return outcomes
    }

    /// A call whose request is larger than every initial window; nil when it succeeds.
    private func call(_ client: Client, timeout: Duration = .seconds(60)) async -> RPCError? {
        var options = CallOptions.defaults
        options.timeout = timeout
        do {
            _ = try await client.unaryCall(.with { $0.payload = .zeros(270_000) }, options: options)
            return nil
        } catch let error as RPCError {
            return error
        } catch {
            return RPCError(code: .unknown, message: "no error of gRPC: \(error)")
        }
    }

    private func expect(_ expectation: HostileAnswer.Expectation, from outcome: RPCError?, _ what: String) {
        switch (expectation, outcome) {
        case (.succeeds, nil), (.either, nil):
            break
        case (.fails(let codes), let error?), (.either(let codes), let error?):
            if !codes.contains(error.code) { Issue.record("\(what): \(error), expected \(codes)") }
        case (.succeeds, let error?):
            Issue.record("\(what): \(error), expected success")
        case (.fails(let codes), nil):
            Issue.record("\(what): success, expected \(codes)")
        }
    }
}

import PluginHost
import PluginProtocol
import PluginTransport
import TestSupport
import Testing

@testable import PluginTestKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The processes of checks.
@Suite(.timeLimit(.minutes(5))) struct TrialProcessTests {
    private func shell(_ script: String) async throws -> TrialProcess {
        try await TrialProcess.start(
            TrialProcess.Command(program: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
        )
    }

    @Test func whatItWritesAndHowItEndsIsKept() async throws {
        let process = try await shell("echo out; echo err >&2; exit 3")
        #expect(try await process.waitForExit(within: .seconds(60)) == .exited(3))
        #expect(try await process.output.wait(within: .seconds(60)) { $0.isEnded }?.text == "out\n")
        #expect(try await process.error.wait(within: .seconds(60)) { $0.isEnded }?.text == "err\n")
        await process.end()
        await process.end()
    }

    @Test func endLeavesNothingOfTheGroup() async throws {
        let process = try await shell("trap '' TERM; sleep 600 & echo $!; wait")
        let content = try await process.output.wait(within: .seconds(60)) { $0.text.hasSuffix("\n") }
        let child = try #require(content.flatMap { Int32($0.text.dropLast()) })
        #expect(try await process.waitForExit(within: .milliseconds(10)) == nil)
        await process.end()
        #expect(!ProcessFacts.isRunning(process.number))
        #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(child) })
        #expect(try process.exit.outcome?.get() == .signaled(SIGKILL))
    }

    @Test func programThatIsNotThereIsAFinding() async {
        await #expect(throws: CheckFinding.self) {
            try await TrialProcess.start(TrialProcess.Command(program: "/no/such/program"))
        }
    }

    @Test func programThatIsStillOpenForWritingIsTriedAgain() async throws {
        let folder = try TemporaryFolder()
        let program = try folder.script("exit 4")
        let writer = open(program, O_WRONLY)
        try #require(writer >= 0)
        async let process = TrialProcess.start(TrialProcess.Command(program: program))
        // The system refuses to execute the file until then.
        try await Task.sleep(for: .milliseconds(50))
        close(writer)
        #expect(try await process.waitForExit(within: .seconds(60)) == .exited(4))
        await (try process).end()
    }

    @Test func moreThanIsKeptIsStillTaken() async throws {
        let count = ByteCollector.limit + 1_000_000
        let process = try await shell("head -c \(count) /dev/zero")
        let content = try await process.output.wait(within: .seconds(60)) { $0.isEnded }
        #expect(content?.count == count)
        #expect(content?.bytes.count == ByteCollector.limit)
        await process.end()
    }

    @Test func waitThatIsTooLongIsGivenUp() async throws {
        let collector = ByteCollector()
        collector.append([1])
        #expect(try await collector.wait(within: .milliseconds(10)) { $0.count > 1 } == nil)
        async let later = collector.wait(within: .seconds(60)) { $0.count > 1 }
        collector.append([2])
        #expect(try await later?.bytes == [1, 2])
        collector.finish()
        #expect(try await collector.wait(within: .seconds(60)) { $0.isEnded } != nil)
    }

    @Test func trialLeavesNoFolder() async throws {
        let trial = try PluginTrial(
            subject: PluginSubject(command: PluginCommand(program: "/bin/sh"), cookie: Peers.cookie),
            patience: .init()
        )
        let folder = try trial.makeFolder("inside")
        #expect(FileFacts(folder)?.mode == 0o700)
        #expect(throws: CheckFinding.self) { try trial.makeFolder("inside") }
        await trial.end()
        #expect(!FileFacts.exists(trial.folder))
    }
}

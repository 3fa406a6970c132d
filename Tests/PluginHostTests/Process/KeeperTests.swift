import Logging
import PluginProtocol
import PluginTransport
import TestSupport
import Testing

@testable import PluginHost

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

#if os(Linux)

/// The process between the host and one plugin.
@Suite(.startsProcesses, .keepers, .timeLimit(.minutes(3))) struct KeeperTests {
    @Test func isTheParentOfItsProgramAndAChildOfTheHost() async throws {
        let process = KeptProcess("exec sleep 600")
        let keeper = try await process.keeperID()
        #expect(try ProcessFacts.parent(of: keeper) == getpid())
        process.process.signalGroup(SIGTERM)
        #expect(try await process.exit() == .signaled(SIGTERM))
        // It is gone, and so is its number: nothing of it is left to be reaped.
        #expect(kill(keeper, 0) == -1)
    }

    @Test func hasNothingOfTheHost() async throws {
        let process = KeptProcess("exec sleep 600")
        let keeper = try await process.keeperID()
        // The lifeline, the host's process, the signals of its children.
        #expect(ProcessFacts.descriptors(of: keeper).count == 3)
        #expect(try #require(ProcessFacts.privateBytes(of: keeper)) < 300 * 1024)
        let others = ProcessFacts.mappings(of: keeper).filter { !$0.contains(".xctest") && !$0.contains("[v") }
        #expect(others.count == 1, "\(others)")
        let template = try #require(Keepers.processIDs.template)
        #expect(try #require(ProcessFacts.privateBytes(of: template)) < 300 * 1024)
        #expect(getsid(keeper) == keeper)
        #expect(getsid(template) == template)
        process.process.signalGroup(SIGKILL)
        #expect(try await process.exit() == .signaled(SIGKILL))
    }

    @Test func reapsWhatLosesItsParentMeanwhile() async throws {
        let process = KeptProcess("for i in 1 2 3 4 5 6 7 8 9; do ( ( exit 0 ) & ); done\necho done\nexec sleep 600")
        let keeper = try await process.keeperID()
        #expect(try await ProcessFacts.eventually { process.output == "done\n" })
        #expect(try await ProcessFacts.eventually { ProcessFacts.children(of: keeper).count == 1 })
        process.process.signalGroup(SIGKILL)
        #expect(try await process.exit() == .signaled(SIGKILL))
    }

    @Test func signalsTheGroup() async throws {
        let marker = Marker()
        let process = KeptProcess("trap 'exit 7' TERM\nsleep $1 & sleep $1 &\necho up\nwait", arguments: [marker.text])
        #expect(try await ProcessFacts.eventually { process.output == "up\n" })
        process.process.signalGroup(SIGTERM)
        #expect(try await process.exit() == .exited(7))
        #expect(marker.running.isEmpty)
    }

    @Test func aSignalWaitsForTheProcess() async throws {
        let process = PluginProcess(logger: RecordingLog().logger())
        process.signalGroup(SIGKILL)
        process.start(
            PluginCommand(program: "sleep", arguments: ["600"]),
            executing: "/bin/sleep",
            environment: [:],
            output: { _ in },
            outputEnded: {},
            error: { _ in }
        )
        #expect(try await process.exit.value() == .signaled(SIGKILL))
        // And is nothing for one that has ended.
        process.signalGroup(SIGKILL)
    }

    @Test func handsOverWhatIsLarge() async throws {
        // Forty times what one message holds.
        let values = (0..<40).map { ("VALUE_\($0)", String(repeating: "x", count: 32_000) + "\($0)") }
        let process = KeptProcess(
            "printf '%s ' \"${#VALUE_0}\" \"${VALUE_39#\"$(printf %32000s | tr ' ' x)\"}\" \"${#1}\"",
            arguments: [String(repeating: "a", count: 100_000)],
            environment: Dictionary(uniqueKeysWithValues: values)
        )
        #expect(try await process.exit() == .exited(0))
        #expect(process.output == "32001 39 100000 ")
    }

    @Test func whatIsTooLargeIsRefusedByTheSystem() async throws {
        let process = KeptProcess("exit 0", arguments: [String(repeating: "a", count: 200_000)])
        let failure = await #expect(throws: SpawnError.self) { try await process.exit() }
        #expect(failure?.number == E2BIG)
    }

    @Test func handsOverNothingElse() async throws {
        let descriptor = fcntl(1, F_DUPFD, 200)
        signal(SIGUSR2, SIG_IGN)
        defer {
            close(descriptor)
            signal(SIGUSR2, SIG_DFL)
        }
        let process = KeptProcess("ls -m /proc/$$/fd; env; exec grep -hE '^Sig(Blk|Ign):' /proc/self/status")
        #expect(try await process.exit() == .exited(0))
        let lines = process.output.split(separator: "\n")
        #expect(lines.first == "0, 1, 2")
        let variables = lines.dropFirst().filter { $0.contains("=") && !$0.hasPrefix("PWD=") && !$0.hasPrefix("_=") }
        #expect(variables == ["PATH=/usr/bin:/bin"])
        let masks = lines.filter { $0.hasPrefix("Sig") }.compactMap { UInt64($0.dropFirst(8), radix: 16) }
        #expect(masks.map { $0 & 0x7fff_ffff } == [0, 0])
    }

    // MARK: Keepers that come to harm

    @Test func killedEndsItsProgram() async throws {
        let process = KeptProcess("exec sleep 600")
        let (processID, keeper) = (try await process.processID(), try await process.keeperID())
        #expect(kill(keeper, SIGKILL) == 0)
        #expect(try await process.exit() == .signaled(SIGKILL))
        #expect(!ProcessFacts.isRunning(processID))
        #expect(kill(keeper, 0) == -1)
        #expect(process.log.entries.contains { $0.level == .warning && $0.metadata["keeper"] == "\(keeper)" })
    }

    @Test func stoppedDoesNotHoldUpAStop() async throws {
        let process = KeptProcess("exec sleep 600")
        #expect(kill(try await process.keeperID(), SIGSTOP) == 0)
        process.process.signalGroup(SIGTERM)
        #expect(try await process.exit() == .signaled(SIGTERM))
    }

    @Test func stoppedDoesNotHideAnEnd() async throws {
        let process = KeptProcess("exec sleep 600")
        #expect(kill(try await process.keeperID(), SIGSTOP) == 0)
        #expect(kill(try await process.processID(), SIGKILL) == 0)
        #expect(try await process.exit() == .signaled(SIGKILL))
    }

    @Test func killedTemplateIsMadeAgain() async {
        await #expect(processExitsWith: .success) {
            #expect(try await KeptProcess("exit 1").exit() == .exited(1))
            let template = try #require(Keepers.processIDs.template)
            #expect(kill(template, SIGKILL) == 0)
            #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(template) })
            let process = KeptProcess("exit 2")
            #expect(try await process.exit() == .exited(2))
            #expect(try #require(Keepers.processIDs.template) != template)
            #expect(process.log.entries.isEmpty)
            #expect(ProcessFacts.children().count == 1)
        }
    }

    @Test func killedSpareIsNotMissed() async {
        await #expect(processExitsWith: .success) {
            Keepers.prepare()
            let template = try #require(Keepers.processIDs.template)
            #expect(try await ProcessFacts.eventually { ProcessFacts.children().count == 2 })
            let spare = try #require(ProcessFacts.children().keys.first { $0 != template })
            #expect(kill(spare, SIGKILL) == 0)
            #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(spare) })
            let process = KeptProcess("exit 2")
            #expect(try await process.exit() == .exited(2))
            #expect(process.log.entries.isEmpty)
            #expect(ProcessFacts.children().keys.sorted() == [template])
        }
    }

    // MARK: Hosts that do things of their own

    @Test func anApplicationThatWaitsForItsChildrenSeesNone() async {
        await #expect(processExitsWith: .success) {
            let process = KeptProcess("exit 5")
            _ = try await process.processID()
            var status: Int32 = 0
            #expect(waitpid(-1, &status, WNOHANG) == -1 && errno == ECHILD)
            #expect(try await process.exit() == .exited(5))
        }
    }

    @Test func anApplicationMayIgnoreTheEndOfItsChildren() async {
        await #expect(processExitsWith: .success) {
            signal(SIGCHLD, SIG_IGN)
            let status = try await KeptProcess("exit 6").exit()
            #expect(status == .exited(6))
        }
    }

    @Test func changedLimitsAndDirectoryAreHandedDown() async {
        await #expect(processExitsWith: .success) {
            let before = KeptProcess("ulimit -n; pwd")
            _ = try await before.exit()
            Keepers.prepare()
            var limit = rlimit(rlim_cur: 123, rlim_max: 1234)
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            #expect(chdir("/usr/lib") == 0)
            let process = KeptProcess("ulimit -n; pwd -P")
            #expect(try await process.exit() == .exited(0))
            #expect(process.output == "123\n/usr/lib\n")
            #expect(before.output != process.output)
            #expect(ProcessFacts.children().count == 1)
        }
    }

    @Test func withoutAKeeperAPluginStartsAllTheSame() async {
        await #expect(processExitsWith: .success) {
            Keepers.refuse(ENOSYS)
            let marker = Marker()
            let process = KeptProcess("sleep $1 &\necho up\nexit 4", arguments: [marker.text])
            _ = try await process.processID()
            #expect(try await process.exit() == .exited(4))
            #expect(process.output == "up\n")
            #expect(process.log.entries.map(\.level) == [.warning])
            // What stays in its group is ended as ever.
            #expect(try await marker.awaitEnd())
        }
    }

    // MARK: Many

    @Sendable private static func rounds(_ count: Int) async throws {
        for round in 0..<count {
            let code = Int32(round % 100)
            let status = try await KeptProcess("( setsid sleep 600 & )\nexit \(code)").exit()
            #expect(status == .exited(code))
            Keepers.prepare()
        }
    }

    /// Fails with what the children are when they do not become the template and the spare.
    @Sendable private static func expectNoKeeperInUse() async throws {
        let isClean = try await ProcessFacts.eventually { ProcessFacts.children().count == 2 }
        #expect(isClean, "\(ProcessFacts.children().sorted { $0.key < $1.key }), \(Keepers.processIDs)")
    }

    @Test func fiveHundredStartsLeaveNothingBehind() async {
        await #expect(processExitsWith: .success) {
            try await Self.rounds(50)
            let (descriptors, memory) = (ProcessFacts.openDescriptors, ProcessFacts.privateBytes)
            try await Self.rounds(500)
            // Some are closed a moment after the end is known.
            let areClosed = try await ProcessFacts.eventually { ProcessFacts.openDescriptors <= descriptors }
            #expect(areClosed)
            try await Self.expectNoKeeperInUse()
            #expect(ProcessFacts.privateBytes - memory < 16 << 20)
            let template = try #require(Keepers.processIDs.template)
            #expect(try #require(ProcessFacts.privateBytes(of: template)) < 300 * 1024)
        }
    }
}

#endif

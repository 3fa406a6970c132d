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

/// What becomes of plugins whose host is killed.
@Suite(.startsProcesses, .keepers, .timeLimit(.minutes(3))) struct HostDeathTests {
    /// The promise is two seconds; the machine that runs this may have other things to do.
    static let limit: Duration = .seconds(10)

    @Test func twentyPluginsGoWithIt() async throws {
        let marker = Marker()
        await #expect(processExitsWith: .signal(SIGKILL)) { [marker = marker as Marker] in
            let daemon = "( ( setsid env -i /bin/sleep $1 & ) & )"
            let endings = ["exec sleep $1", "trap '' TERM; sleep $1; sleep $1", "setsid sleep $1 & wait"]
            let plugins = (0..<20).map { number in
                KeptProcess("\(daemon)\n\(endings[number % endings.count])", arguments: [marker.text])
            }
            for plugin in plugins { _ = try await plugin.processID() }
            // The shell that waits is one more, and so is the one that ignores the signal.
            let isUp = try await ProcessFacts.eventually { marker.running.count >= 2 * plugins.count }
            guard isUp else { exit(1) }
            kill(getpid(), SIGKILL)
        }
        #expect(try await marker.awaitEnd(within: Self.limit))
    }

    /// A descriptor that a process forked by the host has got does not keep the plugin alive.
    @Test func aForkOfTheHostDoesNotKeepThem() async throws {
        let marker = Marker()
        let fork = Marker()
        await #expect(processExitsWith: .signal(SIGKILL)) { [marker = marker as Marker, fork = fork as Marker] in
            let plugin = KeptProcess("exec sleep $1", arguments: [marker.text])
            _ = try await plugin.processID()
            // With the other end of the keeper's socket, which tells of the host's end, and nothing else.
            let lifeline = ProcessFacts.descriptors(of: getpid()).first { descriptor in
                var (type, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
                getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length)
                return type == Int32(SOCK_SEQPACKET.rawValue)
            }
            guard let lifeline else { exit(1) }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            for number in Int32(0)..<3 { posix_spawn_file_actions_adddup2(&actions, lifeline, number) }
            for number in ProcessFacts.descriptors(of: getpid()) { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
            let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sleep"), strdup(fork.text), nil]
            var child: pid_t = 0
            guard posix_spawn(&child, "/bin/sleep", &actions, nil, arguments, nil) == 0 else { exit(1) }
            kill(getpid(), SIGKILL)
        }
        #expect(try await marker.awaitEnd(within: Self.limit))
        let forked = fork.running
        #expect(forked.count == 1)
        for process in forked { kill(process, SIGKILL) }
    }

    @Test func theyAreAskedBeforeTheyAreEnded() async throws {
        let marker = Marker()
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [marker = marker as Marker, path = folder.path as String] in
            let plugin = KeptProcess(
                "trap 'echo asked > \(path)/word; exit 0' TERM\necho ready\nsleep $1 & wait",
                arguments: [marker.text]
            )
            guard try await ProcessFacts.eventually({ plugin.output == "ready\n" }) else { exit(1) }
            kill(getpid(), SIGKILL)
        }
        #expect(try await ProcessFacts.eventually { folder.entries == ["word"] })
        #expect(try await marker.awaitEnd(within: Self.limit))
    }

    @Test func aSwiftPluginRemovesItsSocket() async throws {
        let folder = try TemporaryFolder()
        let program = try Products.executable("kv-plugin")
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = folder.path as String, program = program as String] in
            let process = PluginProcess(logger: RecordingLog().logger())
            process.start(
                PluginCommand(program: program),
                executing: program,
                environment: [
                    "TMPDIR": path, Peers.cookie.key: Peers.cookie.value, "PLUGIN_PROTOCOL_VERSIONS": "1",
                ],
                output: { _ in },
                outputEnded: {},
                error: { _ in }
            )
            let isUp = try await ProcessFacts.eventually { !TemporaryFolder.entries(of: path).isEmpty }
            guard isUp else { exit(1) }
            kill(getpid(), SIGKILL)
        }
        #expect(try await ProcessFacts.eventually { folder.entries.isEmpty })
    }

    /// As far as its launch says so; and what keeps it goes when it ends.
    @Test func onePluginMayOutliveIt() async throws {
        let (plugin, daemon) = (Marker(), Marker())
        await #expect(processExitsWith: .signal(SIGKILL)) { [plugin = plugin as Marker, daemon = daemon as Marker] in
            let process = KeptProcess(
                "setsid sleep $2 &\nexec sleep $1",
                arguments: [plugin.text, daemon.text],
                outlivesHost: true
            )
            _ = try await process.processID()
            let isUp = try await ProcessFacts.eventually { plugin.running.count == 1 && daemon.running.count == 1 }
            guard isUp else { exit(1) }
            kill(getpid(), SIGKILL)
        }
        let processID = try #require(plugin.running.first)
        let keeper = try ProcessFacts.parent(of: processID)
        // It would have ended by now.
        #expect(try await ProcessFacts.eventually { ProcessFacts.descriptors(of: keeper).count == 1 })
        #expect(ProcessFacts.isRunning(processID))
        #expect(kill(processID, SIGKILL) == 0)
        #expect(try await daemon.awaitEnd())
        #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(keeper) })
    }

    @Test func keepersGoWithAHostThatExits() async throws {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            guard try await KeptProcess("exit 0").exit() == .exited(0) else { exit(1) }
            Keepers.prepare()
            let numbers = Keepers.processIDs
            // A spare one has not been heard of yet.
            let text = "\(numbers.template ?? 0)"
            guard let file = fopen("\(path)/template", "w") else { exit(1) }
            fputs(text, file)
            fclose(file)
        }
        let template = try #require(Int32(String(decoding: try readFile("\(folder.path)/template"), as: UTF8.self)))
        #expect(template > 0)
        #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(template) })
    }
}

#endif

import Logging
import PluginProtocol
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

/// Nothing of a plugin lives on, however it makes its processes.
@Suite(.startsProcesses, .keepers, .timeLimit(.minutes(3))) struct SurvivorTests {
    /// Ways to leave a process behind; `$1` is how long it sleeps.
    static let daemons = [
        "child": "sleep $1 &",
        "ignoring SIGHUP": "nohup sleep $1 >/dev/null 2>&1 &",
        "session": "setsid sleep $1 &",
        "double fork": "( ( sleep $1 & ) & )",
        "double fork, session": "( ( setsid sleep $1 & ) & )",
        "double fork, session, no descriptors, no environment":
            "( ( setsid env -i /bin/sh -c 'exec 0>&- 1>&- 2>&-; exec /bin/sleep $0' $1 & ) & )",
        "session of a session": "setsid setsid setsid sh -c 'sleep $0 & sleep $0' $1 &",
        "group of its own": "perl -e 'setpgrp(0, 0); exec \"sleep\", @ARGV' $1 &",
        "ignoring everything": "setsid perl -e '$SIG{$_} = \"IGNORE\" for keys %SIG; sleep 600' $1 &",
        "stopped": "setsid sh -c 'kill -STOP $$; sleep $0' $1 &",
    ]

    @Test(arguments: daemons.keys.sorted())
    func ofAProcessThatEndsByItself(way: String) async throws {
        let marker = Marker()
        let process = KeptProcess("\(try #require(Self.daemons[way]))\nsleep 0.2", arguments: [marker.text])
        #expect(try await process.exit() == .exited(0))
        #expect(marker.running.isEmpty)
    }

    @Test(arguments: daemons.keys.sorted())
    func ofAProcessThatIsKilledFromOutside(way: String) async throws {
        let marker = Marker()
        let process = KeptProcess(
            "\(try #require(Self.daemons[way]))\necho ready\nexec sleep 600",
            arguments: [marker.text]
        )
        #expect(try await ProcessFacts.eventually { process.output == "ready\n" && !marker.running.isEmpty })
        #expect(kill(try await process.processID(), SIGKILL) == 0)
        #expect(try await process.exit() == .signaled(SIGKILL))
        #expect(marker.running.isEmpty)
    }

    @Test(arguments: daemons.keys.sorted())
    func ofAStartThatFails(way: String) async throws {
        let marker = Marker()
        var plugin = try FakePlugin("\(try #require(Self.daemons[way]))\nsleep 0.2\nexit 3")
        plugin.launch.command.arguments = [marker.text]
        let error = try #require(try await plugin.startFailure())
        #expect("\(error)".contains("exited with code 3"))
        #expect(marker.running.isEmpty)
    }

    @Test func ofAStartThatTakesTooLongAndIgnoresTermination() async throws {
        let marker = Marker()
        var plugin = try FakePlugin("trap '' TERM\nsetsid sleep $1 &\nwhile :; do sleep $1; done")
        plugin.launch.command.arguments = [marker.text]
        plugin.launch.startTimeout = .milliseconds(300)
        plugin.launch.stopPolicy.terminateGrace = .milliseconds(200)
        let error = try #require(try await plugin.startFailure())
        #expect((error.cause as? PluginProtocolError)?.code == .startTimeout)
        #expect(try await marker.awaitEnd(within: .seconds(10)))
    }

    @Test func ofAPluginThatIsStoppedGracefully() async throws {
        let marker = Marker()
        let folder = try TemporaryFolder()
        var launch = try Peers.swiftLaunch()
        let plugin = launch.command.program
        launch.command.program = try folder.script("( ( setsid sleep \(marker.text) & ) & )\nexec \(plugin)")
        let end = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { _ in
            let isUp = try await marker.awaitRunning(1)
            #expect(isUp)
        }.end
        #expect(end.isGraceful)
        #expect(end.exit == .exited(0))
        #expect(marker.running.isEmpty)
    }

    /// 254 processes, each in a session of its own, seven deep.
    @Test func ofATree() async throws {
        let marker = Marker()
        let script = """
            use POSIX;
            $SIG{TERM} = "IGNORE";
            sub grow {
                my $depth = shift;
                for (1..2) {
                    next if fork;
                    setsid();
                    grow($depth - 1) if $depth > 1;
                    exec "sleep", @ARGV;
                }
            }
            grow(7);
            sleep 600;
            """
        let process = KeptProcess("exec perl -e '\(script)' $1", arguments: [marker.text])
        #expect(try await marker.awaitRunning(255))
        process.process.signalGroup(SIGKILL)
        #expect(try await process.exit() == .signaled(SIGKILL))
        #expect(marker.running.isEmpty)
        #expect(!process.log.entries.contains { $0.level == .warning })
    }

    /// One process that is always another one: it forks, ends, and has left its session before anybody has seen it.
    @Test func ofAProcessThatRunsAway() async throws {
        let marker = Marker()
        let script = """
            use POSIX;
            my $end = time + 100;
            while (time < $end) { exit if fork; setsid() }
            """
        let process = KeptProcess("( perl -e '\(script)' $1 & )\nsleep 0.3", arguments: [marker.text])
        #expect(try await process.exit() == .exited(0))
        #expect(marker.running.isEmpty)
        #expect(!process.log.entries.contains { $0.level == .warning })
    }

    /// A bounded fork bomb: up to 200 processes that make new ones as soon as others are gone.
    @Test func ofATreeThatGrowsBack() async throws {
        let marker = Marker()
        let script = """
            use POSIX ":sys_wait_h";
            my $end = time + 100;
            my $children = 0;
            my $depth = 0;
            while (time < $end) {
                if ($depth < 3 && $children < 5) {
                    if (fork) { $children++ } else { setpgrp(0, 0); $children = 0; $depth++ }
                }
                $children-- while $children > 0 && waitpid(-1, WNOHANG) > 0;
                select(undef, undef, undef, 0.001);
            }
            """
        let folder = try TemporaryFolder()
        let gate = "\(folder.path)/gate"
        try #require(mkfifo(gate, 0o600) == 0)
        let process = KeptProcess("perl -e '\(script)' $1 &\nread line <$2", arguments: [marker.text, gate])
        #expect(try await ProcessFacts.eventually { marker.running.count > 20 })
        let opened = open(gate, O_WRONLY | O_CLOEXEC)
        #expect(write(opened, "\n", 1) == 1)
        close(opened)
        #expect(try await process.exit() == .exited(0))
        #expect(try await marker.awaitEnd())
        #expect(!process.log.entries.contains { $0.level == .warning })
    }
}

#endif

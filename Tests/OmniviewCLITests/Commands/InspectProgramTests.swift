import Subprocess
import TestSupport
import Testing

/// `plugin inspect --exec`, and the options that any plugin can be started with.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct InspectProgramTests {
    @Test func aProgramNeedsNoFolder() async throws {
        let run = try await Omniview.run(["plugin", "inspect", "--json"] + Programs.swift())
        #expect(run.code == 0, "\(run.error)")
        let object = try run.object()
        #expect(object["verified"] == .null)
        #expect(object["timings_ms"]?.object?["verify"] == .null)
        #expect(object["services"]?.array?.contains(.string("interop.kv.KV")) == true)
        #expect(object["tls"]?.object?["peer_key"]?.string == "ECDSA P-256")
    }

    @Test func peopleSeeItsNameAndServices() async throws {
        let run = try await Omniview.run(["plugin", "inspect"] + Programs.swift())
        #expect(run.code == 0, "\(run.error)")
        #expect(run.text.hasPrefix(try Products.executable("kv-plugin") + "\n"))
        #expect(run.text.contains("\n  services      grpc.health.v1.Health\n                grpc.reflection.v1."))
        #expect(!run.text.contains("verif"))
    }

    @Test func theHighestCommonAppProtocolIsAgreed() async throws {
        let run = try await Omniview.run(
            ["plugin", "inspect", "--json", "--app-protocol", "1,2", "--env", "KV_VERSIONS=1,2"] + Programs.go()
        )
        #expect(try run.object()["app_protocol"] == .number(2))
    }

    @Test func noCommonAppProtocolIsUnavailable() async throws {
        let run = try await Omniview.run(["plugin", "inspect", "--json", "--app-protocol", "5,6"] + Programs.go())
        #expect(run.code == 69)
        let failure = try run.failure()
        #expect(failure.code == "handshake")
        #expect(failure.message.contains("Client versions: [5 6]"))
    }

    /// What `--tls` makes of a plugin that shows no certificate.
    @Test(arguments: [(nil, 77), ("required", 77), ("optional", 0), ("off", 0)] as [(String?, Int32)])
    func aPluginThatShowsNoCertificate(tls: String?, code: Int32) async throws {
        let options = tls.map { ["--tls", $0] } ?? []
        let run = try await Omniview.run(
            ["plugin", "inspect", "--json", "--env", "NODE_TLS=plain-line-without-cert"] + options + Programs.node()
        )
        #expect(run.code == code, "\(run.error)")
        if code == 0 {
            #expect(try run.object()["tls"] == .null)
        } else {
            let failure = try run.failure()
            #expect(failure.code == "handshake")
            #expect(failure.message.contains("without a TLS certificate"))
            #expect(failure.message.contains("--tls optional"))
        }
    }

    @Test func peopleSeeThatThereIsNoTLS() async throws {
        let run = try await Omniview.run(["plugin", "inspect", "--tls", "off"] + Programs.node())
        #expect(run.code == 0, "\(run.error)")
        #expect(run.text.contains("\n  tls           none\n"))
    }

    @Test func aPluginThatIsNotWellIsShown() async throws {
        let run = try await Omniview.run(["plugin", "inspect", "--env", "NODE_HEALTH=not-serving"] + Programs.node())
        #expect(run.code == 0, "\(run.error)")
        #expect(run.text.contains("\n  health        NOT_SERVING\n"))
    }

    @Test func anotherCookieShowsWhatThePluginSays() async throws {
        let program = try Products.peer("go/bin/go-plugin")
        let run = try await Omniview.run(["plugin", "inspect", "--json", "--exec", program, "--cookie", "A=b"])
        #expect(run.code == 69)
        let message = try run.failure().message
        #expect(message.contains("This binary is a plugin. These are not meant to be executed directly."))
        #expect(message.contains("magic cookie"))
    }

    @Test func aProgramThatNeverPrintsIsGivenUp() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let run = try await Omniview.run(
            ["plugin", "inspect", "--json", "--start-timeout", "200ms", "--exec", "sleep", "600"] + Programs.cookie
        )
        #expect(run.code == 69)
        #expect(try run.failure().message.contains("within 0.2 seconds"))
        #expect(clock.now - begin < .seconds(20))
    }

    @Test(arguments: [("no-such-program", "PATH"), ("/no/such/program", "/no/such/program"), ("/tmp", "/tmp")])
    func aProgramThatCannotBeExecuted(program: String, says: String) async throws {
        let run = try await Omniview.run(["plugin", "inspect", "--json", "--exec", program] + Programs.cookie)
        #expect(run.code == 69)
        let failure = try run.failure()
        #expect(failure.code == "cannot-execute")
        #expect(failure.message.contains(says))
    }

    @Test func aProgramThatASignalEnds() async throws {
        let (words, rest) = Programs.shell("kill -9 $$")
        let run = try await Omniview.run(["plugin", "inspect", "--json"] + words + rest)
        #expect(run.code == 69)
        #expect(try run.failure().message.contains("was ended by signal 9"))
    }

    @Test func argumentsWithDashesFollowTwoOfThem() async throws {
        let (words, rest) = Programs.shell(#"echo "got $0 $1 $GIVEN" >&2"#)
        let run = try await Omniview.run(
            ["plugin", "inspect", "--env", "GIVEN=a=b c"] + words + rest + ["--zero", "--json"]
        )
        #expect(run.code == 69)
        #expect(run.text == "", "what follows -- is not for omniview")
        #expect(run.error.contains("got --zero --json a=b c"), "\(run.error)")
    }

    @Test func argumentsMayFollowTheProgram() async throws {
        let script = try TemporaryFolder()
        let program = try script.script(#"echo "got $*" >&2"#)
        let run = try await Omniview.run(["plugin", "inspect", "--exec", program, "one", "two"] + Programs.cookie)
        #expect(run.error.contains("got one two\n"), "\(run.error)")
    }

    @Test func nothingOfTheEnvironmentIsPassedOn() async throws {
        let (words, rest) = Programs.shell("echo \"secret=${SECRET:-none} plugin=${PLUGIN_OTHER:-none}\" >&2")
        let run = try await Omniview.run(
            ["plugin", "inspect"] + words + rest,
            environment: ["SECRET": "leaked", "PLUGIN_OTHER": "leaked"]
        )
        #expect(run.error.contains("secret=none plugin=none"), "\(run.error)")
    }

    @Test func verboseShowsThePluginsLog() async throws {
        let words = try ["plugin", "inspect", "--json"] + Programs.swift()
        #expect(try await Omniview.run(words).error == "")
        let run = try await Omniview.run(words + ["--verbose"])
        #expect(run.code == 0)
        #expect(run.error.contains(" INFO  kv: cleaned up"), "\(run.error)")
        #expect(try run.object()["health"]?.string == "SERVING")
    }

    @Test func aPluginThatCannotMultiplexIsRefusedWhenThatIsAskedFor() async throws {
        let run = try await Omniview.run(["plugin", "inspect", "--json", "--multiplex"] + Programs.go())
        #expect(run.code == 69)
        #expect(try run.failure().code == "handshake")
        #expect(run.error.contains("multiplexing"), "\(run.error)")
    }

    /// A plugin is a session of its own: Ctrl-C reaches the command only, which must not leave the plugin behind.
    @Test(arguments: [Signal.interrupt, .terminate])
    func aSignalDuringTheStartEndsThePluginToo(signal: Signal) async throws {
        let (words, rest) = Programs.shell("echo \"process $$\" >&2; exec sleep 600")
        let plugin = Shared<Int32>()
        let run = try await Omniview.run(
            ["plugin", "inspect", "--verbose"] + words + rest,
            until: "process "
        ) { line, send in
            plugin.set(line.split(separator: " ").last.flatMap { Int32($0) })
            try send(signal)
        }
        #expect(run.code == 69)
        #expect(run.error.hasSuffix("error: stopped before it was done\n"))
        #expect(!ProcessFacts.isRunning(try #require(plugin.value)))
    }
}

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

/// What a program that is started finds, and what it does not.
@Suite(.timeLimit(.minutes(2))) struct ProgramSpawnTests {
    /// Runs a shell script to its end.
    private func run(
        _ script: String,
        arguments: [String] = [],
        environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        directory: String? = nil
    ) async throws -> String {
        let thread = try IOThread.shared()
        let (output, error) = (try ProcessPipe(thread: thread), try ProcessPipe(thread: thread))
        let spawn = ProgramSpawn(
            path: "/bin/sh",
            arguments: ["sh", "-c", script, "name"] + arguments,
            environment: environment,
            directory: directory
        )
        let process = try spawn.start(output: output, error: error, isKept: false)
        var bytes: [UInt8] = []
        while let more = await output.next() { bytes += more }
        var status: Int32 = 0
        while waitpid(process.number, &status, 0) < 0, errno == EINTR {}
        if let descriptor = process.descriptor { close(descriptor) }
        #expect(status == 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func argumentsAreHandedOverAsTheyAre() async throws {
        let arguments = ["", "a b", "*", "\"'\\$", "line\nline", "ü"]
        let output = try await run(#"printf '[%s]' "$0" "$@""#, arguments: arguments)
        #expect(output == (["name"] + arguments).map { "[\($0)]" }.joined())
    }

    @Test(.conforms(to: 4)) func environmentIsWhatIsGivenAndNothingElse() async throws {
        setenv("OMNIVIEW_SPAWN_TEST", "of the host", 1)
        let output = try await run("/usr/bin/env", environment: ["A": "1", "B": "two words=x"])
        // The shell adds where it is.
        let lines = Set(output.split(separator: "\n")).filter { !$0.hasPrefix("PWD=") && !$0.hasPrefix("_=") }
        #expect(lines == ["A=1", "B=two words=x"])
    }

    @Test func startsInItsDirectory() async throws {
        let folder = try TemporaryFolder()
        #expect(try await run("pwd -P", directory: folder.path) == folder.path + "\n")
    }

    @Test(.conforms(to: 6)) func standardInputIsEmpty() async throws {
        #expect(try await run("cat; echo end") == "end\n")
    }

    @Test func leadsASessionOfItsOwn() async throws {
        let output = try await run("echo $$; ps -o sid= -o pgid= -p $$")
        let numbers = Set(output.split { $0 == "\n" || $0 == " " })
        #expect(numbers.count == 1)
    }

    #if os(Linux)
    @Test func inheritsNoDescriptor() async throws {
        // One that somebody in the host has opened without care.
        let descriptor = fcntl(1, F_DUPFD, 200)
        defer { close(descriptor) }
        #expect(descriptor >= 200)
        let output = try await run("for file in /proc/$$/fd/*; do echo ${file##*/}; done")
        let numbers = output.split(separator: "\n").compactMap { Int32($0) }
        #expect(numbers.starts(with: [0, 1, 2]))
        #expect(!numbers.contains { $0 >= 200 })
    }

    @Test func noSignalIsIgnoredOrBlocked() async throws {
        signal(SIGUSR2, SIG_IGN)
        defer { signal(SIGUSR2, SIG_DFL) }
        var blocked = sigset_t()
        var before = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGUSR1)
        let thread = try IOThread.shared()
        let (output, error) = (try ProcessPipe(thread: thread), try ProcessPipe(thread: thread))
        let spawn = ProgramSpawn(
            path: "/bin/grep",
            arguments: ["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"],
            environment: [:]
        )
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        let process = try spawn.start(output: output, error: error, isKept: false)
        pthread_sigmask(SIG_SETMASK, &before, nil)
        var bytes: [UInt8] = []
        while let more = await output.next() { bytes += more }
        var status: Int32 = 0
        while waitpid(process.number, &status, 0) < 0, errno == EINTR {}
        if let descriptor = process.descriptor { close(descriptor) }
        let masks = String(decoding: bytes, as: UTF8.self).split { $0 == "\n" || $0 == "\t" }
            .compactMap { UInt64($0, radix: 16) }
        // Those from 32 on belong to the C library, which lets nobody change them.
        #expect(masks.map { $0 & 0x7fff_ffff } == [0, 0])
    }
    #endif

    @Test(arguments: [("/its/own/path", "/its/own/path"), ("by-its-name", "/no/such/program")])
    func failureNamesTheProgramAsPeopleKnowIt(name: String, shown: String) throws {
        let thread = try IOThread.shared()
        let (output, error) = (try ProcessPipe(thread: thread), try ProcessPipe(thread: thread))
        let spawn = ProgramSpawn(path: "/no/such/program", arguments: [name], environment: [:])
        let failure = #expect(throws: SpawnError.self) { try spawn.start(output: output, error: error, isKept: false) }
        #expect(failure?.what == "cannot execute \(shown)")
    }

    @Test(arguments: [
        ("/no/such/program", nil, ENOENT, "cannot execute /no/such/program"),
        ("/etc/passwd", nil, EACCES, "cannot execute /etc/passwd"),
        ("/bin/sh", "/no/such/directory", ENOENT, "cannot enter its working directory /no/such/directory"),
        ("/bin/sh", "/etc/passwd", ENOTDIR, "cannot enter its working directory /etc/passwd"),
    ])
    func failureSaysWhatAndWhy(path: String, directory: String?, number: Int32, what: String) throws {
        let thread = try IOThread.shared()
        let (output, error) = (try ProcessPipe(thread: thread), try ProcessPipe(thread: thread))
        let spawn = ProgramSpawn(path: path, arguments: [path], environment: [:], directory: directory)
        let failure = #expect(throws: SpawnError.self) { try spawn.start(output: output, error: error, isKept: false) }
        #expect(failure?.number == number)
        #expect(failure?.what == what)
    }
}

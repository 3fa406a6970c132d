import Testing

@testable import PluginEngine

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

#if os(Linux)
/// What the system says of a real process.
@Suite(.timeLimit(.minutes(10))) struct ProcessSamplerTests {
    /// Uses what it says, then prints a line and waits for the end of its input.
    static let program = """
        import os, subprocess, sys, threading, time
        memory = bytearray(64 << 20)
        for i in range(0, len(memory), 4096): memory[i] = 1
        files = [open("/dev/null") for _ in range(50)]
        for _ in range(5): threading.Thread(target=lambda: time.sleep(600), daemon=True).start()
        child = subprocess.Popen(["sleep", "600"])
        while time.process_time() < 0.5: pass
        print("ready", flush=True)
        sys.stdin.readline()
        while time.process_time() < 1.5: pass
        print("done", flush=True)
        sys.stdin.read()
        child.kill()
        child.wait()
        """

    @Test func seesWhatAProcessUses() throws {
        let child = try Child(["python3", "-c", Self.program])
        defer { child.end() }
        #expect(child.line() == "ready\n")
        let sampler = ProcessSampler()
        let identity = try #require(sampler.identity(of: child.number))
        let alone = try #require(sampler.sample(identity))
        let first = try #require(sampler.sampleTree(identity))
        #expect(alone.processes.count == 1 && first.processes.count == 2)
        #expect((64 << 20...512 << 20).contains(first.residentBytes))
        #expect(try #require(first.privateBytes) >= 64 << 20)
        #expect(alone.threads == 6 && first.threads == 7)
        #expect((53...80).contains(try #require(alone.descriptors)))
        #expect(first.cpuTime >= .milliseconds(400) && first.cpuTime < .seconds(30))
        #expect((0...60_000).contains(first.time - first.startedAt))
        child.say("go\n")
        #expect(child.line() == "done\n")
        let second = try #require(sampler.sampleTree(identity))
        #expect(second.cpuTime - first.cpuTime >= .milliseconds(900))
        let share = try #require(second.cpuShare(since: first))
        #expect(share > 0 && share < 2)
    }

    @Test func hasNoSampleOfAProcessThatIsGone() throws {
        let child = try Child(["cat"])
        let sampler = ProcessSampler()
        let identity = try #require(sampler.identity(of: child.number))
        #expect(sampler.sample(identity) != nil)
        #expect(sampler.sample(ProcessIdentity(processID: child.number, startTime: identity.startTime + 1)) == nil)
        child.end()
        #expect(sampler.sample(identity) == nil)
        #expect(sampler.identity(of: child.number) == nil)
        #expect(sampler.identity(of: -1) == nil && sampler.identity(of: 0) == nil)
    }

    @Test func watchesAPluginUntilItIsGone() throws {
        let child = try Child(["cat"])
        let monitor = ResourceMonitor(capacity: 2)
        #expect(monitor.watch("p", processID: child.number))
        for _ in 0..<3 { #expect(monitor.sample().keys.sorted() == ["p"]) }
        child.end()
        #expect(monitor.sample().isEmpty)
        #expect(monitor.history(of: "p")?.points.count == 2)
        #expect(monitor.history(of: "p")?.newest == nil)
        #expect(!monitor.watch("p", processID: child.number))
        monitor.remove("p")
        #expect(monitor.history(of: "p") == nil)
    }
}

/// A process of a test, with pipes to it and from it.
private final class Child {
    let number: Int32
    private let input: Int32
    private let output: Int32
    private var hasEnded = false

    init(_ arguments: [String]) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        let areOpen = pipe(&toChild) == 0 && pipe(&fromChild) == 0
        try #require(areOpen)
        for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var pointers = arguments.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        var number: Int32 = 0
        let result = posix_spawnp(&number, arguments[0], &actions, nil, pointers, environ)
        close(toChild[0])
        close(fromChild[1])
        (input, output, self.number) = (toChild[1], fromChild[0], number)
        try #require(result == 0)
    }

    func line() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.last != 10, read(output, &byte, 1) == 1 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func say(_ text: String) { _ = write(input, text, text.utf8.count) }

    func end() {
        if hasEnded { return }
        hasEnded = true
        close(input)
        var status: Int32 = 0
        waitpid(number, &status, 0)
        close(output)
    }
}
#endif

#if os(Linux)
import Logging
import PluginHost
import PluginProtocol
import PluginTransport
import Synchronization
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Plugins that are offered memory: those that take it, and those that do not.
@Suite(.startsProcesses, .timeLimit(.minutes(5))) struct SharedMemoryTests {
    private static let notice = "the plugin does not take the memory that it is offered; its calls go over its socket"

    // MARK: The peers' contract, as bytes

    @Sendable static func method(_ name: String) throws -> PluginMethod {
        try #require(PluginMethod("interop.kv.KV/\(name)"))
    }

    private static func length(_ count: Int) -> [UInt8] {
        var (bytes, rest) = ([UInt8](), count)
        while rest > 0x7f {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A message whose fields are bytes, numbered from 1.
    @Sendable static func message(_ fields: [UInt8]...) -> [UInt8] {
        fields.enumerated().flatMap { [UInt8(($0 + 1) << 3 | 2)] + length($1.count) + $1 }
    }

    /// Small and large payloads through every kind of call.
    @Sendable static func makeCalls(_ plugin: RunningPlugin) async throws {
        for length in [1, 1000, 16 * 1024, 100_000, 1 << 20, 3 << 20] {
            let payload = message((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
            let answer = try await plugin.callUnary(method("Echo"), request: payload)
            // A difference of a million bytes would take long to describe.
            let isSame = answer == payload
            #expect(isSame, "\(length)")
            let answers = Mutex<[[UInt8]]>([])
            try await plugin.call(method("Chat"), request: payload) { answer in answers.withLock { $0.append(answer) } }
            let areSame = answers.withLock { $0 } == [payload]
            #expect(areSame, "\(length)")
        }
        let count = Mutex(0)
        try await plugin.call(method("Count"), request: [8, 0xe8, 7]) { _ in count.withLock { $0 += 1 } }
        #expect(count.withLock { $0 } == 1000)
    }

    private static func sharing(_ launch: PluginLaunch) -> PluginLaunch {
        var launch = launch
        launch.sharesMemory = true
        return launch
    }

    /// A plugin that a shell script becomes, or starts.
    private static func scripted(_ script: String) throws -> FakePlugin {
        var plugin = try FakePlugin(script)
        plugin.launch.cookie = Peers.cookie
        plugin.launch.tls = .required
        plugin.launch.sharesMemory = true
        plugin.launch.connectTimeout = .seconds(60)
        plugin.launch.stopPolicy = try Peers.swiftLaunch().stopPolicy
        return plugin
    }

    // MARK: Taken

    @Test(arguments: PluginLaunch.TLSRequirement.allCases, [false, true])
    func pluginThatTakesIt(tls: PluginLaunch.TLSRequirement, spins: Bool) async throws {
        let log = RecordingLog()
        let printed = Mutex<[UInt8]>([])
        var launch = Self.sharing(try Peers.swiftLaunch(tls: tls))
        launch.spins = spins
        launch.output = { piece in printed.withLock { $0 += piece.bytes } }
        let end = try await PluginHost.withPlugin(launch, logger: log.logger()) { plugin in
            #expect(plugin.sharesMemory)
            #expect(plugin.tls == nil)
            #expect(try await plugin.health(timeout: .seconds(60)) == "SERVING")
            #expect(try await plugin.services(timeout: .seconds(60))?.contains("interop.kv.KV") == true)
            try await Self.makeCalls(plugin)
            let text = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000)
            let request = Self.message(text, Array("stdout".utf8))
            _ = try await plugin.callUnary(Self.method("Print"), request: request)
            #expect(try await ProcessFacts.eventually { printed.withLock { $0 == text } })
            await #expect {
                try await plugin.callUnary(Self.method("Fail"), request: [8, 5] + [0x12, 4] + Array("gone".utf8))
            } throws: { "\($0)" == "notFound: \"gone\"" }
        }.end
        #expect(end.isGraceful && !end.wasForced && end.exit == .exited(0))
        #expect(log.entries.last?.message == "cleaned up")
        #expect(!log.entries.contains { $0.level >= .warning || $0.message == Self.notice }, "\(log.entries)")
    }

    /// What a wrapper leaves alone gets through to the program that it becomes.
    @Test func pluginBehindAScriptTakesIt() async throws {
        let plugin = try Self.scripted("exec \(Products.executable("kv-plugin"))")
        let end = try await PluginHost.withPlugin(plugin.launch, logger: RecordingLog().logger()) { plugin in
            #expect(plugin.sharesMemory)
            try await Self.makeCalls(plugin)
        }.end
        #expect(end.isGraceful)
    }

    @Test func twoPluginsHaveTheirOwn() async throws {
        let launch = Self.sharing(try Peers.swiftLaunch())
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { one in
            _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { other in
                let (key, value) = (Self.message(Array("key".utf8)), Array("value".utf8))
                _ = try await one.callUnary(Self.method("Put"), request: Self.message(Array("key".utf8), value))
                #expect(try await one.callUnary(Self.method("Get"), request: key).suffix(5) == value[...])
                await #expect { try await other.callUnary(Self.method("Get"), request: key) } throws: {
                    "\($0)".hasPrefix("notFound")
                }
                kill(one.processID, SIGKILL)
                _ = try await one.waitUntilExit()
                try await Self.makeCalls(other)
            }
        }
    }

    // MARK: Not taken

    private static func checkSocket(_ launch: PluginLaunch) async throws {
        let log = RecordingLog()
        let end = try await PluginHost.withPlugin(launch, logger: log.logger()) { plugin in
            #expect(!plugin.sharesMemory)
            #expect(plugin.tls != nil)
            #expect(try await plugin.health(timeout: .seconds(60)) == "SERVING")
            try await makeCalls(plugin)
        }.end
        #expect(end.isGraceful && end.exit == .exited(0), "\(end)")
        let notices = log.entries.filter { $0.message == notice }
        #expect(notices.map(\.level) == [.notice], "\(log.entries)")
    }

    @Test(arguments: ["go/bin/go-plugin", "node/bin/node-plugin", "cpp/bin/cpp-plugin", "python/bin/python-plugin"])
    func pluginThatDoesNotKnowOfIt(path: String) async throws {
        try await Self.checkSocket(Self.sharing(try Peers.launch(path)))
    }

    @Test(arguments: [
        "unset OMNIVIEW_SHARED_MEMORY",
        "export OMNIVIEW_SHARED_MEMORY=",
        "export OMNIVIEW_SHARED_MEMORY=nonsense",
        // The variable, and other things or nothing behind its numbers.
        "exec 3>&- 4>&-",
        "exec 3>&-",
        "exec 3</dev/zero",
        "exec 3<$0 4<$0",
    ])
    func pluginThatCannotTakeIt(before: String) async throws {
        let plugin = try Self.scripted("\(before)\nexec \(Products.executable("kv-plugin"))")
        try await Self.checkSocket(plugin.launch)
    }

    /// It has the number of the memory, and nothing where the pair of sockets should be.
    @Test(arguments: ["exec 4>&-", "exec 4</dev/null"])
    func pluginWithoutTheBell(before: String) async throws {
        let plugin = try Self.scripted("\(before)\nexec \(Products.executable("kv-plugin"))")
        try await Self.checkSocket(plugin.launch)
    }

    /// A plugin that knows nothing of it may start another one, which does.
    @Test func memoryThatAnotherProcessHasTaken() async throws {
        let folder = try TemporaryFolder()
        let plugin = try Self.scripted(
            """
            \(try Products.executable("kv-plugin")) > \(folder.path)/line 2> /dev/null &
            while ! grep -q grpc \(folder.path)/line 2> /dev/null; do :; done
            exec \(try Products.peer("go/bin/go-plugin"))
            """
        )
        _ = try await PluginHost.withPlugin(plugin.launch, logger: RecordingLog().logger()) { plugin in
            // What it is asked about itself it must answer itself.
            #expect(!plugin.sharesMemory)
            #expect(plugin.tls != nil)
        }
    }

    @Test func pluginThatFailsToStart() async throws {
        for script in ["exit 3", "echo nonsense; exec sleep 600", "exec /no/such/program"] {
            let error = try #require(try await Self.scripted(script).startFailure())
            #expect(error.code == .handshake)
        }
        var launch = try Self.scripted("").launch
        launch.command.program = "/no/such/program"
        let missing = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { _ in }
        }
        #expect(missing != nil)
    }

    // MARK: What the plugin has

    /// What a script finds, line by line.
    private func findings(_ script: String, sharesMemory: Bool) async throws -> [String] {
        var plugin = try FakePlugin("\(script) >&2\nexit 1")
        plugin.launch.sharesMemory = sharesMemory
        let log = RecordingLog()
        _ = try await plugin.startFailure(log: log)
        return log.entries.map(\.message)
    }

    private static let listing = "for file in /proc/$$/fd/*; do echo ${file##*/} $(readlink $file); done"

    @Test(arguments: [false, true])
    func offerIsMadeOnlyWhenItIsAskedFor(sharesMemory: Bool) async throws {
        let variables = try await findings("env", sharesMemory: sharesMemory)
        #expect(variables.contains("FAKE=yes"))
        #expect(variables.contains("OMNIVIEW_SHARED_MEMORY=3,4") == sharesMemory)
        #expect(variables.contains { $0.contains("OMNIVIEW_SHARED_MEMORY") } == sharesMemory)
        let descriptors = try await findings(Self.listing, sharesMemory: sharesMemory)
        #expect(descriptors.contains { $0.hasPrefix("2 pipe:") })
        #expect(descriptors.contains { $0.hasPrefix("3 /memfd:omniview") } == sharesMemory)
        #expect(descriptors.contains { $0.hasPrefix("4 socket:") } == sharesMemory)
        #expect(descriptors.contains { $0.contains("memfd") } == sharesMemory)
    }

    @Test func whatThePluginStartsDoesNotInheritIt() async throws {
        let launch = Self.sharing(try Peers.swiftLaunch())
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            #expect(plugin.sharesMemory)
            let process = "/proc/\(plugin.processID)"
            var sockets = 0
            for number in try FileManager.default.contentsOfDirectory(atPath: "\(process)/fd") {
                // One that the plugin closes meanwhile is none that it hands on.
                guard let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(process)/fd/\(number)"),
                    let text = try? String(contentsOfFile: "\(process)/fdinfo/\(number)", encoding: .utf8)
                else { continue }
                #expect(!file.contains("memfd"), "\(number) is \(file)")
                guard file.hasPrefix("socket:") else { continue }
                sockets += 1
                let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("flags:") })
                let flags = try #require(Int32(line.split(separator: "\t").last ?? "", radix: 8))
                #expect(flags & O_CLOEXEC != 0, "\(number) is \(file)")
            }
            // The bell and the one that it listens at.
            #expect(sockets >= 2)
            #expect(ProcessFacts.mappings(of: plugin.processID).contains { $0.contains("memfd:omniview") })
        }
    }

    // MARK: The end

    @Test(arguments: [false, true])
    func pluginThatEndsInTheMiddleOfACall(crashes: Bool) async throws {
        let launch = Self.sharing(try Peers.swiftLaunch())
        let end = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            #expect(plugin.sharesMemory)
            // Once, although messages go on coming meanwhile.
            let isEnding = Atomic(false)
            await #expect {
                try await plugin.call(Self.method("Count"), request: [8, 0xff, 0xff, 0xff, 0xff, 0x0f]) { _ in
                    guard !isEnding.exchange(true, ordering: .relaxed) else { return }
                    if crashes {
                        _ = try? await plugin.callUnary(Self.method("Crash"), request: [])
                    } else {
                        kill(plugin.processID, SIGKILL)
                    }
                }
            } throws: { "\($0)".hasPrefix("unavailable") }
            let status = try await plugin.waitUntilExit()
            guard case .signaled(let signal) = status else {
                Issue.record("it ends with a signal, not \(status)")
                return
            }
            #expect(crashes || signal == SIGKILL)
            await #expect { try await plugin.callUnary(Self.method("Echo"), request: []) } throws: {
                "\($0)".hasPrefix("unavailable")
            }
        }.end
        #expect(!end.isGraceful && !end.wasForced)
    }

    /// One that stands still has not ended; the calls to it end with its process.
    @Test func pluginThatIsKilledWhileItStandsStill() async throws {
        let launch = Self.sharing(try Peers.swiftLaunch())
        _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
            kill(plugin.processID, SIGSTOP)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        // Together they fill the memory, and the ring.
                        let payload = Self.message([UInt8](repeating: 1, count: number % 2 == 0 ? 3 << 20 : 15_000))
                        await #expect {
                            try await plugin.callUnary(Self.method("Echo"), request: payload)
                        } throws: { "\($0)".hasPrefix("unavailable") }
                    }
                }
                group.addTask {
                    await #expect {
                        try await plugin.callUnary(Self.method("Echo"), request: [], timeout: .milliseconds(50))
                    } throws: { "\($0)".hasPrefix("deadlineExceeded") }
                    kill(plugin.processID, SIGKILL)
                }
            }
            let status = try await plugin.waitUntilExit()
            #expect(status == .signaled(SIGKILL))
        }
    }

    // MARK: What is left

    @Sendable static func mappings() -> Int {
        ProcessFacts.mappings(of: getpid()).count { $0.contains("memfd:omniview") }
    }

    /// The host gives back what the plugin has not taken, as soon as it knows, and not only when the plugin ends.
    @Test func memoryThatNobodyTookGoesAtOnce() async {
        await #expect(processExitsWith: .success) {
            let launch = Self.sharing(try Peers.launch("go/bin/go-plugin"))
            _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
                #expect(!plugin.sharesMemory)
                let isGone = try await ProcessFacts.eventually(within: .seconds(10)) { Self.mappings() == 0 }
                #expect(isGone)
            }
        }
    }

    /// In a process of its own: neighbours start plugins too.
    @Test func twentyStartsAndStopsLeaveNothing() async {
        await #expect(processExitsWith: .success) {
            let launches = [try Peers.swiftLaunch(), try Peers.launch("go/bin/go-plugin")].map(Self.sharing)
            func round(_ number: Int) async throws {
                for launch in launches {
                    _ = try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) { plugin in
                        let payload = Self.message([UInt8](repeating: 1, count: 100_000))
                        _ = try await plugin.callUnary(Self.method("Echo"), request: payload)
                        if number % 3 == 2 {
                            kill(plugin.processID, SIGKILL)
                            _ = try await plugin.waitUntilExit()
                        }
                    }
                }
                _ = try await Self.scripted("exit 3").startFailure()
            }
            for number in 0..<3 { try await round(number) }
            #expect(try await ProcessFacts.eventually { Self.mappings() == 0 }, "\(Self.mappings())")
            let descriptors = ProcessFacts.openDescriptors
            for number in 0..<20 { try await round(number) }
            let isClosed = try await ProcessFacts.eventually { ProcessFacts.openDescriptors <= descriptors }
            #expect(isClosed, "\(ProcessFacts.openDescriptors) descriptors are open; before it were \(descriptors)")
            #expect(try await ProcessFacts.eventually { Self.mappings() == 0 }, "\(Self.mappings())")
            #expect(ProcessFacts.children().filter { $0.value == "Z" }.isEmpty)
        }
    }
}
#endif

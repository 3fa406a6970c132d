import BenchContracts
import GRPCCore
import Logging
import PluginHost
import PluginProtocol
import PluginTransport
import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A running plugin with the stubs of its two services.
struct Peer: Sendable {
    /// The key that is put at the start and asked for in every measured call.
    static let key = "key"
    /// The value that is put under it.
    static let value = Data("eighteen bytes, ok".utf8)

    let plugin: RunningPlugin
    let kv: Proto_KV.Client<PluginClientTransport>
    let bench: Bench_Bench.Client<PluginClientTransport>

    init(_ plugin: RunningPlugin) {
        self.plugin = plugin
        kv = Proto_KV.Client(wrapping: plugin.client)
        bench = Bench_Bench.Client(wrapping: plugin.client)
    }

    /// Runs a plugin for as long as `body` does.
    static func with<Result: Sendable>(
        command: [String],
        isProtected: Bool = false,
        spins: Bool = false,
        sharesMemory: Bool = false,
        body: (Peer) async throws -> Result
    ) async throws -> Result {
        var launch = PluginLaunch(
            name: "bench",
            command: PluginCommand(program: command[0], arguments: Array(command.dropFirst())),
            cookie: MagicCookie(key: "BASIC_PLUGIN", value: "hello")
        )
        launch.tls = isProtected ? .required : .off
        launch.spins = spins
        launch.sharesMemory = sharesMemory
        launch.passedEnvironment = ["HOME", "PATH", "TMPDIR"]
        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        return try await PluginHost.withPlugin(launch, logger: logger) { plugin in
            guard plugin.sharesMemory == sharesMemory else {
                throw MissingError(message: "the plugin does not take shared memory")
            }
            return try await body(Peer(plugin))
        }.result
    }

    /// Runs the plugin of a measurement, which has the entry, for as long as `body` does.
    static func with<Result: Sendable>(
        _ options: HostOptions,
        body: (Peer) async throws -> Result
    ) async throws -> Result {
        try await with(
            command: options.command,
            isProtected: options.isProtected,
            spins: options.spin > .zero,
            sharesMemory: options.sharesMemory
        ) { peer in
            try await peer.putEntry()
            return try await body(peer)
        }
    }

    /// Runs several plugins at once, one started after the other, for as long as `body` does.
    static func with<Result: Sendable>(
        count: Int,
        _ options: HostOptions,
        running: [Peer] = [],
        body: ([Peer]) async throws -> Result
    ) async throws -> Result {
        guard running.count < count else { return try await body(running) }
        return try await with(options) { peer in
            try await with(count: count, options, running: running + [peer], body: body)
        }
    }

    var processID: Int32 { plugin.processID }

    func putEntry() async throws {
        _ = try await kv.put(
            .with {
                $0.key = Self.key
                $0.value = Self.value
            }
        )
    }

    /// Asks for the entry through the generated stub.
    func getEntry() async throws {
        try Self.check(try await kv.get(.with { $0.key = Self.key }))
    }

    /// Sees that an answer holds the entry; a plugin may add to the value, as the one of go-plugin's example does.
    static func check(_ answer: Proto_GetResponse) throws {
        guard answer.value.count >= value.count else {
            throw WrongAnswer(expected: value.count, received: answer.value.count)
        }
    }
}

extension Peer {
    /// Sends a message there and back.
    func echo(_ payload: Bench_Payload) async throws {
        let answer = try await Self.orMissing { try await bench.echo(payload) }
        try Self.check(answer, against: payload)
    }

    /// Sees that an answer is as long as what was sent.
    static func check(_ answer: Bench_Payload, against payload: Bench_Payload) throws {
        guard answer.data.count == payload.data.count else {
            throw WrongAnswer(expected: payload.data.count, received: answer.data.count)
        }
    }

    static func payload(of size: Int) -> Bench_Payload {
        var payload = Bench_Payload()
        payload.data = Data(count: size)
        return payload
    }

    /// Turns the answer of a plugin without `bench.Bench` into ``MissingError``.
    static func orMissing<Result: Sendable>(_ call: () async throws -> Result) async throws -> Result {
        do {
            return try await call()
        } catch let error as RPCError where error.code == .unimplemented {
            throw MissingError(message: "the plugin does not serve bench.Bench")
        }
    }
}

/// An answer with another number of bytes than it should have.
struct WrongAnswer: Error, CustomStringConvertible {
    var expected: Int
    var received: Int

    var description: String { "the plugin answered \(received) bytes of \(expected)" }
}

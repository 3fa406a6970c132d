import GRPCCore
import PluginCapabilities
import PluginEngine
import PluginHost
import PluginIntegrity
import PluginProtocol
import PluginTransport
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing

@testable import machine

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

/// The plugin that ships, as a user gets it: its folder sealed, verified and started by the engine.
@Suite(.startsProcesses) struct MachineTests {
    private func withMachine(_ body: (RunningPlugin) async throws -> Void) async throws -> PluginEnd {
        let folder = try TemporaryFolder()
        let definition = try readFile("\(Products.root)/Plugins/machine/plugin.yaml")
        // Without its views, which Node's tools build.
        let lines = String(decoding: definition, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let backend = lines.prefix { $0 != "ui:" }.joined(separator: "\n")
        try folder.write(backend.replacing("[settings, ui]", with: "[settings]"), to: "plugin.yaml")
        try folder.write("", to: "bin/plugin")
        try FileManager.default.removeItem(atPath: "\(folder.path)/bin/plugin")
        try FileManager.default.copyItem(atPath: Products.executable("machine"), toPath: "\(folder.path)/bin/plugin")
        try PluginSealer.seal(directory: folder.path)
        let loaded = try PluginLoader().load(directory: folder.path)
        #expect(loaded.diagnostics.isEmpty)
        let launch = try #require(loaded.launch)
        let log = RecordingLog()
        return try await loaded.withVerifiedFiles {
            try await PluginHost.withPlugin(launch, logger: log.logger()) { try await body($0) }.end
        }
    }

    /// What ends a stream that would go on.
    private struct Enough: Error {}

    /// The first messages of a stream.
    private func first<Answer: SwiftProtobuf.Message & Sendable>(
        _ count: Int,
        of name: String,
        _ request: some SwiftProtobuf.Message,
        from plugin: RunningPlugin
    ) async throws -> [Answer] {
        let method = try #require(PluginMethod("omniview.machine.v1.Machine/\(name)"))
        let answers = Mutex<[Answer]>([])
        let request: [UInt8] = try request.serializedBytes()
        await #expect(throws: (any Error).self) {
            try await plugin.call(method, request: request, timeout: .seconds(60)) { message in
                let answer = try Answer(serializedBytes: message)
                let isEnough = answers.withLock { answers in
                    answers.append(answer)
                    return answers.count >= count
                }
                if isEnough { throw Enough() }
            }
        }
        let all = answers.withLock { $0 }
        #expect(all.count == count)
        return all
    }

    @Test func saysWhatTheMachineIs() async throws {
        let describe = try #require(PluginMethod("omniview.machine.v1.Machine/Describe"))
        let end = try await withMachine { plugin in
            let answer = try await plugin.callUnary(describe, request: [])
            let machine = try Omniview_Machine_V1_DescribeResponse(serializedBytes: answer)
            #expect(!machine.hostName.isEmpty)
            #expect(!machine.operatingSystem.isEmpty)
            #expect(!machine.kernel.isEmpty)
            #expect(!machine.processor.isEmpty)
            #expect(machine.processorCount > 0)
            #expect(machine.memoryBytes > 1 << 20)
            #expect(machine.booted.seconds > 1_000_000_000)
        }
        #expect(end.isGraceful)
        #expect(end.exit == .exited(0))
    }

    @Test func watchesTheMachine() async throws {
        _ = try await withMachine { plugin in
            let settings = SettingsClient(plugin: plugin.name, client: plugin.client, timeout: .seconds(60))
            try await settings.set("interval", to: 1)
            let answers: [Omniview_Machine_V1_WatchResponse] =
                try await first(2, of: "Watch", Omniview_Machine_V1_WatchRequest(), from: plugin)
            for answer in answers {
                #expect(answer.interval.seconds == 1)
                #expect((0...1).contains(answer.processors.busy))
                #expect(!answer.processors.cores.isEmpty)
                #expect(answer.processors.cores.allSatisfy { (0...1).contains($0.busy) })
                #expect(answer.memory.usedBytes + answer.memory.availableBytes == answer.memory.totalBytes)
                #expect(answer.tasks.processes > 0)
                #expect(answer.disks.contains { $0.mount == "/" && $0.sizeBytes >= $0.usedBytes })
            }
        }
    }

    @Test func findsItselfAmongTheProcesses() async throws {
        _ = try await withMachine { plugin in
            let request = Omniview_Machine_V1_WatchProcessesRequest.with { $0.sort = .memory }
            let answers: [Omniview_Machine_V1_WatchProcessesResponse] =
                try await first(1, of: "WatchProcesses", request, from: plugin)
            let answer = try #require(answers.first)
            #expect(answer.total >= answer.matching)
            #expect(answer.processes.count == min(200, Int(answer.matching)))
            let sizes = answer.processes.map(\.residentBytes)
            #expect(sizes == sizes.sorted(by: >))

            let own = Omniview_Machine_V1_WatchProcessesRequest.with { $0.filter = "\(getpid())" }
            let filtered: [Omniview_Machine_V1_WatchProcessesResponse] =
                try await first(1, of: "WatchProcesses", own, from: plugin)
            let found = try #require(filtered.first?.processes.first { $0.pid == getpid() })
            #expect(found.threads > 0)
            #expect(found.residentBytes > 0)
            #expect(!found.command.isEmpty)
        }
    }

    @Test func refusesRequestsThatAreTooLarge() async throws {
        let watch = try #require(PluginMethod("omniview.machine.v1.Machine/WatchProcesses"))
        _ = try await withMachine { plugin in
            let request = Omniview_Machine_V1_WatchProcessesRequest.with { $0.limit = 5001 }
            let bytes: [UInt8] = try request.serializedBytes()
            let error = await #expect(throws: RPCError.self) { try await plugin.call(watch, request: bytes) { _ in } }
            #expect(error?.code == .invalidArgument)
        }
    }
}

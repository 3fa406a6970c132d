import EngineAPI
import Subprocess
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
#else
import Darwin
#endif

/// A state folder, `omniview serve` on it as a process of its own, and what a person types beside it.
final class Scenario: Sendable {
    let folder: TemporaryFolder

    var state: String { "\(folder.path)/state" }
    /// Where the engine has what it needs while it runs. The same for all engines of a scenario: each finds there what
    /// one before it that was killed has left.
    var temporary: String { "\(folder.path)/t" }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    }

    // MARK: - The engine

    /// Runs `omniview serve` for as long as the body takes, and ends it by a signal.
    func serve(
        ending signal: Int32 = SIGTERM,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async throws {
        let words = ["serve", "--no-window", "--state", state]
        let environment: [Environment.Key: String?] = ["TMPDIR": temporary]
        let ended = Shared<Omniview.Run>()
        let (running, runs) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { runs.finish() }
                let step = Omniview.Step("The engine runs") { _, _ in runs.yield() }
                ended.set(try await Omniview.run(words, steps: [step], environment: environment))
            }
            for await _ in running {
                let info = try await value(EngineInfo.self, "status")
                let engine = try #require(Int32(exactly: info.processID))
                let result: Result<Void, any Error>
                do { result = .success(try await body()) } catch { result = .failure(error) }
                kill(engine, signal)
                try await group.waitForAll()
                return try result.get()
            }
            try await group.waitForAll()
        }
        let run = try #require(ended.value, sourceLocation: sourceLocation)
        let isKill = signal == SIGKILL
        let expected: TerminationStatus = isKill ? .signaled(signal) : .exited(0)
        #expect(run.status == expected, "\(run.error)", sourceLocation: sourceLocation)
        #if !os(Linux)
        // There is nobody who ends the plugins of an engine that is killed.
        if isKill { return }
        #endif
        let isGone = try await ProcessFacts.eventually { processes.isEmpty }
        #expect(isGone, "left: \(processes)", sourceLocation: sourceLocation)
        // Who is killed cannot clean up.
        if !isKill { #expect(TemporaryFolder.entries(of: temporary) == [], sourceLocation: sourceLocation) }
    }

    /// The variable by which the processes of a scenario's plugins are found.
    private static let mark = "SCENARIO_TEST"

    /// The processes of the plugins.
    var processes: [Int32] {
        let wanted = Array("\(Self.mark)=\(folder.path)".utf8)
        return TemporaryFolder.entries(of: "/proc").compactMap { Int32($0) }.filter { process in
            guard let bytes = try? readFile("/proc/\(process)/environ") else { return false }
            return bytes.split(separator: 0).contains { $0.elementsEqual(wanted) }
        }
    }

    // MARK: - Plugins

    /// Makes a plugin's folder whose program is a shell script, which becomes a peer after what `body` does.
    func make(_ id: String = "sample", version: String, _ body: String = ":") throws -> String {
        let name = "made/\(id)-\(version)"
        try folder.write(
            "schema_version: 2\nid: \(id)\nversion: \(version)\nname: A plugin\nbackend:\n  start_timeout: 60s\n"
                + "  cookie: {key: INTEROP_PLUGIN, value: hello}\n  env: {set: {\(Self.mark): \(folder.path)}}\n",
            to: "\(name)/plugin.yaml"
        )
        let peer = try Products.peer("cpp/bin/cpp-plugin")
        try folder.write("#!/bin/sh\n\(body)\nexec \(peer)\n", to: "\(name)/bin/plugin", mode: 0o755)
        return "\(folder.path)/\(name)"
    }

    /// Puts the folder of the plugin `hello` together, which ships and has settings.
    func makeHello() throws -> String {
        let text = String(decoding: try readFile("\(Products.root)/Plugins/hello/plugin.yaml"), as: UTF8.self)
        let limit = "  start_timeout: 10s\n"
        #expect(text.contains(limit), "a busy machine gets more time than the definition gives")
        try folder.write(
            text.replacing(limit, with: "  start_timeout: 60s\n  env: {set: {\(Self.mark): \(folder.path)}}\n"),
            to: "made/hello/plugin.yaml"
        )
        // Its views are bundled of their sources, and are another test's.
        try folder.write("export {}\n", to: "made/hello/assets/entry.js")
        let program = try folder.write("", to: "made/hello/bin/plugin")
        try FileManager.default.removeItem(atPath: program)
        try FileManager.default.copyItem(atPath: Products.executable("hello"), toPath: program)
        return "\(folder.path)/made/hello"
    }

    /// Packs a plugin's folder.
    func archive(_ directory: String) async throws -> String {
        let archive = "\(directory).tar.gz"
        let result = try await TestSupport.run("/usr/bin/tar", ["-czf", archive, "-C", directory, "."])
        #expect(result.exitCode == 0, "\(result.error)")
        return archive
    }
}

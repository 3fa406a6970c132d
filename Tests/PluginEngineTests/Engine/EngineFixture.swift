import EngineAPI
import Logging
import PluginDefinition
import PluginIntegrity
import PluginStore
import PluginTransport
import TestSupport
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

/// A state folder, and an engine on it as long as a test's body runs.
final class EngineFixture: Sendable {
    let folder: TemporaryFolder
    let configuration: EngineConfiguration
    /// What the engine itself says.
    let log = RecordingLog()

    var state: String { "\(folder.path)/state" }
    var plugins: String { "\(state)/plugins" }

    init(_ change: (inout EngineConfiguration) -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        var configuration = EngineConfiguration(stateDirectory: "\(folder.path)/state")
        // Nothing is measured where a test does not say so, and no plugin ends while a busy machine gets to it.
        configuration.sampleInterval = .seconds(3_600)
        configuration.policy.healthDeadline = .seconds(29)
        configuration.policy.idleStop = nil
        configuration.policy.backoff.first = .milliseconds(1)
        change(&configuration)
        self.configuration = configuration
        try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: true)
    }

    /// Runs an engine while `body` runs, and sees to it that nothing of it is left.
    @discardableResult
    func run<Result: Sendable>(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: (Engine) async throws -> Result
    ) async throws -> Result {
        let result = try await live(body)
        let isClean = try await ProcessFacts.eventually { leftovers.isEmpty }
        #expect(isClean, "left: \(leftovers)", sourceLocation: sourceLocation)
        return result
    }

    private func live<Result: Sendable>(_ body: (Engine) async throws -> Result) async throws -> Result {
        let engine = try await Engine.open(configuration, logger: log.logger())
        let ready = OneShot<Void>()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { ready.fulfil() }
                try await engine.run { ready.fulfil() }
            }
            defer { engine.stop() }
            try await ready.value()
            let result = try await body(engine)
            engine.stop()
            try await group.waitForAll()
            return result
        }
    }

    /// Looks into the store while no engine has it.
    func store<Result>(_ body: (EngineStore) async throws -> Result) async throws -> Result {
        let store = try await EngineStore.open(folder: state).store
        let result = try await body(store)
        try store.close()
        return result
    }

    // MARK: - What is left

    /// The variable by which processes of this fixture's plugins are found, also those that they start.
    static let mark = "ENGINE_TEST"

    /// The plugins' processes that run.
    var processes: [Int32] {
        let wanted = Array("\(Self.mark)=\(folder.path)".utf8)
        return TemporaryFolder.entries(of: "/proc").compactMap { Int32($0) }.filter { process in
            guard let bytes = try? readFile("/proc/\(process)/environ") else { return false }
            return bytes.split(separator: 0).contains { $0.elementsEqual(wanted) }
        }
    }

    /// What an engine must not leave: processes, files of the state folder that are open, its lock.
    private var leftovers: [String] {
        var all = processes.map { "process \($0)" }
        for name in TemporaryFolder.entries(of: "/proc/self/fd") {
            let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) ?? ""
            if target.hasPrefix(state) { all.append(target) }
        }
        let lock = open("\(state)/run/engine.lock", O_RDWR | O_CLOEXEC)
        if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0 { all.append("the lock") }
        close(lock)
        return all
    }
}

// MARK: - Plugins

extension EngineFixture {
    /// What a plugin runs.
    enum Program {
        /// Nothing: it has pages only.
        case pages
        /// A peer in C++, which answers health checks.
        case peer
        /// A shell script, which becomes the peer after what it does.
        case script(String)
        /// The plugin that ships, which has settings and streams.
        case hello
    }

    /// Makes a plugin's folder beside the state folder.
    func make(
        _ id: String,
        version: String = "1.0.0",
        _ program: Program = .peer,
        rest: String = "",
        assets: [String: String] = [:],
        isSealed: Bool = true
    ) throws -> String {
        let name = "made/\(id)-\(version)-\(UInt32.random(in: 0 ... .max))"
        var text = "schema_version: 2\nid: \(id)\nversion: \(version)\nname: A plugin\n"
        let mark = "  env: {set: {\(Self.mark): \(folder.path)}}\n"
        switch program {
        case .pages:
            text += "capabilities: [ui]\n"
            try folder.write("export {}\n", to: "\(name)/assets/entry.js")
        case .peer:
            text += "backend:\n  cookie: {key: INTEROP_PLUGIN, value: hello}\n" + mark
            try copy(Products.peer("cpp/bin/cpp-plugin"), to: name)
        case .script(let body):
            text += "backend:\n  cookie: {key: INTEROP_PLUGIN, value: hello}\n" + mark
            let peer = try Products.peer("cpp/bin/cpp-plugin")
            try folder.write("#!/bin/sh\n\(body)\nexec \(peer)\n", to: "\(name)/bin/plugin", mode: 0o755)
        case .hello:
            text += "capabilities: [settings]\nbackend:\n" + mark
            try copy(Products.executable("hello"), to: name)
        }
        for (path, content) in assets { try folder.write(content, to: "\(name)/assets/\(path)") }
        try folder.write(text + rest, to: "\(name)/plugin.yaml")
        let path = "\(folder.path)/\(name)"
        if isSealed { try PluginSealer.seal(directory: path) }
        return path
    }

    private func copy(_ program: String, to name: String) throws {
        let file = try folder.write("", to: "\(name)/bin/plugin")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.copyItem(atPath: program, toPath: file)
    }

    /// Puts a plugin's folder into `plugins/` as a user does who moves it there.
    func put(
        _ id: String,
        version: String = "1.0.0",
        _ program: Program = .peer,
        in name: String? = nil,
        rest: String = "",
        assets: [String: String] = [:],
        isSealed: Bool = true
    ) throws {
        let path = try make(id, version: version, program, rest: rest, assets: assets, isSealed: isSealed)
        try FileManager.default.moveItem(atPath: path, toPath: "\(plugins)/\(name ?? id)")
    }

    /// Installs a plugin, as the command does.
    ///
    /// - Returns: the digest of the version.
    @discardableResult
    func install(
        _ id: String,
        version: String = "1.0.0",
        _ program: Program = .peer,
        rest: String = ""
    ) throws -> String {
        let path = try make(id, version: version, program, rest: rest, isSealed: false)
        return try PluginInstaller(stateDirectory: state).install(from: path).installed.digest
    }

    /// Where a plugin's name leads to; nil when it is no link.
    func target(of id: String) -> String? {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(plugins)/\(id)"))?
            .split(separator: "/").last.map { String($0) }
    }
}

/// The identifier of a name that a test has written itself.
func pluginID(_ name: String) -> PluginID {
    PluginID(name) ?? { fatalError("\(name) is no id") }()
}

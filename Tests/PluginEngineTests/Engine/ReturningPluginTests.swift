import EngineAPI
import Logging
import PluginDefinition
import PluginHost
import PluginIntegrity
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Plugins whose files go and come back while a process of them still ends.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct ReturningPluginTests {
    private let folder: TemporaryFolder
    private var source: String { "\(folder.path)/sample" }
    private var place: String { "\(folder.path)/state/plugins/sample" }

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            SamplePlugin.head + "backend:\n  cookie: {key: INTEROP_PLUGIN, value: hello}\n",
            to: "sample/plugin.yaml"
        )
        try folder.write(
            "#!/bin/sh\nexec \(Products.peer("cpp/bin/cpp-plugin"))\n",
            to: "sample/bin/plugin",
            mode: 0o755
        )
        try PluginSealer.seal(directory: source)
    }

    @discardableResult
    private func withEngine<Value: Sendable>(_ body: (Engine) async throws -> Value) async throws -> Value {
        let configuration = EngineConfiguration(stateDirectory: "\(folder.path)/state")
        let engine = try await Engine.open(configuration, logger: RecordingLog().logger())
        let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
        let life = Task {
            defer { isRunning.finish() }
            try await engine.run { isRunning.finish() }
        }
        for await _ in running {}
        let result = await Result { try await body(engine) }
        engine.stop()
        try await life.value
        return try result.get()
    }

    /// Keeps the process of the plugin from ending soon, takes its files away with one closure, and puts them back with
    /// the other while it still ends; and expects that it serves afterwards.
    private func expectReturn(_ engine: Engine, away: () throws -> Void, back: () throws -> Void) async throws {
        let first = try await engine.withBackend(of: sampleID) { $0.processID }
        #expect(kill(first, SIGSTOP) == 0)
        try away()
        try await engine.rescan()
        let isStopping = try await eventually(engine) { $0 == "stopping" }
        #expect(isStopping)
        try back()
        try await engine.rescan()
        let isBack = try await eventually(engine) { $0 == "installed" }
        #expect(isBack)
        let second = try await engine.withBackend(of: sampleID) { $0.processID }
        #expect(second != first)
    }

    private func eventually(_ engine: Engine, _ isRight: (String?) -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            let phase = await engine.summaries().first?.phase.rawValue
            if isRight(phase) { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    @Test func folderThatIsPutBackIsTakenAgain() async throws {
        #expect(mkdir("\(folder.path)/state", 0o700) == 0 && mkdir("\(folder.path)/state/plugins", 0o700) == 0)
        #expect(rename(source, place) == 0)
        try await withEngine { engine in
            try await expectReturn(engine) {
                #expect(rename(place, source) == 0)
            } back: {
                #expect(rename(source, place) == 0)
            }
        }
    }

    @Test func versionThatIsInstalledAgainStays() async throws {
        let installer = try PluginInstaller(stateDirectory: "\(folder.path)/state")
        try installer.install(from: source)
        try await withEngine { engine in
            try await expectReturn(engine) {
                try installer.remove(sampleID)
            } back: {
                try installer.install(from: source)
            }
        }
        #expect(TemporaryFolder.entries(of: "\(folder.path)/state/plugins") == ["sample"])
    }

    @Test func nothingIsToldOfAPluginBehindItsRemoval() async throws {
        let installer = try PluginInstaller(stateDirectory: "\(folder.path)/state")
        try installer.install(from: source)
        let reading = try await withEngine { engine in
            let follower = try await engine.follow(after: 0, plugin: sampleID.rawValue, kind: nil)
            _ = try await engine.withBackend(of: sampleID) { $0.processID }
            try await engine.remove(sampleID.rawValue)
            return Task {
                var kinds: [String] = []
                while case .event(let event)? = await follower.next() { kinds.append(event.kind) }
                return kinds
            }
        }
        #expect(await reading.value.last == "plugin.removed")
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

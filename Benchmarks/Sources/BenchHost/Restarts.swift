import Logging
import PluginEngine
import PluginHost
import PluginIntegrity

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

/// Restarts of a plugin that is killed, as the engine does them: seen, verified, started, asked. And what becomes of the
/// call that was under way.
enum Restarts {
    /// How many restarts make a median.
    private static let least = 3

    static func measure(_ options: HostOptions) async throws -> [String: Double] {
        let folder = try PluginFolder(options)
        defer { folder.remove() }
        // Restarted at once and never given up: a real plugin gets a delay only when it has just failed before.
        var policy = SupervisorPolicy()
        policy.healthyRun = .zero
        policy.crashBudget = .max
        let managed = ManagedPlugin(
            id: "bench",
            source: FolderSource(directory: folder.path),
            policy: policy,
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() },
            observe: { _ in }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await managed.run() }
            defer { managed.tell(.engineStopping) }
            managed.tell(.demandAdded(.startup))
            var process = try await answer(managed)
            var times: [Duration] = []
            var losses: [Duration] = []
            let began = ContinuousClock.now
            while times.count < least || ContinuousClock.now - began < options.measured {
                let (calls, isCalling) = AsyncStream<Void>.makeStream()
                let caller = Task { try await callUntilLost(managed, isCalling) }
                for await _ in calls {}
                let killed = ContinuousClock.now
                guard kill(process, SIGKILL) == 0 else { throw MissingError(message: "the plugin is gone") }
                process = try await answer(managed)
                times.append(ContinuousClock.now - killed)
                // It may have been between two calls, and then has lost none.
                caller.cancel()
                if let lost = try await caller.value { losses.append(lost - killed) }
            }
            var figures = CallLoop.summary(times)
            figures["lost_max_us"] = losses.max().map { $0 / .microseconds(1) }
            return figures
        }
    }

    /// Makes one call after the other until one loses its backend, and says when; nil when it is cancelled before.
    ///
    /// - Parameter isCalling: ended once a call was answered.
    private static func callUntilLost(
        _ managed: ManagedPlugin,
        _ isCalling: AsyncStream<Void>.Continuation
    ) async throws -> ContinuousClock.Instant? {
        defer { isCalling.finish() }
        while !Task.isCancelled {
            do {
                try await managed.withBackend { try await Peer($0).putEntry() }
                isCalling.finish()
            } catch let error as PluginCallError where error.code == .backendEnded {
                return .now
            } catch {
                if Task.isCancelled { return nil }
                throw error
            }
        }
        return nil
    }

    /// One answered call, on whatever process there is then.
    private static func answer(_ managed: ManagedPlugin) async throws -> Int32 {
        try await managed.withBackend(isIdempotent: true) { plugin in
            try await Peer(plugin).putEntry()
            return plugin.processID
        }
    }
}

/// A plugin's sealed folder around the program that is measured.
private struct PluginFolder {
    let path: String

    init(_ options: HostOptions) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        path = folder.path
        let bin = folder.appending(path: "bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: options.command[0],
            toPath: bin.appending(path: "plugin").path
        )
        let arguments = options.command.dropFirst().map { ", \"\($0)\"" }.joined()
        try Data(
            """
            schema_version: 2
            id: bench
            version: 1.0.0
            backend:
              command: ["bin/plugin"\(arguments)]
              cookie: {key: BASIC_PLUGIN, value: hello}
              tls: \(options.isProtected ? "required" : "off")
              env: {pass: [HOME, PATH]}
            """.utf8
        ).write(to: folder.appending(path: "plugin.yaml"))
        try PluginSealer.seal(directory: path)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}

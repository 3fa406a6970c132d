import PluginHost
import PluginProtocol
import Synchronization
import TestSupport

@testable import PluginEngine

/// A managed plugin that lives as long as a test's body.
struct ManagedFixture {
    private let sample: SamplePlugin
    private let policy: SupervisorPolicy

    init(_ sample: SamplePlugin, policy: SupervisorPolicy = SupervisorPolicy()) {
        self.sample = sample
        self.policy = policy
    }

    static func native(policy: SupervisorPolicy = SupervisorPolicy()) throws -> ManagedFixture {
        ManagedFixture(try SamplePlugin.native(), policy: policy)
    }

    /// Manages the plugin while `body` runs, and until nothing of it is left.
    @discardableResult
    func run<Result: Sendable>(
        configure: @escaping @Sendable (inout PluginLaunch) -> Void = { _ in },
        _ body: (ManagedPlugin, Occurrences) async throws -> Result
    ) async throws -> Result {
        let occurrences = Occurrences()
        let managed = ManagedPlugin(
            id: "sample",
            source: FolderSource(directory: sample.path, loader: PluginLoader(allowsUnsealed: true)),
            policy: policy,
            logger: RecordingLog().logger(),
            configure: configure,
            observe: { occurrences.note($0) }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await managed.run() }
            defer { managed.tell(.engineStopping) }
            return try await body(managed, occurrences)
        }
    }
}

extension StopPolicy {
    /// Gives every process up at once.
    static let impatient = StopPolicy(
        shutdownDeadline: .zero,
        exitGrace: .zero,
        terminateGrace: .zero,
        killGrace: .zero
    )
}

/// What a managed plugin has told.
final class Occurrences: Sendable {
    private let all = Mutex<[ManagedPlugin.Occurrence]>([])

    func note(_ occurrence: ManagedPlugin.Occurrence) {
        all.withLock { $0.append(occurrence) }
    }

    var crashes: [CrashSummary] {
        all.withLock { all in
            all.compactMap { occurrence in
                guard case .crash(let crash) = occurrence else { return nil }
                return crash
            }
        }
    }

    /// Waits for a first crash.
    func nextCrash() async -> CrashSummary? {
        _ = try? await ProcessFacts.eventually { !crashes.isEmpty }
        return crashes.last
    }

    /// Waits for the first step into a phase.
    func step(to phase: PluginPhase, from before: PluginPhase? = nil) async -> PluginTransition? {
        let found = {
            self.all.withLock { all in
                all.lazy.compactMap { occurrence -> PluginTransition? in
                    guard case .transition(let step) = occurrence else { return nil }
                    return step
                }.first { $0.to == phase && (before == nil || $0.from == before) }
            }
        }
        _ = try? await ProcessFacts.eventually { found() != nil }
        return found()
    }

    /// Waits until the plugin's last step led to a phase.
    func phase(_ phase: PluginPhase) async {
        _ = try? await ProcessFacts.eventually {
            all.withLock { all in
                guard
                    case .transition(let last)? = all.last(where: { if case .transition = $0 { true } else { false } })
                else { return false }
                return last.to == phase
            }
        }
    }
}

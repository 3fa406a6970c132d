import EngineServer
import FakeEngineSupport
import Logging
import TestSupport
import Testing

/// A made-up engine in a state folder of its own.
struct FakeEngine: Sendable {
    let folder: TemporaryFolder
    let service: FakeService
    let server: EngineServer

    var state: String { folder.path }
    var socket: String { "\(folder.path)/run/engine.sock" }

    /// The words, with the state folder behind them.
    func words(_ words: [String]) -> [String] { words + ["--state", state] }

    /// Runs a verb against this engine.
    func run(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> Omniview.Run {
        try await Omniview.run(self.words(words), sourceLocation: sourceLocation)
    }
}

/// Runs an engine for as long as the body takes.
///
/// - Parameters:
///   - port: where it serves HTTP; nil for nowhere.
///   - web: the folder with the window's files; nil for none.
func withEngine(
    _ scenario: FakeScenario = FakeScenario(),
    journal: FakeJournal = FakeJournal(),
    gate: AsyncStream<Void>? = nil,
    port: Int? = nil,
    web: String? = nil,
    _ body: @escaping @Sendable (FakeEngine) async throws -> Void
) async throws {
    let folder = try TemporaryFolder()
    let service = FakeService(journal: journal, gate: gate, scenario: scenario)
    var configuration = ServerConfiguration(runDirectory: "\(folder.path)/run", port: port)
    if let web { try configuration.servePage(from: web) }
    let server = EngineServer(
        service: service,
        configuration: configuration,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    let (running, signal) = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { signal.finish() }
            try await server.run { _ in signal.yield() }
        }
        for await _ in running {
            defer { server.stop() }
            try await body(FakeEngine(folder: folder, service: service, server: server))
            break
        }
        try await group.waitForAll()
    }
}

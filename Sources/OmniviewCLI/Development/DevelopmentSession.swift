import EngineAPI
import PluginDefinition
import PluginEngine
import PluginTransport

/// Builds a plugin and puts it into the running engine, again and again.
struct DevelopmentSession {
    /// The project's folder.
    let directory: String
    let build: DevelopmentBuild
    let installing: Installing
    let client: EngineClient
    /// Gets the plugin's id as soon as the engine knows the plugin.
    let isKnown: OneShot<String>
    /// Throws when nobody listens any more.
    let tell: @Sendable (DevelopmentEvent) throws -> Void

    /// Which plugin it is, once a definition has said so.
    private(set) var id: PluginID?

    init(
        directory: String,
        build: DevelopmentBuild,
        installing: Installing,
        client: EngineClient,
        isKnown: OneShot<String>,
        tell: @escaping @Sendable (DevelopmentEvent) throws -> Void
    ) {
        self.directory = directory
        self.build = build
        self.installing = installing
        self.client = client
        self.isKnown = isKnown
        self.tell = tell
    }

    /// Builds and installs now and after every change, until the task is cancelled.
    mutating func run() async throws {
        // From before the first build on: what changes during a build leads to one more.
        let watch = FolderWatch(ofProject: directory)
        try tell(.watching(directory: directory, notice: watch.notice))
        while true {
            try await round(since: .now)
            try await watch.next()
        }
    }

    /// One build, and one try of what it has made.
    private mutating func round(since change: ContinuousClock.Instant) async throws {
        guard let id = try await readID() else { return }
        let name = id.rawValue
        let command = build.command(for: name)
        try tell(.building(plugin: name, command: command))
        let start = ContinuousClock.now
        let end = try await ShellCommand.run(command, in: directory)
        let built = ContinuousClock.now - start
        guard end.isSuccess else {
            return try tell(
                .buildFailed(plugin: name, end: end.text, build: built, running: await runningVersion(of: name))
            )
        }
        let outcome: InstallOutcome
        do {
            outcome = try await install(name)
        } catch let failure as CommandFailure where failure.code == client.socket.unanswered.code {
            throw failure
        } catch {
            try Task.checkCancellation()
            return try await refuse(CommandFailure(error).message, name)
        }
        outcome.showWarnings()
        try tell(.installed(outcome, build: built, swap: ContinuousClock.now - change - built))
    }

    /// The plugin's id by its definition; nil when there is none that can be built.
    private mutating func readID() async throws -> PluginID? {
        let reading: DefinitionReading
        do {
            reading = try DefinitionReader.read(directory: directory)
        } catch {
            try await refuse(error.message, id?.rawValue)
            return nil
        }
        guard let definition = reading.definition else {
            try await refuse(reading.errors.map { "\($0)" }.joined(separator: "\n"), id?.rawValue)
            return nil
        }
        if let id, id != definition.id {
            try await refuse("it is the plugin \(definition.id) now; end this with Ctrl-C and begin again", id.rawValue)
            return nil
        }
        id = definition.id
        return definition.id
    }

    private func install(_ name: String) async throws -> InstallOutcome {
        let assembly = try PluginAssembly(of: directory, program: build.program(of: name, in: directory))
        defer { assembly.remove() }
        var outcome = try await installing.install(assembly.path, with: client)
        isKnown.fulfil(.success(name))
        // Whoever develops a plugin wants to see it run, also when nothing needs it.
        if let summary = outcome.summary, summary.hasBackend, summary.phase != .running {
            outcome.summary = try await client.perform("start", on: name).summary
        }
        return outcome
    }

    private func refuse(_ reason: String, _ name: String?) async throws {
        let running = if let name { await runningVersion(of: name) } else { String?.none }
        try tell(.refused(plugin: name ?? directory, reason: reason, running: running))
    }

    /// The version that runs in the engine; nil when none does, or the engine does not say.
    private func runningVersion(of name: String) async -> String? {
        guard let summary = try? await client.plugin(name).summary, summary.processID != nil else { return nil }
        return summary.version
    }
}

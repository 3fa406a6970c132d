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
        try tell(.watching(directory: directory, notice: watch.notice?.description))
        while true {
            try await round(since: .now)
            try await watch.next()
        }
    }

    /// One build, and one try of what it has made.
    private mutating func round(since change: ContinuousClock.Instant) async throws {
        guard let definition = try await readDefinition() else { return }
        let name = definition.id.rawValue
        let start = ContinuousClock.now
        let outcome: InstallOutcome
        let built: Duration
        do {
            let interface = try InterfaceBuild(of: definition, in: directory)
            let hasProgram = definition.backend != nil
            if hasProgram {
                let command = build.command(for: name)
                try tell(.building(plugin: name, command: command))
                let end = try await ShellCommand.run(command, in: directory)
                guard end.isSuccess else { return try await fail(end, name, since: start) }
            }
            let assembly = try PluginAssembly(
                of: directory,
                program: hasProgram ? build.program(of: name, in: directory) : nil
            )
            defer { assembly.remove() }
            if let interface {
                try tell(
                    .building(
                        plugin: name,
                        command: "esbuild \(interface.scripts.map(\.source).joined(separator: " "))"
                    )
                )
                // Not into the project, where the next change would be this one.
                let end = try await interface.run(into: "\(assembly.path)/assets", isMinified: false)
                guard end.isSuccess else { return try await fail(end, name, since: start) }
            }
            built = ContinuousClock.now - start
            outcome = try await install(assembly, name)
        } catch let failure as CommandFailure where EngineSocket.unansweredCodes.contains(failure.code) {
            throw failure
        } catch {
            try Task.checkCancellation()
            return try await refuse(CommandFailure(error).message, name)
        }
        outcome.showWarnings()
        try tell(.installed(outcome, build: built, swap: ContinuousClock.now - change - built))
    }

    private func fail(
        _ end: ShellCommand.End,
        _ name: String,
        since start: ContinuousClock.Instant
    ) async throws {
        try tell(
            .buildFailed(
                plugin: name,
                end: end.text,
                build: ContinuousClock.now - start,
                standing: await standing(of: name)
            )
        )
    }

    /// The plugin's definition; nil when there is none that can be built.
    private mutating func readDefinition() async throws -> PluginDefinition? {
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
        return definition
    }

    private func install(_ assembly: PluginAssembly, _ name: String) async throws -> InstallOutcome {
        var outcome = try await installing.install(assembly.path, with: client)
        isKnown.fulfil(.success(name))
        // Whoever develops a plugin wants to see it run, also when nothing needs it.
        if let summary = outcome.summary, summary.hasBackend, summary.phase != .running {
            outcome.summary = try await client.perform("start", on: name).summary
        }
        return outcome
    }

    private func refuse(_ reason: String, _ name: String?) async throws {
        let standing = if let name { await standing(of: name) } else { DevelopmentStanding.nothing }
        try tell(.refused(plugin: name ?? directory, reason: reason, standing: standing))
    }

    private func standing(of name: String) async -> DevelopmentStanding {
        DevelopmentStanding(try? await client.plugin(name).summary)
    }
}

import PluginProtocol
import PluginTransport

/// What runs a plugin, however it was started: as much of it as its life needs.
protocol BackendProcess: AnyObject, Sendable {
    /// How it ended.
    var exit: OneShot<StopMachine.ExitStatus> { get }
    /// Sends a signal to all of it: as soon as it is there, and not once it has ended.
    func signalGroup(_ signal: Int32)
    /// Its connection has ended, which says nothing of a process that can be seen.
    func connectionEnded()
}

extension BackendProcess {
    func connectionEnded() {}
}

/// One that this host starts.
protocol StartableProcess: BackendProcess {
    /// The number of the process, or 0 when it has none on this machine; an error when it could not be started.
    var spawned: OneShot<Int32> { get }
    /// Whether there was an attempt to start it.
    var isStarted: Bool { get }
    /// Whether it has ended, by the system's own word, which may come before ``exit``.
    var hasEnded: Bool { get }

    /// Begins to start it; ``spawned`` tells what came of it.
    ///
    /// - Returns: its file, if that was compared with a checksum; to be kept until the process is there.
    /// - Throws: ``PluginHostError`` when there is nothing that could be started; `CancellationError`, and then nothing is.
    func start(_ launch: PluginLaunch, _ start: BackendStart) async throws -> CheckedFile?
    /// What a runner has started, if one did.
    var backend: (any RunningBackend)? { get }
    /// What a person needs to know about one that was not started.
    func describe(_ launch: PluginLaunch) async -> String
}

/// What a process starts with.
struct BackendStart: Sendable {
    var environment: [String: String]
    /// Where its sockets are made.
    var directory: String
    /// What it gets beside its standard streams; closed on this side once it has them.
    var inherited: InheritedDescriptors?
    /// Takes what it writes to standard output; it waits meanwhile.
    var output: @Sendable ([UInt8]) async -> Void
    /// Called when no more output can come.
    var outputEnded: @Sendable () -> Void
    /// The same for standard error.
    var error: @Sendable ([UInt8]) async -> Void
}

extension PluginProcess: StartableProcess {
    var backend: (any RunningBackend)? { nil }

    func start(_ launch: PluginLaunch, _ start: BackendStart) async throws -> CheckedFile? {
        var path = try ExecutableLookup.resolve(launch.command)
        var file: CheckedFile?
        if let checksum = launch.checksum {
            let checked = try await CheckedFile.compare(path, checksum, of: launch.name)
            path = checked.executionPath
            file = checked
        }
        self.start(
            launch.command,
            executing: path,
            environment: start.environment,
            inherited: start.inherited,
            outlivesHost: launch.outlivesHost,
            output: start.output,
            outputEnded: start.outputEnded,
            error: start.error
        )
        return file
    }

    func describe(_ launch: PluginLaunch) async -> String {
        let program = launch.command.program
        guard let path = try? ExecutableLookup.resolve(launch.command) else { return "cannot execute \(program)" }
        return "cannot execute \(program) (\(ExecutableLookup.diagnose(path)))"
    }
}

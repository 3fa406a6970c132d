public import PluginHost
import PluginProtocol
import PluginTransport
import Subprocess
import Synchronization
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs plugins whose processes nobody can end before the test lets them: as if they waited for a disk that hangs.
public final class StubbornRunner: PluginRunner {
    private let command: PluginCommand
    private let backends = Mutex<[Backend]>([])
    private let isReleased = OneShot<Void>()

    /// Creates a runner of this command.
    public init(_ command: PluginCommand) {
        self.command = command
    }

    /// The program.
    public var name: String { command.program }

    /// The processes that it has started, the oldest first.
    public var processes: [Int32] { backends.withLock { $0.map(\.process) } }

    /// Stops them, so that they do not even notice that they are to end.
    public func pause() {
        for process in processes { _ = kill(process, SIGSTOP) }
    }

    /// Ends them, and lets those that it starts from now on be ended.
    public func release() {
        isReleased.fulfil()
        for process in processes { _ = kill(process, SIGKILL) }
    }

    /// Starts another process.
    public func start(_ request: PluginRunRequest) async throws -> any RunningBackend {
        let spawned = OneShot<Int32>()
        let exit = OneShot<StopMachine.ExitStatus>()
        // It outlives the start on purpose.
        Task {
            do {
                let result = try await Subprocess.run(
                    .path(FilePath(command.program)),
                    arguments: Arguments(command.arguments),
                    environment: .custom(request.environment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }),
                    input: .none,
                    output: .sequence,
                    error: .discarded
                ) { execution in
                    spawned.fulfil(.success(execution.processIdentifier.value))
                    for try await piece in execution.standardOutput {
                        await request.output(piece.withUnsafeBytes { [UInt8]($0) })
                    }
                }
                switch result.terminationStatus {
                case .exited(let code): exit.fulfil(.success(.exited(code)))
                case .signaled(let signal): exit.fulfil(.success(.signaled(signal)))
                }
            } catch {
                spawned.fulfil(.failure(error))
                exit.fulfil(.failure(error))
            }
        }
        let backend = Backend(process: try await spawned.value(), exit: exit, isReleased: isReleased)
        backends.withLock { $0.append(backend) }
        return backend
    }

    private struct Backend: RunningBackend {
        let process: Int32
        let exit: OneShot<StopMachine.ExitStatus>
        let isReleased: OneShot<Void>

        var id: String { "\(process)" }

        func waitUntilExit() async throws -> StopMachine.ExitStatus { try await exit.value() }

        func terminate() async {}

        func kill() async {
            if isReleased.outcome != nil { _ = sendSignal(process, SIGKILL) }
        }
    }
}

/// `kill`, where a method of that name hides it.
private func sendSignal(_ process: Int32, _ signal: Int32) -> Int32 { kill(process, signal) }

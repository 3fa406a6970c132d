import CPluginHost
import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A program to start as the leader of a session, and hence of a process group, of its own.
struct ProgramSpawn: Sendable {
    /// The file that is executed.
    var path: String
    /// The arguments, with the name that the program sees itself called by.
    var arguments: [String]
    /// All that its environment holds.
    var environment: [String: String]
    /// Where it starts; nil for the directory of this process.
    var directory: String?
    /// What it gets beside its standard streams, from number ``firstInherited`` on.
    var inherited: InheritedDescriptors?
    /// Whether it goes on when this process has ended; only a keeper can see to the contrary.
    var outlivesHost = false

    static let firstInherited: Int32 = 3

    /// A program that runs.
    struct Process {
        let number: Int32
        /// Becomes readable when the process has ended; nil where the system has no such thing.
        let descriptor: Int32?
        /// Its parent; nil when this process is.
        var keeper: Keeper?
        /// Why there is no keeper, where there should be one.
        var keeperFailure: SpawnError?
    }

    /// Starts it; it inherits nothing but an empty standard input, the two pipes and ``inherited``.
    ///
    /// The thread waits until the program is executed, for less than a millisecond.
    ///
    /// - Parameter isKept: whether it gets a keeper, where there are any; otherwise it is a child of this process.
    /// - Throws: ``SpawnError``; then there is no process.
    func start(output: ProcessPipe, error: ProcessPipe, isKept: Bool) throws(SpawnError) -> Process {
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw SpawnError(what: "cannot open /dev/null", number: errno) }
        defer {
            close(input)
            output.closeWritingEnd()
            error.closeWritingEnd()
        }
        var spawned = omniview_spawned()
        let descriptors = [input, output.writingEnd, error.writingEnd] + (inherited?.numbers ?? [])
        var process: Process?
        let number = withCommand { command in
            descriptors.withUnsafeBufferPointer {
                command.descriptors = $0.baseAddress
                command.descriptor_count = Int32($0.count)
                return start(&command, isKept: isKept, &spawned, &process)
            }
        }
        guard let process else { throw SpawnError(what: what(spawned.step), number: number) }
        return process
    }

    private func start(
        _ command: inout omniview_command,
        isKept: Bool,
        _ spawned: inout omniview_spawned,
        _ process: inout Process?
    ) -> Int32 {
        var keeperFailure: SpawnError?
        if isKept, Keepers.areSupported {
            switch Keepers.start(&command, outlivesHost: outlivesHost, &spawned) {
            case .started(let keeper):
                process = Process(number: spawned.process, descriptor: spawned.descriptor, keeper: keeper)
                return 0
            case .failed(let number):
                return number
            case .noKeeper(let failure):
                keeperFailure = failure
            }
        }
        let number = omniview_spawn(&command, &spawned)
        guard number == 0 else { return number }
        let descriptor = spawned.descriptor < 0 ? nil : spawned.descriptor
        process = Process(number: spawned.process, descriptor: descriptor, keeperFailure: keeperFailure)
        return 0
    }

    /// The program as people know it: what is executed may be a file that is open, by its number, or a copy.
    private var shownPath: String {
        guard let name = arguments.first, name.hasPrefix("/") else { return path }
        return name
    }

    private func what(_ step: omniview_spawn_step) -> String {
        switch step {
        case OMNIVIEW_SPAWN_SESSION: "cannot make a session for it"
        case OMNIVIEW_SPAWN_DIRECTORY: "cannot enter its working directory \(directory ?? "")"
        case OMNIVIEW_SPAWN_DESCRIPTORS: "cannot set up its descriptors"
        case OMNIVIEW_SPAWN_EXECUTE: "cannot execute \(shownPath)"
        default: "cannot make a process"
        }
    }

    private func withCommand(_ body: (inout omniview_command) -> Int32) -> Int32 {
        CStrings.withList(arguments) { arguments in
            CStrings.withList(environment.map { "\($0.key)=\($0.value)" }) { environment in
                path.withCString { path in
                    var command = omniview_command()
                    command.path = path
                    command.arguments = arguments
                    command.environment = environment
                    guard let directory else { return body(&command) }
                    return directory.withCString {
                        command.directory = $0
                        return body(&command)
                    }
                }
            }
        }
    }
}

/// Why a program could not be started.
struct SpawnError: Error, CustomStringConvertible {
    var what: String
    /// The system's number of the error.
    var number: Int32

    /// Whether the program's file is open for writing somewhere.
    var isTextBusy: Bool { number == ETXTBSY }

    var description: String { "\(what): \(String(cString: strerror(number)))" }
}

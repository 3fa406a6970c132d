import CPluginHost

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

    /// A program that runs.
    struct Process {
        let number: Int32
        /// Becomes readable when the process has ended; nil where the system has no such thing.
        let descriptor: Int32?
    }

    /// Starts it; it inherits nothing but an empty standard input and the two pipes.
    ///
    /// The thread waits until the program is executed, for less than a millisecond.
    ///
    /// - Throws: ``SpawnError``; then there is no process.
    func start(output: ProcessPipe, error: ProcessPipe) throws(SpawnError) -> Process {
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw SpawnError(what: "cannot open /dev/null", number: errno) }
        defer {
            close(input)
            output.closeWritingEnd()
            error.closeWritingEnd()
        }
        var spawned = omniview_spawned()
        let number = withCommand { command in
            command.input = input
            command.output = output.writingEnd
            command.error = error.writingEnd
            return omniview_spawn(&command, &spawned)
        }
        guard number == 0 else { throw SpawnError(what: what(spawned.step), number: number) }
        return Process(number: spawned.process, descriptor: spawned.descriptor < 0 ? nil : spawned.descriptor)
    }

    private func what(_ step: omniview_spawn_step) -> String {
        switch step {
        case OMNIVIEW_SPAWN_SESSION: "cannot make a session for it"
        case OMNIVIEW_SPAWN_DIRECTORY: "cannot enter its working directory \(directory ?? "")"
        case OMNIVIEW_SPAWN_STREAMS: "cannot set up its standard streams"
        case OMNIVIEW_SPAWN_EXECUTE: "cannot execute \(path)"
        default: "cannot make a process"
        }
    }

    private func withCommand(_ body: (inout omniview_command) -> Int32) -> Int32 {
        Self.withStrings(arguments) { arguments in
            Self.withStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
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

    /// Hands over strings as C has them: a list of pointers that ends with a null.
    private static func withStrings(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Int32
    ) -> Int32 {
        var pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
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

import PluginHost
import PluginProtocol
import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a check of a plugin works with: a folder of its own, and the processes that it starts.
public final class PluginTrial: Sendable {
    /// The plugin.
    let subject: PluginSubject
    /// How long the plugin may take for what it should do at once.
    let patience: PluginConformance.Patience
    /// A private folder with a short path; removed with the trial.
    var folder: String { directory.path }

    private let directory: TemporaryDirectory
    private let processes = Mutex<[TrialProcess]>([])

    init(subject: PluginSubject, patience: PluginConformance.Patience) throws {
        self.subject = subject
        self.patience = patience
        directory = try TemporaryDirectory()
    }

    /// Ends every process that was started, and removes the folder.
    func end() async {
        for process in processes.withLock({ $0 }) { await process.end() }
        directory.remove()
    }

    /// The environment that a host gives to the plugin.
    ///
    /// - Parameter changes: variables to set; nil for one that is to be left out.
    func environment(_ changes: [String: String?] = [:]) throws -> [String: String] {
        var variables = try LaunchEnvironment(cookie: subject.cookie, appProtocols: subject.appProtocols)
            .variables(setting: subject.environment.merging(["TMPDIR": folder]) { _, own in own })
        for (name, value) in changes { variables[name] = value }
        return variables
    }

    /// Starts any program.
    func start(_ command: TrialProcess.Command) async throws -> TrialProcess {
        let process = try await TrialProcess.start(command)
        processes.withLock { $0.append(process) }
        return process
    }

    /// The file that is executed.
    func program() throws -> String {
        try ExecutableLookup.resolve(subject.command)
    }

    /// Makes a folder in the trial's own.
    func makeFolder(_ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        guard mkdir(path, 0o700) == 0 else {
            throw CheckFinding("cannot make \(path): \(String(cString: strerror(errno)))")
        }
        return path
    }

    /// Starts the plugin, and does not wait for anything.
    func start(_ changes: [String: String?] = [:]) async throws -> TrialProcess {
        try await start(
            TrialProcess.Command(
                program: try program(),
                arguments: subject.command.arguments,
                environment: try environment(changes),
                directory: subject.command.workingDirectory
            )
        )
    }

    /// Starts the plugin and waits until it serves.
    ///
    /// - Parameters:
    ///   - host: the host's key and certificate, to ask for automatic mutual TLS.
    ///   - changes: as for ``environment(_:)``.
    /// - Throws: ``CheckFinding`` when it prints no line, or one that is none.
    func serve(host: TransportIdentity? = nil, _ changes: [String: String?] = [:]) async throws -> ServingPlugin {
        var changes = changes
        if let host { changes[EnvironmentName.clientCertificate] = host.certificatePEM }
        let process = try await start(changes)
        let line = try await firstLine(of: process)
        return try ServingPlugin(process: process, line: line, host: host)
    }

    /// The first line that a process prints, with its newline.
    ///
    /// - Throws: ``CheckFinding`` when there is none.
    func firstLine(of process: TrialProcess) async throws -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        let content = try await process.output.wait(within: patience.start) { $0.isEnded || $0.bytes.contains(newline) }
        guard let content else { throw CheckFinding("it printed no line within \(patience.start)") }
        guard let end = content.bytes.firstIndex(of: newline) else {
            // Its standard error says why, more often than not, and may be read later than the end was seen.
            _ = try await process.error.wait(within: patience.exit) { $0.isEnded }
            let printed = content.text.isEmpty ? "nothing" : SafeText.quoting(content.bytes)
            throw CheckFinding("it printed \(printed) instead of a line, and wrote: \(process.lastWords)")
        }
        return Array(content.bytes[...end])
    }
}

extension TrialProcess {
    /// How much of standard error a finding quotes, in characters.
    private static let wordsLength = 300

    /// The end of what it wrote to standard error, for a finding.
    var lastWords: String {
        let text = error.content.text
        return text.isEmpty ? "nothing" : String(text.suffix(Self.wordsLength)).replacing("\n", with: " ")
    }
}

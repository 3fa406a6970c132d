import PluginHost
import PluginProtocol
import PluginTransport

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

/// What a check of a host works with: a folder of its own, and scripts for plugins.
///
/// A script finds the good plugin as `$GOOD`, and the folder as `$NOTES`.
public final class HostTrial: Sendable {
    /// How long things may take.
    let patience: HostConformance.Patience
    /// The good plugin.
    let plugin: PluginSubject
    private let host: any HostAdapter
    private let directory: TemporaryDirectory

    init(host: any HostAdapter, plugin: PluginSubject, patience: HostConformance.Patience) throws {
        self.host = host
        self.plugin = plugin
        self.patience = patience
        directory = try TemporaryDirectory()
    }

    /// Kills what the scripts have left, and removes the folder.
    func end() {
        // Scripts note the numbers of processes that must not outlive the check.
        for number in (note("pids") ?? "").split(separator: "\n").compactMap({ Int32($0) }) { kill(number) }
        directory.remove()
    }

    /// Kills a process if it is one of this check's scripts, and not another one that has got the number since.
    ///
    /// Where the system does not tell, it is left alone: no script runs for longer than ten minutes.
    func kill(_ number: Int32) {
        guard number > 1, let environment = try? Data(contentsOf: URL(filePath: "/proc/\(number)/environ")) else {
            return
        }
        let mark = Array("NOTES=\(directory.path)".utf8)
        guard environment.split(separator: 0).contains(where: { $0.elementsEqual(mark) }) else { return }
        _ = killProcess(number, SIGKILL)
    }

    /// Whether there is a process with this number.
    func isThere(_ number: Int32) -> Bool { killProcess(number, 0) == 0 }

    /// Writes a script, and lets the host run it.
    ///
    /// - Returns: what the host made of it, and how long that took.
    /// - Throws: ``CheckFinding`` when the host does not come to an end.
    func run(
        _ script: String,
        _ change: (inout HostConfiguration) -> Void = { _ in }
    ) async throws -> (report: HostReport, duration: Duration) {
        let good = try ExecutableLookup.resolve(plugin.command).replacing("'", with: #"'\''"#)
        let program = "\(directory.path)/plugin"
        let head = "#!/bin/sh\nGOOD='\(good)'\nNOTES='\(directory.path)'\nPATH=/usr/bin:/bin\nexport GOOD NOTES PATH\n"
        try write(head + script + "\n", to: program, mode: 0o755)
        return try await run(program: program, change)
    }

    /// Lets the host run a program.
    func run(
        program: String,
        _ change: (inout HostConfiguration) -> Void = { _ in }
    ) async throws -> (report: HostReport, duration: Duration) {
        var configuration = HostConfiguration(program: program, cookie: plugin.cookie)
        configuration.appProtocols = plugin.appProtocols
        configuration.environment = plugin.environment
        change(&configuration)
        let begin = ContinuousClock.now
        let report = try await withDeadline(
            patience.decision,
            timeoutError: CheckFinding("the host had not done with it after \(patience.decision)")
        ) { [host, configuration] in
            await host.run(configuration)
        }
        return (report, ContinuousClock.now - begin)
    }

    /// Writes a file of the folder, and returns its path.
    @discardableResult
    func write(_ bytes: [UInt8], as name: String, mode: Int) throws -> String {
        let path = "\(directory.path)/\(name)"
        try Data(bytes).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func write(_ text: String, to path: String, mode: Int) throws {
        try write(Array(text.utf8), as: String(path.split(separator: "/").last ?? ""), mode: mode)
    }

    /// What a script has written to `$NOTES/name`; nil when it has not.
    func note(_ name: String) -> String? {
        try? String(contentsOfFile: "\(directory.path)/\(name)", encoding: .utf8)
    }

    /// Waits until a script's process, whose number is the first in `$NOTES/pids`, is gone.
    func requireEnd(_ when: String) async throws {
        guard let number = note("pids")?.split(separator: "\n").first.flatMap({ Int32($0) }) else {
            throw CheckFinding("the host did not run the script")
        }
        let end = ContinuousClock.now + patience.decision
        // The system has no event for the end of a process that is another's child.
        while isThere(number) {
            guard ContinuousClock.now < end else { throw CheckFinding("\(when) the process still runs") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

/// The system's `kill`, which the name of a method hides.
private func killProcess(_ number: Int32, _ signal: Int32) -> Int32 {
    kill(number, signal)
}

extension HostReport {
    /// Sees that the start failed, with all of these words, in any case.
    func requireFailure(saying words: [String]) throws {
        guard let failure else { throw CheckFinding("the host starts it, and its health is \(health ?? "unknown")") }
        for word in words {
            try require(
                failure.lowercased().contains(word.lowercased()),
                "the error does not say '\(word)': \(failure)"
            )
        }
    }

    /// Sees that the plugin was up, and well.
    func requireService() throws {
        if let failure { throw CheckFinding("the host refuses it: \(failure)") }
        try require(health == "SERVING", "the host's ping got \(health ?? "nothing")")
    }
}

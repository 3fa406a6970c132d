import Subprocess
import SystemPackage

/// Runs hosts, each to its end.
struct HostProcess: Sendable {
    /// Where hosts run; a plugin may leave files there.
    var workingDirectory: String
    /// After this time a host is told to end, and then made to.
    var limit: Duration = .seconds(120)

    /// Asks a host for a measurement.
    func measure(_ measurement: Measurement, pair: Pair, effort: Effort) async throws(BenchError) -> HostAnswer {
        let words = ["measure"] + measurement.arguments(effort) + ["--"] + pair.pluginCommand(measurement)
        return try HostAnswer.read(try await run(pair.host.path, words).output)
    }

    /// Lets a host start the plugin, make one call and stop it, as the host of go-plugin's example does: the
    /// microseconds from the host's start to its end.
    func command(_ measurement: Measurement, pair: Pair) async throws(BenchError) -> Double {
        let plugin = pair.pluginCommand(measurement).map(Self.quoted).joined(separator: " ")
        return try await run(pair.host.path, ["put", "key", "value"], environment: ["KV_PLUGIN": plugin]).microseconds
    }

    /// A word as a shell reads it.
    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private func run(
        _ program: String,
        _ arguments: [String],
        environment: [Environment.Key: String?] = [:]
    ) async throws(BenchError) -> (output: String, microseconds: Double) {
        do {
            return try await withThrowingTaskGroup { group in
                group.addTask { try await runToEnd(program, arguments, environment: environment) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw BenchError("\(program) takes longer than \(limit)")
                }
                defer { group.cancelAll() }
                guard let outcome = try await group.next() else { throw CancellationError() }
                return outcome
            }
        } catch let error as BenchError {
            throw error
        } catch {
            throw BenchError("\(program): \(error)")
        }
    }

    private func runToEnd(
        _ program: String,
        _ arguments: [String],
        environment: [Environment.Key: String?]
    ) async throws -> (output: String, microseconds: Double) {
        var options = PlatformOptions()
        // Hosts stop their plugins on SIGTERM.
        options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(5))]
        let began = ContinuousClock.now
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments(arguments),
            environment: .inherit.updating(environment),
            workingDirectory: FilePath(workingDirectory),
            platformOptions: options,
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        let took = ContinuousClock.now - began
        guard result.terminationStatus.isSuccess else {
            let reason = (result.standardError + result.standardOutput).split(separator: "\n").joined(separator: " | ")
            throw BenchError("\(result.terminationStatus): \(reason.prefix(400))")
        }
        return (result.standardOutput, took / .microseconds(1))
    }
}

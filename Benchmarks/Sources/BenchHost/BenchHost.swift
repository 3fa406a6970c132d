import Dispatch

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

/// The benchmark's host in Swift. Benchmarks/README.md describes the command line, which every host shares.
///
///     bench-host measure KIND [FLAG ...] -- PROGRAM [ARG ...]
///     bench-host get KEY            with the plugin's command in KV_PLUGIN
///     bench-host put KEY VALUE      the same
///
/// Exit code 0 means measured, 1 that something failed (standard error says what), 64 that it was called wrongly.
@main
struct BenchHost {
    static func main() async {
        let work = Task { await run(Array(CommandLine.arguments.dropFirst())) }
        // Whoever waits for this host too long can end it without leaving plugins behind.
        let signals = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { work.cancel() }
            source.resume()
            return source
        }
        let code = await work.value
        withExtendedLifetime(signals) {}
        exit(code)
    }

    private static func run(_ words: [String]) async -> Int32 {
        do {
            switch words.first {
            case "measure":
                try print(await measure(HostOptions(words.dropFirst())))
            case "get" where words.count == 2:
                print(try await ExampleCommand.get(key: words[1]))
            case "put" where words.count == 3:
                try await ExampleCommand.put(key: words[1], value: words[2])
            default:
                throw UsageError(message: "expected measure, get KEY or put KEY VALUE")
            }
            return 0
        } catch let error as UsageError {
            complain("\(error.message)\nusage: bench-host measure KIND [FLAG ...] -- PROGRAM [ARG ...]")
            return 64
        } catch {
            complain("error: \(error)")
            return 1
        }
    }

    /// The line that a measurement prints.
    private static func measure(_ options: HostOptions) async throws -> String {
        var report = Report(kind: options.kind.rawValue)
        do {
            report.metrics = try await Measurements.run(options)
        } catch let lack as MissingError {
            report.missing = lack.message
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    private struct Report: Encodable {
        var kind: String
        var metrics: [String: Double]?
        var missing: String?
    }

    private static func complain(_ text: String) {
        _ = Array((text + "\n").utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

import GRPCCore
import PluginHost

/// Many calls of one method, and how fast they were.
struct LoadRun: Sendable {
    struct Measurement: Encodable, Sendable {
        struct Latency: Encodable, Sendable {
            var p50: Double
            var p90: Double
            var p99: Double
        }

        var calls: Int
        var callsPerSecond: Double
        var latencyUS: Latency
        var errors: Int
        var firstError: String?

        enum CodingKeys: String, CodingKey {
            case calls, errors
            case callsPerSecond = "calls_per_second"
            case latencyUS = "latency_us"
            case firstError = "first_error"
        }

        /// Every key is always there; without an error the first one is null.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(calls, forKey: .calls)
            try container.encode(callsPerSecond, forKey: .callsPerSecond)
            try container.encode(latencyUS, forKey: .latencyUS)
            try container.encode(errors, forKey: .errors)
            try container.encode(firstError, forKey: .firstError)
        }

        func print() {
            let terminal = Terminal.standardOutput
            terminal.write(
                """
                  calls         \(calls)
                  errors        \(errors == 0 ? "0" : terminal.red("\(errors)"))
                  calls/s       \(callsPerSecond.text(decimals: 0).split(separator: ".")[0])
                  latency       p50 \(latencyUS.p50.text(decimals: 1)) us, p90 \(latencyUS.p90.text(decimals: 1)) us, \
                p99 \(latencyUS.p99.text(decimals: 1)) us

                """
            )
            if let firstError { terminal.write("  first error   \(Terminal.safe(firstError))\n") }
        }
    }

    private struct Share: Sendable {
        var nanoseconds: [UInt64] = []
        var errors = 0
        var firstError: String?

        mutating func add(error: String) {
            errors += 1
            firstError = firstError ?? error
        }
    }

    var plugin: RunningPlugin
    var method: PluginMethod
    var request: [UInt8]
    var timeout: Duration?

    /// Makes `calls` calls, `concurrency` at a time; a call that fails counts as an error and has no latency.
    func run(calls: Int, concurrency: Int) async throws -> Measurement {
        let callers = min(concurrency, calls)
        let begin = ContinuousClock.now
        var nanoseconds: [UInt64] = []
        nanoseconds.reserveCapacity(calls)
        var errors = 0
        var firstError: String?
        await withTaskGroup(of: Share.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var share = Share()
                    for _ in 0..<calls / callers + (caller < calls % callers ? 1 : 0) {
                        await one(&share)
                    }
                    return share
                }
            }
            for await share in group {
                nanoseconds += share.nanoseconds
                errors += share.errors
                firstError = firstError ?? share.firstError
            }
        }
        let seconds = (ContinuousClock.now - begin).milliseconds / 1000
        nanoseconds.sort()
        return Measurement(
            calls: calls,
            callsPerSecond: (Double(calls) / max(seconds, 1e-9)).rounded(toDecimals: 1),
            latencyUS: .init(
                p50: Self.percentile(0.50, of: nanoseconds),
                p90: Self.percentile(0.90, of: nanoseconds),
                p99: Self.percentile(0.99, of: nanoseconds)
            ),
            errors: errors,
            firstError: firstError
        )
    }

    private func one(_ share: inout Share) async {
        let begin = ContinuousClock.now
        do {
            _ = try await plugin.callUnary(method, request: request, timeout: timeout)
            let (seconds, attoseconds) = (ContinuousClock.now - begin).components
            share.nanoseconds.append(UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000))
        } catch let error as RPCError {
            share.add(error: "\(error.code.name): \(error.message)")
        } catch {
            share.add(error: "\(error)")
        }
    }

    /// The value that this part of all calls did not exceed, in microseconds; 0 without calls.
    static func percentile(_ part: Double, of sorted: [UInt64]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((part * Double(sorted.count)).rounded(.up))
        return (Double(sorted[max(0, min(sorted.count, rank) - 1)]) / 1000).rounded(toDecimals: 1)
    }
}

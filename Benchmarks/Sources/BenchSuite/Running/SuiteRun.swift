/// Measures every pair in every row, by turns.
struct SuiteRun: Sendable {
    var pairs: [Pair]
    var groups: [[Measurement]]
    var effort: Effort
    var process: HostProcess
    /// Names of hosts that know only `get` and `put`: they have a value in the row of a whole run alone.
    var simpleHosts: Set<String> = []

    /// A pair that gave no value where it should have.
    struct Failure: Sendable {
        var pair: Pair
        var row: String
        var reason: String
    }

    /// Runs all measurements.
    ///
    /// In each round every pair has its turn in every measurement of a group, and another pair begins: what else happens
    /// on the machine meanwhile meets all alike.
    ///
    /// - Parameter report: takes the rows of a group when all its rounds are done.
    func run(report: ([RowResult]) -> Void) async -> [Failure] {
        var failures: [Failure] = []
        for group in groups {
            var rounds = group.map { _ in Rounds() }
            for round in 0..<effort.rounds {
                for (measurement, place) in zip(group, group.indices) {
                    for turn in pairs.indices {
                        let pair = pairs[(round + turn) % pairs.count]
                        guard canMeasure(measurement, pair), !rounds[place].excluded.contains(pair.name) else {
                            continue
                        }
                        do throws(BenchError) {
                            rounds[place].add(try await measure(measurement, pair: pair), of: pair)
                        } catch {
                            // What failed once is not tried again: a host that hangs takes its whole limit.
                            rounds[place].excluded.insert(pair.name)
                            let row = measurement.rows.first?.id ?? measurement.kind.rawValue
                            failures.append(Failure(pair: pair, row: row, reason: error.message))
                        }
                    }
                }
            }
            report(results(group, rounds.map(\.answers)))
        }
        return failures
    }

    /// Finds out which of the hosts that are not ours know only what the host of go-plugin's example knows.
    mutating func findSimpleHosts() async {
        for pair in pairs where !["Swift", "Go"].contains(pair.host.name) {
            let probe = Measurement(kind: .calls, rows: [])
            let answer = try? await process.measure(probe, pair: pair, effort: .smoke)
            if answer == nil { simpleHosts.insert(pair.host.name) }
        }
    }

    private func canMeasure(_ measurement: Measurement, _ pair: Pair) -> Bool {
        measurement.kind == .command || !simpleHosts.contains(pair.host.name)
    }

    /// What the rounds of one measurement have found.
    private struct Rounds {
        var answers: [String: [[String: Double]]] = [:]
        var excluded: Set<String> = []

        mutating func add(_ metrics: [String: Double]?, of pair: Pair) {
            if let metrics {
                answers[pair.name, default: []].append(metrics)
            } else {
                excluded.insert(pair.name)
            }
        }
    }

    private func results(_ group: [Measurement], _ answers: [[String: [[String: Double]]]]) -> [RowResult] {
        var results: [RowResult] = []
        for (measurement, answers) in zip(group, answers) {
            for row in measurement.rows {
                let plain = results.first { $0.row.id == row.plainRow }
                results.append(RowResult(row: row, answers: answers, pairs: pairs, plain: plain))
            }
        }
        return results
    }

    /// The figures of one measurement; nil when the plugin lacks what it takes.
    private func measure(_ measurement: Measurement, pair: Pair) async throws(BenchError) -> [String: Double]? {
        guard measurement.kind == .command else {
            return try await process.measure(measurement, pair: pair, effort: effort).metrics
        }
        var times: [Double] = []
        let began = ContinuousClock.now
        repeat {
            times.append(try await process.command(measurement, pair: pair))
        } while times.count < Self.leastCommands || ContinuousClock.now - began < .seconds(effort.seconds)
        return ["p50_us": times.median, "p99_us": times.percentile(99)]
    }

    private static let leastCommands = 3
}

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The whole benchmark: measures, prints, saves, draws.
public enum Suite {
    /// Does what the arguments ask for.
    ///
    /// - Returns: the exit code: 0 when each of the pairs of Swift and Go has a value in every row, 1 when one has not,
    ///   64 for arguments that make no sense.
    public static func run(_ arguments: [String]) async -> Int32 {
        do {
            let options: SuiteOptions
            do {
                options = try SuiteOptions(arguments)
            } catch {
                Console.note("\(error)")
                return 64
            }
            if options.drawsOnly {
                guard let folder = options.results else { throw BenchError("--draw needs --results FOLDER") }
                try ResultFiles(folder: folder).drawChart()
                return 0
            }
            return try await measure(options)
        } catch {
            Console.note("\(error)")
            return 1
        }
    }

    private static func measure(_ options: SuiteOptions) async throws -> Int32 {
        let pairs = options.chosenPairs
        let groups = options.chosenGroups
        guard !pairs.isEmpty, !groups.isEmpty else {
            throw BenchError("nothing to measure; rows are \(RowTable.rows.map(\.id).joined(separator: " "))")
        }
        let folder = FileManager.default.temporaryDirectory.path + "/bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }

        var suite = SuiteRun(
            pairs: pairs,
            groups: groups,
            effort: options.effort,
            process: HostProcess(workingDirectory: folder)
        )
        Console.note(outline(suite))
        await suite.findSimpleHosts()
        for host in suite.simpleHosts.sorted() {
            Console.note("\(host) does not know `measure` (see Benchmarks/README.md): only its whole run is measured")
        }
        var results: [RowResult] = []
        let failures = await suite.run { rows in
            results += rows
            guard !options.isSmoke else { return }
            for row in rows { Console.result(TextTable.text(row, pairs: pairs)) }
        }
        if !options.isSmoke { Console.result(Targets.summary(results)) }
        for text in describe(failures) { Console.note(text) }
        if let folder = options.results, options.isWhole {
            try ResultFiles(folder: folder).save(record(results, options))
        } else {
            Console.note("results are not saved: only a whole run is")
        }
        let gaps = missing(results, pairs: pairs)
        for gap in gaps { Console.note("no value: \(gap)") }
        return gaps.isEmpty ? 0 : 1
    }

    private static func outline(_ suite: SuiteRun) -> String {
        let count = suite.groups.joined().count
        let each = suite.effort.seconds + suite.effort.warmUp + 0.15
        let minutes = Double(count * suite.pairs.count * suite.effort.rounds) * each / 60
        return """
            \(count) measurements of \(suite.pairs.map(\.name).joined(separator: ", ")), by turns; rounds: \
            \(suite.effort.rounds); minutes: about \(Int(minutes.rounded(.up)))
            """
    }

    /// Each pair once, with its first reason and the rows that it has no value in.
    private static func describe(_ failures: [SuiteRun.Failure]) -> [String] {
        Dictionary(grouping: failures, by: \.pair.name).sorted { $0.key < $1.key }.map { pair, failures in
            let rows = failures.map(\.row).joined(separator: " ")
            return "\(pair) failed in \(rows); first: \(failures[0].reason)"
        }
    }

    /// The rows in which a pair that must have a value has none.
    private static func missing(_ results: [RowResult], pairs: [Pair]) -> [String] {
        results.filter { !$0.row.isOptional }.flatMap { result in
            pairs.filter { pair in pair.isRequired && !result.cells.contains { $0.pair == pair.name } }
                .map { "\(result.row.id) \($0.name)" }
        }
    }

    private static func record(_ results: [RowResult], _ options: SuiteOptions) -> RunRecord {
        RunRecord(
            date: Date.now.formatted(.iso8601),
            commit: options.commit,
            machine: options.machine,
            rounds: options.effort.rounds,
            rows: results.flatMap { result in result.cells.map { RunRecord.Entry(row: result.row, cell: $0) } }
        )
    }
}

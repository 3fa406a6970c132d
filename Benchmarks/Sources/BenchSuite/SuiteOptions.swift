/// What the command line asks for. `dev/bench` fills it in; Benchmarks/README.md describes it.
struct SuiteOptions: Sendable {
    var hosts: [Program] = []
    var plugins: [Program] = []
    var machine: [String: String] = [:]
    var commit = "unknown"
    var results: String?
    var effort = Effort()
    /// Beginnings of the names of rows; none means all.
    var rows: [String] = []
    /// Names of pairs; none means all.
    var pairs: [String] = []
    var isSmoke = false
    var drawsOnly = false

    init(_ arguments: [String]) throws(BenchError) {
        var left = arguments[...]
        while let word = left.popFirst() {
            switch word {
            case "--smoke":
                isSmoke = true
                effort = .smoke
            case "--draw": drawsOnly = true
            default:
                guard let value = left.popFirst() else { throw BenchError("\(word): unknown, or its value is missing") }
                try set(word, to: value)
            }
        }
    }

    private mutating func set(_ word: String, to value: String) throws(BenchError) {
        switch word {
        case "--host": hosts.append(try Self.program(value, of: word))
        case "--plugin": plugins.append(try Self.program(value, of: word))
        case "--machine":
            let (name, fact) = try Self.assignment(value, of: word)
            machine[name] = fact
        case "--commit": commit = value
        case "--results": results = value
        case "--rounds":
            guard let rounds = Int(value), (1...1000).contains(rounds) else {
                throw BenchError("--rounds takes a number from 1 to 1000, not \(value)")
            }
            effort.rounds = rounds
        case "--seconds": effort.seconds = try Self.seconds(value, of: word)
        case "--warmup": effort.warmUp = try Self.seconds(value, of: word)
        case "--rows": rows = value.split(separator: ",").map(String.init)
        case "--pairs": pairs = value.split(separator: ",").map(String.init)
        default: throw BenchError("unknown argument \(word)")
        }
    }

    private static func assignment(_ text: String, of word: String) throws(BenchError) -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { throw BenchError("\(word) takes NAME=VALUE, not \(text)") }
        return (String(parts[0]), String(parts[1]))
    }

    private static func program(_ text: String, of word: String) throws(BenchError) -> Program {
        let (name, path) = try assignment(text, of: word)
        guard path.hasPrefix("/") else { throw BenchError("\(word) \(name): the path must begin with a slash") }
        return Program(name: name, path: path)
    }

    private static func seconds(_ text: String, of word: String) throws(BenchError) -> Double {
        guard let seconds = Double(text), (0...60).contains(seconds) else {
            throw BenchError("\(word) takes seconds from 0 to 60, not \(text)")
        }
        return seconds
    }
}

extension SuiteOptions {
    /// The pairs to measure.
    var chosenPairs: [Pair] {
        let all = Pair.all(hosts: hosts, plugins: plugins)
        return pairs.isEmpty ? all : all.filter { pairs.contains($0.name) }
    }

    /// What to measure; a group that holds one of the rows is kept whole.
    var chosenGroups: [[Measurement]] {
        guard !rows.isEmpty else { return RowTable.groups }
        return RowTable.groups.filter { group in
            group.contains { $0.rows.contains { row in rows.contains { row.id.hasPrefix($0) } } }
        }
    }

    /// Only a whole run is worth comparing with others.
    var isWhole: Bool { rows.isEmpty && pairs.isEmpty }
}

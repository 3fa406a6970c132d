import PluginDefinition
import PluginEngine
import Testing

/// Random graphs against an oracle that knows nothing but the definition of "may be taken".
@Suite struct DependencyResolutionPropertyTests {
    typealias Candidate = DependencyResolution.Candidate
    typealias Problem = DependencyResolution.Problem

    @Test func agreesWithTheOracle() throws {
        var generator = SeededGenerator(seed: 20_260_101)
        for round in 0..<2_000 {
            let candidates = try Self.candidates(&generator)
            let resolution = DependencyResolution(candidates, engine: SemanticVersion(1, 0, 0))
            let oracle = Oracle(candidates)
            #expect(resolution.waves == oracle.waves, "round \(round)")
            for candidate in candidates {
                let isTaken = oracle.wave(of: candidate.definition.id, above: []) != nil
                let problems = resolution.problems[candidate.folder] ?? []
                #expect(problems.isEmpty == (isTaken || candidate.state != .available), "round \(round)")
                let path = problems.compactMap { if case .cycle(let path) = $0 { path } else { nil } }.first
                #expect((path != nil) == oracle.isInCycle(candidate), "round \(round) \(candidate.folder)")
                if let path { #expect(oracle.isCycle(path, through: candidate.definition.id), "round \(round)") }
            }
            #expect(
                DependencyResolution(candidates.shuffled(using: &generator), engine: SemanticVersion(1, 0, 0))
                    == resolution
            )
        }
    }

    private static func candidates(_ generator: inout SeededGenerator) throws -> [Candidate] {
        let count = Int.random(in: 1...9, using: &generator)
        return try (0..<count).map { number in
            let needs = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                // Sometimes one that is not there.
                let id = "p\(Int.random(in: 0...count, using: &generator))"
                return id + (["", "", "@^1", "@^2"].randomElement(using: &generator) ?? "")
            }
            let version = ["1.0.0", "1.0.0", "2.0.0", ""].randomElement(using: &generator) ?? ""
            var candidate = try plugin("p\(number)", version: version, needs: needs)
            let states: [Candidate.State] = [.available, .available, .available, .available, .disabled, .rejected]
            candidate.state = states.randomElement(using: &generator) ?? .available
            if Int.random(in: 0..<8, using: &generator) == 0 { candidate.definition.engine = VersionRange("^2") }
            return candidate
        }
    }
}

private struct Oracle {
    private let known: [PluginID: DependencyResolution.Candidate]

    init(_ candidates: [DependencyResolution.Candidate]) {
        known = Dictionary(uniqueKeysWithValues: candidates.map { ($0.definition.id, $0) })
    }

    /// The wave is one more than the highest of those needed; none of them may need it in turn.
    func wave(of id: PluginID, above: [PluginID]) -> Int? {
        guard let candidate = known[id], candidate.state == .available, !above.contains(id) else { return nil }
        if let range = candidate.definition.engine, !range.contains(SemanticVersion(1, 0, 0)) { return nil }
        var wave = 0
        for dependency in candidate.definition.dependencies {
            guard suits(dependency), let needed = self.wave(of: dependency.id, above: above + [id]) else { return nil }
            wave = max(wave, needed + 1)
        }
        return wave
    }

    var waves: [[PluginID]] {
        let numbers = known.keys.compactMap { id in wave(of: id, above: []).map { (id, $0) } }
        let last = numbers.map(\.1).max() ?? -1
        return (0..<max(last + 1, 0)).map { wave in numbers.filter { $0.1 == wave }.map(\.0).sorted() }
    }

    private func suits(_ dependency: Dependency) -> Bool {
        guard let found = known[dependency.id], found.state == .available else { return false }
        guard let range = dependency.version else { return true }
        return found.definition.version.map(range.contains) ?? false
    }

    private func edges(of id: PluginID) -> [PluginID] {
        guard let candidate = known[id], candidate.state == .available else { return [] }
        return candidate.definition.dependencies.filter(suits).map(\.id)
    }

    func isInCycle(_ candidate: DependencyResolution.Candidate) -> Bool {
        guard candidate.state == .available else { return false }
        var reached = Set(edges(of: candidate.definition.id))
        for _ in known { reached.formUnion(reached.flatMap(edges)) }
        return reached.contains(candidate.definition.id)
    }

    func isCycle(_ path: [PluginID], through id: PluginID) -> Bool {
        path.count > 1 && path.first == id && path.last == id
            && zip(path, path.dropFirst()).allSatisfy { edges(of: $0).contains($1) }
    }
}

/// SplitMix64.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

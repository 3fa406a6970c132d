public import PluginDefinition

/// Which plugins can be taken together, and in which order. Pure.
///
/// A plugin is taken when the engine has a version that it works with, and every plugin that it needs is there in a
/// version that will do and is itself taken. One that is not taken stops only those that need it.
public struct DependencyResolution: Sendable, Hashable {
    /// The plugins in the order of starting: each wave needs only earlier ones, so all of a wave can start at a time.
    /// Sorted within a wave.
    public let waves: [[PluginID]]
    /// Why those that are missing there are not taken, by the name of their folder. Disabled plugins have no problem.
    public let problems: [String: [Problem]]

    /// Resolves the dependencies of plugins.
    ///
    /// - Parameters:
    ///   - candidates: All plugins that were found, in any order, with different folders.
    ///   - engine: The engine's version.
    public init(_ candidates: [Candidate], engine: SemanticVersion) {
        var problems: [String: [Problem]] = [:]
        var chosen: [PluginID: Candidate] = [:]
        for (id, rivals) in Dictionary(grouping: candidates, by: \.id) {
            let ordered = rivals.sorted { $0.goesBefore($1) }
            chosen[id] = ordered.first
            for rival in ordered.dropFirst() {
                problems[rival.folder] = [.duplicate(of: ordered[0].folder)]
            }
        }
        let nodes = chosen.values.filter { $0.state == .available }.sorted { $0.id < $1.id }
        var graph = DependencyGraph()
        for node in nodes {
            var found: [Problem] = []
            if let range = node.definition.engine, !range.contains(engine) {
                found.append(.engine(asked: range, is: engine))
            }
            var met: [PluginID] = []
            for dependency in node.definition.dependencies {
                if let problem = Self.problem(of: dependency, among: chosen) {
                    found.append(problem)
                } else {
                    met.append(dependency.id)
                }
            }
            if !found.isEmpty { problems[node.folder, default: []] += found }
            graph.add(node.id, needs: met, isSound: found.isEmpty)
        }
        waves = graph.waves()
        let taken = Set(waves.joined())
        let cycles = graph.cycles(outside: taken)
        for node in nodes where !taken.contains(node.id) {
            var found: [Problem] = []
            if let cycle = cycles[node.id] { found.append(.cycle(cycle)) }
            for needed in graph.needs(of: node.id) where !taken.contains(needed) {
                // Of a cycle, the cycle itself is the news.
                if cycles[node.id] != nil, cycles[needed] != nil { continue }
                found.append(.rejected(needed))
            }
            if !found.isEmpty { problems[node.folder, default: []] += found }
        }
        self.problems = problems
    }

    private static func problem(of dependency: Dependency, among chosen: [PluginID: Candidate]) -> Problem? {
        guard let found = chosen[dependency.id] else { return .missing(dependency) }
        switch found.state {
        case .disabled: return .disabled(dependency.id)
        case .rejected: return .rejected(dependency.id)
        case .available: break
        }
        guard let range = dependency.version else { return nil }
        if let version = found.definition.version, range.contains(version) { return nil }
        return .version(dependency.id, asked: range, is: found.definition.versionText)
    }
}

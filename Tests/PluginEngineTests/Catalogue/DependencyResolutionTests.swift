import PluginDefinition
import PluginEngine
import Testing

@Suite struct DependencyResolutionTests {
    typealias Candidate = DependencyResolution.Candidate

    static let engine = SemanticVersion(1, 4, 0)

    @Test func ordersInWaves() throws {
        let resolution = try resolve([
            plugin("d", needs: ["b", "c"]), plugin("b", needs: ["a"]), plugin("c", needs: ["a"]), plugin("a"),
            plugin("lone"),
        ])
        #expect(resolution.waves.map { $0.map(\.rawValue) } == [["a", "lone"], ["b", "c"], ["d"]])
        #expect(resolution.problems.isEmpty)
    }

    @Test func saysWhatIsMissing() throws {
        let resolution = try resolve([plugin("a", needs: ["b@^1.2", "c"])])
        let reasons = (resolution.problems["a"] ?? []).map(\.reason)
        #expect(reasons.count == 2)
        #expect(reasons.first?.contains("needs the plugin b in version ^1.2, which is not installed") == true)
        #expect(reasons.last?.contains("needs the plugin c, which is not installed") == true)
    }

    @Test(arguments: [("1.2.0", "^1.0", true), ("1.2.0", "^2", false), ("", "*", false), ("soon", "^1", false)])
    func holdsVersionsAgainstTheRange(version: String, range: String, isTaken: Bool) throws {
        let resolution = try resolve([plugin("a", needs: ["b@\(range)"]), plugin("b", version: version)])
        #expect(resolution.waves.joined().contains { $0.rawValue == "a" } == isTaken)
        if !isTaken {
            let reason = try #require(resolution.problems["a"]?.first?.reason)
            #expect(reason.contains("in version \(range)"))
            #expect(reason.contains(version.isEmpty ? "names no version" : "\(version) is there"))
        }
        #expect(resolution.problems["b"] == nil)
    }

    @Test func takesAnyVersionWhereNoneIsAsked() throws {
        let resolution = try resolve([plugin("a", needs: ["b"]), plugin("b", version: "soon")])
        #expect(resolution.waves.count == 2)
    }

    @Test(arguments: [(DependencyResolution.Candidate.State.disabled, "disabled"), (.rejected, "rejected")])
    func saysThatADependencyIsNotTaken(state: Candidate.State, word: String) throws {
        var needed = try plugin("b")
        needed.state = state
        let resolution = try resolve([plugin("a", needs: ["b"]), needed, plugin("c", needs: ["a"]), plugin("d")])
        #expect(resolution.waves.map { $0.map(\.rawValue) } == [["d"]])
        #expect(resolution.problems["a"]?.count == 1)
        #expect(resolution.problems["a"]?.first?.reason.contains(word) == true)
        #expect(resolution.problems["c"]?.first?.reason.contains("plugin a, which is itself rejected") == true)
        #expect(resolution.problems["b"] == nil)
    }

    @Test func namesTheCycle() throws {
        let resolution = try resolve([
            plugin("a", needs: ["b"]), plugin("b", needs: ["c"]), plugin("c", needs: ["a"]),
            plugin("user", needs: ["a"]), plugin("self", needs: ["self"]), plugin("free"),
        ])
        #expect(resolution.waves.map { $0.map(\.rawValue) } == [["free"]])
        #expect(resolution.problems["a"]?.first?.reason.contains("a needs b needs c needs a") == true)
        #expect(resolution.problems["c"]?.first?.reason.contains("c needs a needs b needs c") == true)
        #expect(resolution.problems["self"]?.first?.reason.contains("self needs self") == true)
        #expect(resolution.problems["user"]?.first?.reason.contains("plugin a, which is itself rejected") == true)
        #expect(resolution.problems.values.allSatisfy { $0.count == 1 })
    }

    @Test func holdsTheEngineAgainstTheRange() throws {
        var old = try plugin("old")
        old.definition.engine = VersionRange("<1.4.0")
        var new = try plugin("new")
        new.definition.engine = VersionRange("^1.4")
        let resolution = try resolve([old, new])
        #expect(resolution.waves.map { $0.map(\.rawValue) } == [["new"]])
        #expect(resolution.problems["old"]?.first?.reason.contains("version <1.4.0, and this one is 1.4.0") == true)
    }

    @Test func theFolderNamedForThePluginWins() throws {
        var named = try plugin("x")
        var copy = named
        copy.folder = "a-copy"
        #expect(try resolve([copy, named]).problems.keys.sorted() == ["a-copy"])
        // Also when it is rejected: whoever damages it must not be able to put another in its place.
        named.state = .rejected
        let resolution = try resolve([copy, named])
        #expect(resolution.waves.isEmpty)
        #expect(resolution.problems["a-copy"]?.first?.reason.contains("folder \"x\"") == true)
        // Without one, the first that is not rejected.
        named.folder = "0"
        #expect(try resolve([copy, named]).waves.count == 1)
    }

    @Test func manyInARingAreResolvedInTime() throws {
        let count = 1000
        let ring = try (0..<count).map { number in
            try plugin("p\(number)", needs: (1...20).map { "p\((number + $0) % count)" })
        }
        let chain = try (0..<count).map { try plugin("c\($0)", needs: $0 == 0 ? ["p0"] : ["c\($0 - 1)"]) }
        #expect(try resolve(ring + chain).problems.count == 2 * count)
    }

    private func resolve(_ candidates: [Candidate]) throws -> DependencyResolution {
        DependencyResolution(candidates, engine: Self.engine)
    }
}

/// A candidate in the folder of its own name; what it needs is written `id` or `id@range`.
func plugin(
    _ id: String,
    version: String = "1.0.0",
    needs: [String] = []
) throws -> DependencyResolution.Candidate {
    var definition = PluginDefinition(id: try #require(PluginID(id)))
    definition.versionText = version
    definition.dependencies = try needs.map { text in
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        let range = parts.count > 1 ? VersionRange(parts[1]) : nil
        #expect(parts.count == 1 || range != nil)
        return Dependency(id: try #require(PluginID(parts[0])), version: range)
    }
    return DependencyResolution.Candidate(folder: id, definition: definition)
}

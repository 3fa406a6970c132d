import Testing

@testable import BenchSuite

@Suite struct PairTests {
    private func names(hosts: [String], plugins: [String]) -> Set<String> {
        let program = { (name: String) in Program(name: name, path: "/\(name)") }
        return Set(Pair.all(hosts: hosts.map(program), plugins: plugins.map(program)).map(\.name))
    }

    @Test func swiftAndGo() {
        #expect(
            names(hosts: ["Swift", "Go"], plugins: ["Swift", "Go"])
                == ["Swift-Swift", "Swift-Go", "Go-Swift", "Go-Go"]
        )
    }

    @Test func furtherPluginsRunUnderBothHosts() {
        let found = names(hosts: ["Swift", "Go"], plugins: ["Swift", "Go", "C++"])
        #expect(found.isSuperset(of: ["Swift-C++", "Go-C++"]))
        #expect(found.count == 6)
    }

    @Test func aNewerHostRunsItsOwnPluginAndSwifts() {
        let found = names(hosts: ["Swift", "Go", "NewGo"], plugins: ["Swift", "Go", "NewGo"])
        #expect(found.filter { $0.hasPrefix("NewGo-") }.sorted() == ["NewGo-NewGo", "NewGo-Swift"])
    }

    @Test func onlySwiftAndGoAreRequired() {
        let swift = Program(name: "Swift", path: "/s")
        let go = Program(name: "Go", path: "/g")
        let newer = Program(name: "NewGo", path: "/n")
        #expect(Pair(host: swift, plugin: go).isRequired)
        #expect(!Pair(host: newer, plugin: swift).isRequired)
        #expect(!Pair(host: swift, plugin: newer).isRequired)
    }

    @Test func onlyThePluginInSwiftGetsArguments() throws {
        let typed = try #require(RowTable.groups.joined().first { $0.rows[0].id == "c1.typed" })
        let swift = Program(name: "Swift", path: "/s")
        let go = Program(name: "Go", path: "/g")
        #expect(Pair(host: go, plugin: swift).pluginCommand(typed) == ["/s", "--typed"])
        #expect(Pair(host: swift, plugin: go).pluginCommand(typed) == ["/g"])
    }
}

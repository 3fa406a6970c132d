import Testing

@testable import BenchSuite

@Suite struct SuiteOptionsTests {
    @Test func everything() throws {
        let options = try SuiteOptions([
            "--host", "Go=/h", "--plugin", "Go=/p=q", "--machine", "cpu=X 1=2", "--commit", "abc", "--results", "/r",
            "--rounds", "7", "--seconds", "0.25", "--warmup", "0",
        ])
        #expect(options.hosts == [Program(name: "Go", path: "/h")])
        #expect(options.plugins == [Program(name: "Go", path: "/p=q")])
        #expect(options.machine == ["cpu": "X 1=2"])
        #expect(options.commit == "abc")
        #expect(options.results == "/r")
        #expect(options.effort.rounds == 7)
        #expect(options.effort.seconds == 0.25)
        #expect(options.effort.warmUp == 0)
        #expect(options.isWhole)
    }

    @Test(arguments: [
        ["--unknown", "x"], ["--rounds"], ["--rounds", "0"], ["--rounds", "1001"], ["--rounds", "many"],
        ["--seconds", "-1"], ["--seconds", "61"], ["--seconds", "nan"], ["--host", "Go"], ["--host", "Go="],
        ["--host", "Go=relative"], ["--machine", "cpu"],
    ])
    func nonsense(arguments: [String]) {
        #expect(throws: BenchError.self) { try SuiteOptions(arguments) }
    }

    @Test func aPartOfTheRowsKeepsTheirGroupsWhole() throws {
        let options = try SuiteOptions(["--rows", "c64.typed,start"])
        #expect(!options.isWhole)
        let rows = options.chosenGroups.joined().flatMap(\.rows).map(\.id)
        #expect(rows == ["c64.typed", "c64.typed.tls", "start", "start.tls"])
        #expect(try SuiteOptions(["--rows", "nothing"]).chosenGroups.isEmpty)
    }

    @Test func aPartOfThePairs() throws {
        let programs = ["--host", "Go=/h", "--host", "Swift=/s", "--plugin", "Go=/p"]
        #expect(try SuiteOptions(programs).chosenPairs.map(\.name) == ["Go-Go", "Swift-Go"])
        let options = try SuiteOptions(programs + ["--pairs", "Swift-Go"])
        #expect(options.chosenPairs.map(\.name) == ["Swift-Go"])
        #expect(!options.isWhole)
    }

    @Test func wrongArgumentsHaveAnExitCodeOfTheirOwn() async {
        #expect(await Suite.run(["--rounds", "x"]) == 64)
        #expect(await Suite.run(["--draw"]) == 1)
        #expect(await Suite.run([]) == 1)
    }
}

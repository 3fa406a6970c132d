import Testing

@testable import BenchSuite

@Suite struct HostAnswerTests {
    @Test func metrics() throws {
        let answer = try HostAnswer.read("a banner\n{\"kind\":\"calls\",\"metrics\":{\"p50_us\":81.5}}\n\n")
        #expect(answer.metrics == ["p50_us": 81.5])
        #expect(answer.missing == nil)
    }

    @Test func missing() throws {
        let answer = try HostAnswer.read(#"{"kind":"echo","missing":"no bench.Bench"}"#)
        #expect(answer.metrics == nil)
        #expect(answer.missing == "no bench.Bench")
    }

    @Test(arguments: ["", "nothing here", "{", "{}", #"{"metrics":3}"#])
    func noAnswer(output: String) {
        #expect(throws: BenchError.self) { try HostAnswer.read(output) }
    }
}

import EngineAPI
import FoundationEssentials
import Testing

@Suite struct WireTests {
    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try EngineJSON.encode(value), as: UTF8.self)
    }

    @Test func writesSnakeCaseAndTimesAsText() throws {
        let report = StartStep(step: "spawn", ms: 4)
        #expect(try text(report) == #"{"ms":4,"step":"spawn"}"#)
        let version = InstalledVersion(
            version: "1.0.0",
            digest: "sha256:0",
            installedAt: Timestamp(milliseconds: 0),
            active: true,
            sealed: false,
            origin: "folder"
        )
        #expect(
            try text(version)
                == #"{"active":true,"digest":"sha256:0","installed_at":"1970-01-01T00:00:00.000Z","#
                + #""origin":"folder","refused":false,"sealed":false,"version":"1.0.0"}"#
        )
    }

    @Test func neverWritesTheValueOfASecret() throws {
        let secret = SettingInfo(
            id: "key",
            label: "Key",
            type: .password,
            value: "hunter2",
            defaultValue: "hunter1",
            isSecret: true,
            isSet: true
        )
        #expect(try text(secret) == #"{"id":"key","is_secret":true,"is_set":true,"label":"Key","type":"password"}"#)
        var open = secret
        open.isSecret = false
        #expect(try text(open).contains("hunter2"))
    }

    @Test func takesWordsAndMembersThatItDoesNotKnow() throws {
        let json =
            #"{"from":"running","to":"hibernating","reason":{"code":"x","message":"y","new":1},"#
            + #""time":"2026-01-01T00:00:00.000Z","another":[1]}"#
        let transition = try EngineJSON.decode(PhaseTransition.self, from: Data(json.utf8))
        #expect(transition.from == .running && transition.from.isKnown)
        #expect(transition.to.rawValue == "hibernating" && !transition.to.isKnown)
    }

    @Test func keepsAnyJSON() throws {
        let json = #"{"a_b":[null,true,-1,1.5,"é",{}],"aB":9223372036854775807,"c":[]}"#
        let value = try EngineJSON.decode(JSONValue.self, from: Data(json.utf8))
        #expect(try EngineJSON.decode(JSONValue.self, from: try EngineJSON.encode(value)) == value)
        #expect(value == ["a_b": [.null, true, -1, .number(1.5), "é", [:]], "aB": 9_223_372_036_854_775_807, "c": []])
    }

    @Test(arguments: ProblemType.known)
    func everyProblemHasAStatusAndATitleOfItsOwn(_ type: ProblemType) {
        #expect(type.rawValue.hasPrefix("omniview:"))
        #expect((400...599).contains(type.status))
        #expect(ProblemType.known.filter { $0.title == type.title } == [type])
    }

    @Test func anUnknownProblemKeepsWhatTheEngineSaid() throws {
        let json = #"{"type":"omniview:plugin/new","title":"New","status":418,"detail":"d"}"#
        let problem = try EngineJSON.decode(Problem.self, from: Data(json.utf8))
        #expect(problem.status == 418 && problem.title == "New" && problem.type.status == 500)
    }
}

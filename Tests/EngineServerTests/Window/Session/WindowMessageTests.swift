import EngineAPI
import Testing

@testable import EngineServer

@Suite struct WindowMessageTests {
    private func request(_ json: String, _ limits: WindowLimits = WindowLimits()) throws -> WindowRequest {
        try WindowMessage(Array(json.utf8), limits).request.get()
    }

    @Test func readsEveryRequest() throws {
        let rows: [(String, WindowRequest)] = [
            (#"{"op":"view.open","id":1,"plugin":"hello","view":"main"}"#, .openView("main", plugin: "hello")),
            (#"{"op":"view.reset","id":1,"plugin":"hello","view":"main"}"#, .resetView("main", plugin: "hello")),
            (#"{"op":"view.close","id":1,"session":7}"#, .closeView(session: 7)),
            (
                #"{"op":"view.report","id":1,"session":7,"report":{"kind":"slow","message":"m"}}"#,
                .inView(session: 7, .report(ViewReport(kind: .slow, message: "m")))
            ),
            (
                #"{"op":"view.report","id":1,"session":7,"report":{"kind":"crashed","message":"m","stack":"s"}}"#,
                .inView(session: 7, .report(ViewReport(kind: .crashed, message: "m", stack: "s")))
            ),
            (
                #"{"op":"call","id":1,"session":7,"method":"a.B/C","deadline_ms":1500}"#,
                .inView(session: 7, .call(method: "a.B/C", deadline: .milliseconds(1500)))
            ),
            (
                #"{"op":"call","id":1,"session":7,"method":"a.B/C","deadline_ms":0}"#,
                .inView(session: 7, .call(method: "a.B/C", deadline: nil))
            ),
            (#"{"op":"schema","id":1,"session":7}"#, .inView(session: 7, .schema)),
            (#"{"op":"settings.get","id":1,"session":7}"#, .inView(session: 7, .settings)),
            (
                #"{"op":"settings.set","id":1,"session":7,"values":{"a":null,"b":[1]}}"#,
                .inView(session: 7, .setSettings(["a": .null, "b": [1]]))
            ),
            (#"{"op":"storage.get","id":1,"session":7,"key":"k"}"#, .inView(session: 7, .storedValue(key: "k"))),
            (
                #"{"op":"storage.set","id":1,"session":7,"key":"k","value":null}"#,
                .inView(session: 7, .store(.null, key: "k"))
            ),
            (#"{"op":"storage.delete","id":1,"session":7,"key":"k"}"#, .inView(session: 7, .forget(key: "k"))),
            (#"{"op":"storage.keys","id":1,"session":7}"#, .inView(session: 7, .storedKeys)),
            (#"{"op":"events","id":1}"#, .events(EventQuery())),
            (#"{"op":"events","id":1,"after":3,"plugin":"hello"}"#, .events(EventQuery(after: 3, plugin: "hello"))),
            (#"{"op":"events","id":1,"tail":12,"follow":false}"#, .events(EventQuery(tail: 12, follows: false))),
            (#"{"op":"logs","id":1,"plugin":"hello","tail":5}"#, .logs(LogQuery(plugin: "hello", tail: 5))),
            (
                #"{"op":"logs","id":1,"plugin":"hello","tail":0,"level":"info","after":9}"#,
                .logs(LogQuery(plugin: "hello", tail: 0, level: .info, after: 9))
            ),
            (#"{"op":"credit","id":1,"count":8}"#, .credit(8)), (#"{"op":"cancel","id":1}"#, .cancel),
        ]
        for (json, expected) in rows {
            #expect(try request(json) == expected)
            let more = json.dropLast() + #","more":1}"#
            let problem = #expect(throws: Problem.self) { try request(String(more)) }
            #expect(problem?.type == .badJSON, "\(more)")
        }
    }

    @Test(arguments: [
        #"{"op":"view.open","id":1,"plugin":"Hello","view":"main"}"#,
        #"{"op":"view.open","id":1,"plugin":"../x","view":"main"}"#, #"{"op":"view.open","id":1,"plugin":"hello"}"#,
        #"{"op":"view.open","id":1,"plugin":"hello","view":""}"#, #"{"op":"view.close","id":1,"session":0}"#,
        #"{"op":"view.close","id":1,"session":"7"}"#, #"{"op":"view.close","id":1,"session":1.5}"#,
        #"{"op":"view.report","id":1,"session":7,"report":{"kind":"odd","message":"m"}}"#,
        #"{"op":"view.report","id":1,"session":7,"report":{"kind":"slow","message":"m","more":1}}"#,
        #"{"op":"view.report","id":1,"session":7,"report":[]}"#,
        #"{"op":"call","id":1,"session":7,"method":"a.B/C","deadline_ms":-1}"#,
        #"{"op":"call","id":1,"session":7,"method":"a.B/C","deadline_ms":600001}"#,
        #"{"op":"call","id":1,"session":7,"method":"a.B/C"}"#,
        #"{"op":"call","id":1,"session":7,"method":"","deadline_ms":1}"#,
        #"{"op":"settings.set","id":1,"session":7,"values":[]}"#,
        #"{"op":"storage.get","id":1,"session":7,"key":""}"#, #"{"op":"storage.get","id":1,"session":7,"key":1}"#,
        #"{"op":"logs","id":1,"plugin":"hello","tail":10001}"#, #"{"op":"logs","id":1,"plugin":"hello","tail":-1}"#,
        #"{"op":"logs","id":1,"plugin":"hello","tail":1,"level":"loud"}"#, #"{"op":"events","id":1,"after":-1}"#,
        #"{"op":"events","id":1,"follow":1}"#, #"{"op":"events","id":1,"tail":10001}"#,
        #"{"op":"credit","id":1,"count":0}"#, #"{"op":"credit","id":1,"count":65537}"#, #"{"id":1}"#,
        #"{"op":7,"id":1}"#,
    ])
    func saysWhatIsWrong(_ json: String) {
        let problem = #expect(throws: Problem.self) { try request(json) }
        #expect(problem?.type == .badJSON)
    }

    @Test func anUnknownOperationIsAProblem() {
        let problem = #expect(throws: Problem.self) { try request(#"{"op":"fly","id":1,"session":1}"#) }
        #expect(problem?.type == .badRequest)
    }

    @Test(arguments: [
        "", "{", "[]", "1", #""x""#, "{}", #"{"op":"cancel"}"#, #"{"op":"cancel","id":-1}"#,
        #"{"op":"cancel","id":4294967296}"#, #"{"op":"cancel","id":1.5}"#, #"{"op":"cancel","id":"1"}"#,
        String(repeating: "[", count: 100_000),
    ])
    func aMessageHasANumber(_ json: String) {
        let close = #expect(throws: SocketClose.self) { try WindowMessage(Array(json.utf8), WindowLimits()) }
        #expect(close?.code == 1003)
    }

    @Test func hasLimits() throws {
        var limits = WindowLimits()
        limits.maxTextBytes = 100
        limits.maxValueBytes = 10
        limits.maxKeyBytes = 3
        limits.maxMethodBytes = 4
        func store(_ key: String, _ value: String, padding: Int = 0) -> String {
            #"{"op":"storage.set","id":1,"session":7,"key":"\#(key)","value":"\#(value)"}"#
                + String(repeating: " ", count: padding)
        }
        func type(_ json: String) -> ProblemType? {
            do {
                _ = try request(json, limits)
                return nil
            } catch {
                return (error as? Problem)?.type
            }
        }
        #expect(type(store("abc", "12345678", padding: 60)) == nil)
        #expect(type(store("abc", "123456789")) == .viewStorageFull)
        #expect(type(store("abcd", "1")) == .badJSON)
        let keys = #"{"op":"storage.keys","id":1,"session":7}"#
        #expect(type(keys + String(repeating: " ", count: 100 - keys.utf8.count)) == nil)
        #expect(type(keys + String(repeating: " ", count: 101 - keys.utf8.count)) == .bodyTooLarge)
        #expect(type(#"{"op":"call","id":1,"session":7,"method":"12345","deadline_ms":1}"#) == .badJSON)
    }
}

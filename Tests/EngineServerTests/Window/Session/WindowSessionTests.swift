import EngineAPI
import Testing

@testable import EngineServer

@Suite struct WindowSessionTests {
    /// What the session said, in words.
    private func say(_ action: WindowSession.Action) -> String {
        switch action {
        case .nothing: "nothing"
        case .begin(let id, _, let view): "begin \(id)" + (view.map { " in \($0.view)" } ?? "")
        case .close(let id, let view, let stopping): "close \(id) \(view.view) \(stopping)"
        case .hand(let id, let bytes): "hand \(id) \(bytes.count)"
        case .exhaust(let id): "exhaust \(id)"
        case .grant(let id, let count): "grant \(id) \(count)"
        case .cancel(let id): "cancel \(id)"
        case .refuse(let id, let problem): "refuse \(id) \(problem.type.rawValue.split(separator: ":")[1])"
        }
    }

    private func take(_ session: inout WindowSession, _ id: UInt32, _ request: WindowRequest) throws -> String {
        say(try session.take(WindowMessage(id: id, request: .success(request))))
    }

    private func call(_ session: Int) -> WindowRequest {
        .inView(session: session, .call(method: "a.B/C", deadline: .seconds(1)))
    }

    private func view(_ name: String) -> OpenView {
        OpenView(plugin: "hello", view: name, title: "", version: "", digest: "", entry: "")
    }

    /// A session with so many views, opened with the numbers from 1 on.
    private func session(views: Int, _ limits: WindowLimits = WindowLimits()) throws -> WindowSession {
        var session = WindowSession(limits: limits)
        for id in 0..<views {
            #expect(try take(&session, UInt32(id), .openView("v", plugin: "hello")) == "begin \(id)")
            #expect(session.opened(view("v\(id + 1)"), by: UInt32(id)) == id + 1)
            session.finish(UInt32(id))
        }
        return session
    }

    @Test func aNumberIsUsedOnceAndOnlyGrows() throws {
        var session = WindowSession(limits: WindowLimits())
        #expect(try take(&session, 5, .events(EventQuery())) == "begin 5")
        for id: UInt32 in [5, 4, 0] {
            let close = #expect(throws: SocketClose.self) { try take(&session, id, .events(EventQuery())) }
            #expect(close?.code == 1008)
        }
        // One that was refused is used as well.
        #expect(try take(&session, 6, call(1)) == "refuse 6 view/closed")
        #expect(throws: SocketClose.self) { try take(&session, 6, call(1)) }
        let problem = WindowMessage(id: 7, request: .failure(Problem(.badJSON, detail: "")))
        #expect(say(try session.take(problem)) == "refuse 7 request/invalid-json")
        #expect(throws: SocketClose.self) { try session.take(problem) }
        #expect(try take(&session, .max, .events(EventQuery())) == "begin \(UInt32.max)")
    }

    @Test func whatIsDoneInAViewNeedsTheView() throws {
        var session = try session(views: 2)
        #expect(try take(&session, 10, .inView(session: 2, .schema)) == "begin 10 in v2")
        #expect(try take(&session, 11, .inView(session: 3, .schema)) == "refuse 11 view/closed")
        #expect(try take(&session, 12, call(1)) == "begin 12 in v1")
        #expect(try take(&session, 13, call(2)) == "begin 13 in v2")
        #expect(try take(&session, 14, .closeView(session: 2)) == "close 14 v2 [10, 13]")
        #expect(try take(&session, 15, .inView(session: 2, .schema)) == "refuse 15 view/closed")
        #expect(try take(&session, 16, .closeView(session: 2)) == "refuse 16 view/closed")
        #expect(session.end().map(\.view) == ["v1"])
        #expect(session.end().isEmpty)
        #expect(session.opened(view("late"), by: 17) == nil)
    }

    @Test func aCallGetsItsRequestOnce() throws {
        var session = try session(views: 1)
        #expect(throws: SocketClose.self) { try session.take(BinaryMessage(id: 1, payload: [])) }
        #expect(try take(&session, 1, call(1)) == "begin 1 in v1")
        #expect(say(try session.take(BinaryMessage(id: 1, payload: [1]))) == "hand 1 1")
        #expect(say(try session.take(BinaryMessage(id: 1, payload: [1]))) == "nothing")
        #expect(try take(&session, 2, call(9)) == "refuse 2 view/closed")
        #expect(say(try session.take(BinaryMessage(id: 2, payload: [1]))) == "nothing")
        session.finish(1)
        #expect(say(try session.take(BinaryMessage(id: 1, payload: [1]))) == "nothing")
    }

    @Test func creditAndCancelAreForWhatIsUnderWay() throws {
        var session = try session(views: 1)
        #expect(try take(&session, 1, call(1)) == "begin 1 in v1")
        #expect(try take(&session, 2, .events(EventQuery())) == "begin 2")
        #expect(try take(&session, 3, .inView(session: 1, .schema)) == "begin 3 in v1")
        #expect(try take(&session, 1, .credit(3)) == "grant 1 3")
        #expect(try take(&session, 2, .credit(4)) == "grant 2 4")
        #expect(try take(&session, 3, .credit(4)) == "nothing")
        #expect(try take(&session, 9, .credit(4)) == "nothing")
        #expect(try take(&session, 3, .cancel) == "cancel 3")
        session.finish(1)
        #expect(try take(&session, 1, .cancel) == "nothing")
        #expect(try take(&session, 1, .credit(1)) == "nothing")
    }

    @Test func hasLimits() throws {
        var limits = WindowLimits()
        limits.maxViews = 2
        limits.maxCalls = 3
        limits.maxCallsOfView = 2
        limits.maxStreams = 1
        limits.maxRequests = 1
        limits.maxHeldBytes = 10
        var session = try session(views: 1, limits)
        #expect(try take(&session, 1, .openView("v", plugin: "hello")) == "begin 1")
        #expect(try take(&session, 2, .openView("v", plugin: "hello")) == "refuse 2 request/too-many")
        #expect(session.opened(view("v2"), by: 1) == 2)
        #expect(try take(&session, 3, .openView("v", plugin: "hello")) == "refuse 3 request/too-many")
        session.finish(1)
        #expect(try [4, 5, 6].map { try take(&session, $0, call(1)) }.last == "refuse 6 request/too-many")
        #expect(try [7, 8].map { try take(&session, $0, call(2)) } == ["begin 7 in v2", "refuse 8 request/too-many"])
        session.finish(4)
        #expect(try take(&session, 9, call(2)) == "begin 9 in v2")
        #expect(try take(&session, 10, .inView(session: 1, .schema)) == "begin 10 in v1")
        #expect(try take(&session, 11, .resetView("v", plugin: "hello")) == "refuse 11 request/too-many")
        #expect(try take(&session, 12, .logs(LogQuery(plugin: "hello", tail: 1))) == "begin 12")
        #expect(try take(&session, 13, .events(EventQuery())) == "refuse 13 request/too-many")
        // The requests of calls are counted in bytes, until their calls have ended.
        #expect(say(try session.take(BinaryMessage(id: 5, payload: [UInt8](repeating: 0, count: 6)))) == "hand 5 6")
        #expect(say(try session.take(BinaryMessage(id: 7, payload: [UInt8](repeating: 0, count: 5)))) == "exhaust 7")
        session.finish(5)
        #expect(say(try session.take(BinaryMessage(id: 9, payload: [UInt8](repeating: 0, count: 10)))) == "hand 9 10")
        // A view can be closed whatever is under way.
        #expect(try take(&session, 14, .closeView(session: 1)) == "close 14 v1 [10]")
        #expect(try take(&session, 15, .openView("v", plugin: "hello")) == "begin 15")
    }
}

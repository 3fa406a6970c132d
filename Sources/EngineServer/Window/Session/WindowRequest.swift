import EngineAPI

/// What a page asks for, in the words of the protocol that the page's sources describe.
enum WindowRequest: Hashable, Sendable {
    /// What is asked for one view that is open.
    enum ViewRequest: Hashable, Sendable {
        case report(ViewReport)
        case call(method: String, deadline: Duration?)
        case schema
        case settings
        case setSettings([String: JSONValue])
        case storedValue(key: String)
        case store(JSONValue, key: String)
        case forget(key: String)
        case storedKeys
    }

    case openView(String, plugin: String)
    case closeView(session: Int)
    case resetView(String, plugin: String)
    case inView(session: Int, ViewRequest)
    case events(EventQuery)
    case logs(LogQuery)
    /// More messages may come in a stream that was begun before.
    case credit(Int)
    /// What was begun before is not wanted any more.
    case cancel
}

/// A JSON message of a page: a number, and what is asked for with it or about it.
struct WindowMessage: Sendable {
    let id: UInt32
    /// A request, or the problem that is the answer.
    let request: Result<WindowRequest, Problem>
}

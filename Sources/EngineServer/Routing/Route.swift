import EngineAPI
import HTTPTypes

/// One thing that the API can do: its place, its form and its work. The router and the document both come from it.
struct Route: Sendable {
    /// What a good answer is, for the document.
    enum Result: Sendable {
        case value(schema: String)
        case list(schema: String)
        case stream(schemas: [String])
        case valuesOrStream(schema: String)
        case text(mediaType: String)
        case document
        case nothing
        case redirect
    }

    let method: HTTPRequest.Method
    /// The path; a part in braces is a parameter.
    let path: String
    /// The stable name in the document.
    let name: String
    let summary: String
    var parameters: [Parameter] = []
    /// The schema of the body, when there is one.
    var body: String?
    var status = 200
    var result: Result
    /// The problems beside those that every route can have.
    var problems: [ProblemType] = []
    /// Whether a request needs no token: only the link that gives one.
    var isOpen = false
    /// Whether it waits for a plugin to start, stop or be tried.
    var isAction = false
    let respond: @Sendable (Call) async throws(Problem) -> Answer

    var segments: [Substring] { path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) }
    var takesPlugin: Bool { path.contains("{\(Self.plugin.name)}") }

    /// What the part of the path is that stands in braces; nil when there is none.
    var pathParameter: Parameter? { Self.pathParameters.first { path.contains("{\($0.name)}") } }

    static let plugin = Parameter(name: "id", form: .pluginID, description: "The plugin's id.")
    static let inboxEntry = Parameter(name: "name", form: .inboxEntry, description: "The name in the inbox.")
    static let pathParameters = [plugin, inboxEntry]
}

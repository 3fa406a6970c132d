/// What went wrong, in the form of RFC 9457; also the error that clients and the engine throw.
public struct Problem: Error, Codable, Hashable, Sendable {
    /// The problem's stable code.
    public var type: ProblemType
    /// The kind of problem in words; the same for the same code.
    public var title: String
    /// The HTTP status.
    public var status: Int
    /// What happened this time, and what to do about it.
    public var detail: String
    /// The path of the request, without its query.
    public var instance: String?
    /// The plugin, when it is about one.
    public var plugin: String?
    /// What to try, such as ids that are like the one that is not there.
    public var suggestions: [String]?

    /// Creates a problem with the title and the status of its type.
    ///
    /// - Parameters:
    ///   - type: the stable code.
    ///   - detail: what happened, and what to do about it. It must not hold secrets: it goes to the client.
    ///   - plugin: the plugin, when it is about one.
    ///   - suggestions: what to try.
    public init(_ type: ProblemType, detail: String, plugin: String? = nil, suggestions: [String]? = nil) {
        self.type = type
        title = type.title
        status = type.status
        self.detail = detail
        self.plugin = plugin
        self.suggestions = suggestions
    }
}

extension Problem: CustomStringConvertible {
    /// The title and the detail.
    public var description: String { "\(title): \(detail)" }
}

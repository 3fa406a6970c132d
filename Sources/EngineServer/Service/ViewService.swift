public import EngineAPI

/// What the server needs of the engine to show plugins' views.
///
/// As with ``EngineService``, every method may be called at any time and from many tasks at once.
public protocol ViewService: Sendable {
    /// Everything that plugins add to the window.
    func contributions() async throws(Problem) -> WindowContributions
    /// Opens a view. Its plugin is needed, and so runs, until it is closed.
    ///
    /// - Throws: ``EngineAPI/ProblemType/pluginNotFound``, ``EngineAPI/ProblemType/viewNotFound``,
    ///   ``EngineAPI/ProblemType/viewQuarantined``.
    func openView(_ view: String, of plugin: String) async throws(Problem) -> OpenView
    /// Closes a view; once for each that was opened.
    func close(_ view: OpenView) async
    /// Notes what went wrong in a view, in the plugin's history.
    func note(_ report: ViewReport, in view: OpenView) async throws(Problem) -> ViewStanding
    /// Lets a view be opened again that crashed too often.
    func resetView(_ view: String, of plugin: String) async throws(Problem) -> ViewStanding

    /// Calls the view's own backend. The answers are handed over one by one; the next is read when `take` returns.
    ///
    /// A method that the definition does not list for its views ends with the status PERMISSION_DENIED (7). When `take`
    /// throws, or the task is cancelled, the call is cancelled.
    func call(
        _ call: ViewCall,
        from view: OpenView,
        take: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async -> ViewCallEnd
    /// The files of the backend's contract by gRPC reflection, each a serialized FileDescriptorProto.
    func schema(for view: OpenView) async throws(Problem) -> [[UInt8]]

    /// A value that the plugin's views keep; nil when there is none.
    func storedValue(_ key: String, for view: OpenView) async throws(Problem) -> JSONValue?
    /// Keeps a value, or forgets it when it is nil.
    func store(_ value: JSONValue?, as key: String, for view: OpenView) async throws(Problem)
    /// The keys of all values, sorted.
    func storedKeys(for view: OpenView) async throws(Problem) -> [String]

    /// The files below `assets/` that the manifest of a plugin lists: from each path inside `assets/` to its SHA-256.
    func assets(of plugin: String) async throws(Problem) -> ViewAssets
    /// The same of each plugin whose views run in the window's own page, by its id.
    func trustedAssets() async -> [String: ViewAssets]
    /// The content of one of a plugin's files.
    ///
    /// - Throws: ``EngineAPI/ProblemType/routeNotFound`` when the plugin has no such version or file, or the file is no
    ///   longer what the manifest lists.
    func asset(_ path: String, digest: String, of plugin: String) async throws(Problem) -> [UInt8]
}

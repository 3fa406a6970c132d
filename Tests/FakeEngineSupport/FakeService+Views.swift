package import EngineAPI
import EngineServer

extension FakeService {
    package func contributions() async throws(Problem) -> WindowContributions {
        WindowContributions(points: [], contributions: [], views: [])
    }
    package func openView(_ view: String, of plugin: String) async throws(Problem) -> OpenView {
        try check(plugin)
        return try await views.open(view, of: plugin)
    }
    package func close(_ view: OpenView) async { views.close(view) }
    package func note(_ report: ViewReport, in view: OpenView) async throws(Problem) -> ViewStanding {
        views.note(report)
    }
    package func resetView(_ view: String, of plugin: String) async throws(Problem) -> ViewStanding {
        try check(plugin)
        return views.reset()
    }
    package func call(
        _ call: ViewCall,
        from view: OpenView,
        take: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async -> ViewCallEnd {
        await views.call(call, take: take)
    }
    package func schema(for view: OpenView) async throws(Problem) -> [[UInt8]] { [[1, 2, 3], []] }

    package func storedValue(_ key: String, for view: OpenView) async throws(Problem) -> JSONValue? {
        views.stored[key]
    }
    package func store(_ value: JSONValue?, as key: String, for view: OpenView) async throws(Problem) {
        views.stored[key] = value
    }
    package func storedKeys(for view: OpenView) async throws(Problem) -> [String] { views.stored.keys.sorted() }

    package func assets(of plugin: String) async throws(Problem) -> ViewAssets {
        try check(plugin)
        return ViewAssets(
            digest: FakeViews.digest,
            files: FakeViews.assets.mapValues { _ in [UInt8](repeating: 7, count: 32) },
            entries: ["main": "entry.js"]
        )
    }
    package func trustedAssets() async -> [String: ViewAssets] {
        guard let assets = try? await assets(of: "hello") else { return [:] }
        return ["hello": assets]
    }
    package func asset(_ path: String, digest: String, of plugin: String) async throws(Problem) -> [UInt8] {
        if digest == FakeViews.digest, plugin == "hello", let text = FakeViews.assets[path] { return Array(text.utf8) }
        throw Problem(.routeNotFound, detail: "there is no such file", plugin: plugin)
    }
}

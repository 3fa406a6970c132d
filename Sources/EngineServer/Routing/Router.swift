import EngineAPI
import HTTPTypes

/// Finds the route of a request.
struct Router: Sendable {
    enum Match {
        case route(Route, plugin: String)
        /// The path is there, and knows other methods.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    let routes: [Route]

    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        // No part is ever resolved, so ".." and empty parts match nothing.
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map { PathSegment.decode($0) }
        guard path.first == "/" else { return .nothing }
        var methods: [HTTPRequest.Method] = []
        for route in routes {
            guard let plugin = Self.plugin(in: parts, of: route) else { continue }
            if route.method == method || (route.method == .get && method == .head) {
                return .route(route, plugin: plugin)
            }
            methods.append(route.method)
            if route.method == .get { methods.append(.head) }
        }
        return methods.isEmpty ? .nothing : .otherMethods(methods + [.options])
    }

    /// The plugin that the path names, empty when the route has none; nil when the path is another.
    private static func plugin(in parts: [String?], of route: Route) -> String? {
        let segments = route.segments
        guard segments.count == parts.count else { return nil }
        var plugin = ""
        for (segment, part) in zip(segments, parts) {
            guard let part else { return nil }
            if segment == "{id}" {
                plugin = part
            } else if segment != part {
                return nil
            }
        }
        return plugin
    }
}

import EngineAPI
import HTTPTypes

/// Finds the route of a request.
struct Router: Sendable {
    enum Match {
        case route(Route, parameter: String)
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
            guard let parameter = Self.parameter(in: parts, of: route) else { continue }
            if route.method == method || (route.method == .get && method == .head) {
                return .route(route, parameter: parameter)
            }
            methods.append(route.method)
            if route.method == .get { methods.append(.head) }
        }
        return methods.isEmpty ? .nothing : .otherMethods(methods + [.options])
    }

    /// What stands in the place of the route's parameter, empty when it has none; nil when the path is another.
    private static func parameter(in parts: [String?], of route: Route) -> String? {
        let segments = route.segments
        guard segments.count == parts.count else { return nil }
        var parameter = ""
        for (segment, part) in zip(segments, parts) {
            guard let part else { return nil }
            if segment.first == "{" {
                parameter = part
            } else if segment != part {
                return nil
            }
        }
        return parameter
    }
}

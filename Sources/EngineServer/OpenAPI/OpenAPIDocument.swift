public import EngineAPI
import FoundationEssentials
import HTTPTypes

/// The description of the API, made from the routes that the server has.
public enum OpenAPIDocument {
    /// The document; OpenAPI 3.1.
    public static let value: JSONValue = .object([
        "openapi": "3.1.0",
        "info": [
            "title": "Omniview engine",
            "version": "1",
            "description": "The engine's API. See docs/api.md for the ways in, the errors and what stays as it is.",
        ],
        "servers": [["url": "/"]],
        "security": [["bearer": []], ["cookie": []]],
        "paths": .object(paths),
        "components": [
            "schemas": schemas,
            "securitySchemes": [
                "bearer": ["type": "http", "scheme": "bearer"],
                "cookie": ["type": "apiKey", "in": "cookie", "name": .string(RequestGuard.cookieName)],
            ],
        ],
    ])

    /// The schemas are this module's own text and tested, so there is no other case.
    private static let schemas =
        (try? EngineJSON.decode(JSONValue.self, from: Data(OpenAPISchemas.json.utf8))) ?? .null

    private static var paths: [String: JSONValue] {
        Dictionary(grouping: Routes.all, by: \.path).mapValues { routes in
            .object(
                Dictionary(
                    uniqueKeysWithValues: routes.map { ($0.method.rawValue.lowercased(), $0.documentOperation) }
                )
            )
        }
    }
}

/// The keys that each part of a definition may have, in the order in which the reference explains them.
///
/// The published schema lists the same keys; a test compares the two.
enum DefinitionKeys {
    /// What schema versions 0 and 1 know.
    static let legacy = [
        "schema_version", "id", "version", "name", "icon", "icon_url", "description", "repository", "website",
        "category", "license", "author", "maintainers", "tags", "dependencies", "capabilities", "theme", "components",
        "sdk_protocol_version",
    ]

    /// What schema version 2 adds.
    static let added = [
        "engine", "backend", "ui", "activation", "permissions", "optional_permissions", "limits",
    ]

    static let version2 = legacy + added

    static let person = ["name", "email", "url"]
    static let theme = ["colors"]
    static let colors = ["primary", "secondary", "tertiary"]
    static let components = ["resource"]
    static let component = ["name", "plugin", "area", "resources", "extension"]
    static let backend = [
        "command", "cookie", "app_protocols", "tls", "multiplex", "start_timeout", "env",
    ]
    static let cookie = ["key", "value"]
    static let environment = ["pass", "set"]
    static let ui = ["entry", "isolation", "views", "contributions", "extension_points", "methods"]
    static let view = ["id", "title", "entry", "icon"]
    static let contribution = ["point", "id", "title", "icon", "view"]
    static let extensionPoint = ["id", "title"]
    static let permissions = ["filesystem", "network", "exec", "env", "secrets", "clipboard", "notifications"]
    static let filesystem = ["path", "access", "reason"]
    static let network = ["host", "port", "reason"]
    static let exec = ["command", "args", "reason"]
    static let limits = ["memory", "cpu", "pids", "files", "data"]

    /// Keys of other tools, and the key that says the same here.
    static let otherNames = [
        "min_ide_version": "engine",
        "max_ide_version": "engine",
        "engines": "engine",
        "permission": "permissions",
        "licence": "license",
        "timeout": "start_timeout",
        "environment": "env",
        "color": "colors",
        "app_protocol": "app_protocols",
    ]
}

extension OpenAPISchemas {
    /// What plugins add to the window.
    static let window = #"""
            "WindowContributions": {
              "description": "Everything that plugins add to the window, known before any of their code is loaded.",
              "type": "object",
              "required": ["points", "contributions", "views"],
              "properties": {
                "points": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/ExtensionPoint" },
                  "description": "The places, the window's own first."
                },
                "contributions": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/Contribution" },
                  "description": "The pieces, sorted by place and plugin, then as each definition has them."
                },
                "views": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/PluginView" },
                  "description": "The views, sorted by plugin, then as each definition has them."
                }
              }
            },
            "ExtensionPoint": {
              "description": "A named place to which contributions are added.",
              "type": "object",
              "required": ["id"],
              "properties": {
                "id": {
                  "type": "string",
                  "description": "A word of the window's own, or <plugin-id>/<name>."
                },
                "plugin": { "type": "string", "description": "The plugin that offers it." },
                "title": { "type": "string", "description": "The title as shown." }
              }
            },
            "Contribution": {
              "description": "A piece that a plugin adds to a place.",
              "type": "object",
              "required": ["plugin", "plugin_name", "id", "point", "title", "pending"],
              "properties": {
                "plugin": { "type": "string", "description": "The plugin." },
                "plugin_name": { "type": "string", "description": "What the plugin is called." },
                "id": { "type": "string", "description": "The name of the piece in the plugin." },
                "point": { "type": "string", "description": "Where it is added." },
                "title": { "type": "string", "description": "The title as shown." },
                "icon": { "type": "string", "description": "The name of an icon." },
                "view": { "type": "string", "description": "The view that is shown or opened." },
                "pending": {
                  "type": "boolean",
                  "description": "Whether its place is not there yet."
                }
              }
            },
            "PluginView": {
              "description": "A page of a plugin.",
              "type": "object",
              "required": ["plugin", "plugin_name", "view", "title"],
              "properties": {
                "plugin": { "type": "string", "description": "The plugin." },
                "plugin_name": { "type": "string", "description": "What the plugin is called." },
                "view": { "type": "string", "description": "The name of the view in the plugin." },
                "title": { "type": "string", "description": "The title as shown." },
                "icon": { "type": "string", "description": "The name of an icon." }
              }
            }
        """#
}

extension OpenAPISchemas {
    /// The inbox.
    static let inbox = #"""
            "Inbox": {
              "description": "What the user has put where the engine installs from.",
              "type": "object",
              "required": ["directory", "entries", "notices"],
              "properties": {
                "directory": { "type": "string", "description": "The folder that the user puts plugins into." },
                "entries": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/InboxEntry" },
                  "description": "What is in it, sorted by name; hidden names are left out."
                },
                "notices": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "What concerns no single entry, in sentences."
                }
              }
            },
            "InboxEntry": {
              "description": "One folder or file of the inbox.",
              "type": "object",
              "required": ["name", "state"],
              "properties": {
                "name": { "type": "string", "description": "Its name, by which it is installed." },
                "state": { "$ref": "#/components/schemas/InboxState", "description": "What is known of it." },
                "review": {
                  "$ref": "#/components/schemas/InboxReview",
                  "description": "What would be installed, once that is known."
                },
                "problem": { "type": "string", "description": "Why it cannot be installed." }
              }
            },
            "InboxReview": {
              "description": "What a plugin in the inbox is, found out without running anything of it.",
              "type": "object",
              "required": [
                "id",
                "name",
                "version",
                "sealed",
                "files",
                "bytes",
                "digest",
                "change",
                "permissions",
                "optional_permissions",
                "relaxations",
                "command",
                "has_ui",
                "diagnostics"
              ],
              "properties": {
                "id": { "type": "string", "description": "The plugin's id." },
                "name": { "type": "string", "description": "The name for people." },
                "version": { "type": "string", "description": "The version." },
                "description": { "type": "string", "description": "What it is for, in a sentence." },
                "icon": { "type": "string", "description": "The icon that the definition names." },
                "author": {
                  "type": "string",
                  "description": "Who made it, as its definition says; nothing proves it."
                },
                "sealed": {
                  "type": "boolean",
                  "description": "Whether it came with a manifest, which all its files agree with."
                },
                "files": {
                  "type": "integer",
                  "description": "How many files were compared with the manifest, or would be listed in it."
                },
                "bytes": { "type": "integer", "description": "How many bytes these have together." },
                "digest": {
                  "type": "string",
                  "description": "The digest that the version would have in the store; installing names it.",
                  "pattern": "^sha256:[0-9a-f]{64}$"
                },
                "change": {
                  "$ref": "#/components/schemas/InboxChange",
                  "description": "What installing does to the version that is active."
                },
                "replaces": {
                  "type": "string",
                  "description": "The version that is active now, when there is one."
                },
                "permissions": {
                  "type": ["object", "null"],
                  "description": "The permissions as the definition asks for them; null when it cannot."
                },
                "optional_permissions": {
                  "type": ["object", "null"],
                  "description": "What the definition asks for only when it first needs it; of the same form."
                },
                "relaxations": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/Relaxation" },
                  "description": "Every protection that would be off."
                },
                "command": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "The program that would be run and its arguments; empty without a backend."
                },
                "has_ui": { "type": "boolean", "description": "Whether it has views." },
                "diagnostics": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/PluginDiagnostic" },
                  "description": "What is odd about the definition."
                }
              }
            },
            "InstallRequest": {
              "description": "What the person has agreed to.",
              "type": "object",
              "required": ["digest"],
              "properties": {
                "digest": {
                  "type": "string",
                  "description": "The digest of the review that the person was shown.",
                  "pattern": "^sha256:[0-9a-f]{64}$"
                }
              },
              "additionalProperties": false
            }
        """#
}

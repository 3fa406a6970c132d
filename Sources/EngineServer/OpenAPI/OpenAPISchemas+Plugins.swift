extension OpenAPISchemas {
    /// What the API says about plugins.
    static let plugins = #"""
            "PluginSummary": {
              "description": "A plugin in one row.",
              "type": "object",
              "required": [
                "id",
                "name",
                "version",
                "phase",
                "enabled",
                "reason",
                "demands",
                "restarts",
                "crashes_in_budget",
                "sealed",
                "capabilities",
                "has_backend",
                "has_ui",
                "problems"
              ],
              "properties": {
                "id": { "type": "string", "description": "The plugin's id." },
                "name": { "type": "string", "description": "The name for people." },
                "version": { "type": "string", "description": "The active version." },
                "description": { "type": "string", "description": "What it is for, in a sentence." },
                "icon": { "type": "string", "description": "The icon that the definition names." },
                "phase": {
                  "$ref": "#/components/schemas/PluginPhase",
                  "description": "Where in its life it is."
                },
                "enabled": { "type": "boolean", "description": "Whether it may run at all." },
                "reason": {
                  "$ref": "#/components/schemas/PhaseReason",
                  "description": "Why it runs, or why it does not."
                },
                "demands": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "Who needs the backend now; an idle backend with none is stopped."
                },
                "process_id": { "type": "integer", "description": "The backend's process, while one runs." },
                "started_at": {
                  "$ref": "#/components/schemas/Timestamp",
                  "description": "When that process started."
                },
                "restarts": {
                  "type": "integer",
                  "description": "How often it was restarted since the engine started."
                },
                "crashes_in_budget": {
                  "type": "integer",
                  "description": "How many crashes count against the budget now."
                },
                "rss_bytes": { "type": "integer", "description": "Resident memory of the process in bytes." },
                "cpu_share": {
                  "type": "number",
                  "description": "Share of one processor over the last sample; 1 is one whole processor."
                },
                "sealed": {
                  "type": "boolean",
                  "description": "Whether a manifest vouches for its files."
                },
                "capabilities": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "What it provides."
                },
                "has_backend": { "type": "boolean", "description": "Whether it has a process to run." },
                "has_ui": { "type": "boolean", "description": "Whether it has views." },
                "problems": { "type": "integer", "description": "How many diagnostics are errors." }
              }
            },
            "PhaseReason": {
              "description": "Why a plugin is in its phase.",
              "type": "object",
              "required": ["code", "message"],
              "properties": {
                "code": {
                  "type": "string",
                  "description": "The reason's stable name, such as `demanded` or `crash-budget-spent`."
                },
                "message": { "type": "string", "description": "The reason as a sentence." }
              }
            },
            "PluginDetail": {
              "description": "All about one plugin.",
              "type": "object",
              "required": [
                "summary",
                "directory",
                "diagnostics",
                "permissions",
                "optional_permissions",
                "ui_trusted",
                "relaxations",
                "versions",
                "start_cost",
                "settings_count",
                "history"
              ],
              "properties": {
                "summary": {
                  "$ref": "#/components/schemas/PluginSummary",
                  "description": "The same row as in the list."
                },
                "directory": { "type": "string", "description": "Where the active version's files are." },
                "digest": {
                  "type": "string",
                  "description": "The digest of the active version, when it came from the store."
                },
                "diagnostics": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/PluginDiagnostic" },
                  "description": "What is wrong with the definition or the files."
                },
                "verification": {
                  "$ref": "#/components/schemas/VerificationSummary",
                  "description": "The last comparison of the files with their digests."
                },
                "permissions": { "description": "The permissions as the definition asks for them; null when it cannot." },
                "optional_permissions": {
                  "description": "What the definition asks for only when it first needs it; of the same form."
                },
                "ui_isolation": {
                  "type": "string",
                  "description": "Where the definition wants its views to run: `frame`, or `shell` for the page itself."
                },
                "ui_trusted": {
                  "type": "boolean",
                  "description": "Whether a person trusts the views of these very files with the window's own page."
                },
                "relaxations": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/Relaxation" },
                  "description": "Every protection that is off."
                },
                "versions": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/InstalledVersion" },
                  "description": "The versions in the store, newest first."
                },
                "start_cost": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/StartStep" },
                  "description": "The last start, step by step."
                },
                "settings_count": { "type": "integer", "description": "How many settings it has." },
                "history": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/PhaseTransition" },
                  "description": "The latest transitions, oldest first."
                },
                "last_crash": {
                  "$ref": "#/components/schemas/CrashReport",
                  "description": "The latest crash."
                }
              }
            },
            "PluginDiagnostic": {
              "description": "One finding about a definition or a file.",
              "type": "object",
              "required": ["severity", "code", "message"],
              "properties": {
                "severity": { "$ref": "#/components/schemas/Severity", "description": "How bad it is." },
                "code": { "type": "string", "description": "The finding's stable name." },
                "message": { "type": "string", "description": "What was found." },
                "file": {
                  "type": "string",
                  "description": "The file, relative to the plugin's folder."
                },
                "line": { "type": "integer", "description": "The line, from 1." },
                "column": { "type": "integer", "description": "The column, from 1." },
                "suggestion": { "type": "string", "description": "What to write instead." }
              }
            },
            "VerificationSummary": {
              "description": "What a comparison of a plugin's files with their digests found.",
              "type": "object",
              "required": ["status", "files", "checked_at", "problems"],
              "properties": {
                "status": {
                  "$ref": "#/components/schemas/VerificationStatus",
                  "description": "The outcome."
                },
                "files": { "type": "integer", "description": "How many files were compared." },
                "checked_at": { "$ref": "#/components/schemas/Timestamp", "description": "When." },
                "problems": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "What differs, a sentence each."
                }
              }
            },
            "Relaxation": {
              "description": "A protection that is off for this plugin.",
              "type": "object",
              "required": ["code", "message"],
              "properties": {
                "code": {
                  "type": "string",
                  "description": "Its stable name: `unsealed`, `tls-off`, `environment-passed` and the like."
                },
                "message": { "type": "string", "description": "What it means, as a sentence." }
              }
            }
        """#
}

extension OpenAPISchemas {
    /// The forms of single values.
    static let values = #"""
            "Timestamp": {
              "description": "An RFC 3339 time in UTC with milliseconds.",
              "type": "string",
              "format": "date-time",
              "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$"
            },
            "Problem": {
              "description": "What went wrong (RFC 9457), always as application/problem+json.",
              "type": "object",
              "required": ["type", "title", "status", "detail"],
              "properties": {
                "type": {
                  "type": "string",
                  "description": "The problem's stable code, such as omniview:plugin/not-found."
                },
                "title": { "type": "string", "description": "The kind of problem in words." },
                "status": { "type": "integer", "description": "The HTTP status." },
                "detail": { "type": "string", "description": "What happened, and what to do." },
                "instance": { "type": "string", "description": "The path of the request." },
                "plugin": { "type": "string", "description": "The plugin, when it is about one." },
                "suggestions": { "type": "array", "items": { "type": "string" }, "description": "What to try." }
              }
            },
            "PluginPhase": {
              "description": "Where in its life a plugin is. New words may come.",
              "type": "string",
              "examples": [
                "uninstalled",
                "installing",
                "installed",
                "building",
                "build-failed",
                "validating",
                "starting",
                "running",
                "degraded",
                "recovering",
                "stopping",
                "stopped",
                "failed",
                "uninstalling"
              ]
            },
            "CheckStatus": {
              "description": "How a check went. New words may come.",
              "type": "string",
              "examples": ["ok", "warning", "error"]
            },
            "Severity": {
              "description": "How bad a finding is. New words may come.",
              "type": "string",
              "examples": ["error", "warning", "note"]
            },
            "VerificationStatus": {
              "description": "What a comparison of files with their digests found. New words may come.",
              "type": "string",
              "examples": ["intact", "unsealed", "tampered", "unchecked"]
            },
            "InboxState": {
              "description": "What is known of an entry of the inbox. New words may come.",
              "type": "string",
              "examples": ["checking", "ready", "refused", "installed"]
            },
            "InboxChange": {
              "description": "What installing does to the version that is active. New words may come.",
              "type": "string",
              "examples": ["first", "upgrade", "downgrade", "other-files", "none"]
            },
            "SettingType": {
              "description": "What kind of value a setting takes. New words may come.",
              "type": "string",
              "examples": [
                "text",
                "select",
                "multiselect",
                "integer",
                "float",
                "toggle",
                "color",
                "datetime",
                "password"
              ]
            },
            "LogLevel": {
              "description": "How important a log line is. New words may come.",
              "type": "string",
              "examples": ["trace", "debug", "info", "warning", "error"]
            }
        """#
}

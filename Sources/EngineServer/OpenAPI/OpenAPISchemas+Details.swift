extension OpenAPISchemas {
    /// Transitions, crashes, versions and settings of plugins.
    static let details = #"""
            "PhaseTransition": {
              "description": "One step of a plugin's life.",
              "type": "object",
              "required": ["from", "to", "reason", "time"],
              "properties": {
                "from": {
                  "$ref": "#/components/schemas/PluginPhase",
                  "description": "The phase before."
                },
                "to": {
                  "$ref": "#/components/schemas/PluginPhase",
                  "description": "The phase after."
                },
                "reason": { "$ref": "#/components/schemas/PhaseReason", "description": "Why." },
                "cause": { "type": "string", "description": "The error behind it." },
                "time": { "$ref": "#/components/schemas/Timestamp", "description": "When." }
              }
            },
            "StartStep": {
              "description": "What one step of a start took.",
              "type": "object",
              "required": ["step", "ms"],
              "properties": {
                "step": { "type": "string", "description": "The step's stable name." },
                "ms": { "type": "integer", "description": "Its time in milliseconds." }
              }
            },
            "CrashReport": {
              "description": "One crash of a backend.",
              "type": "object",
              "required": [
                "id",
                "plugin",
                "time",
                "generation",
                "uptime_ms",
                "number_in_budget",
                "budget",
                "log_tail",
                "history"
              ],
              "properties": {
                "id": { "type": "string", "description": "The report's id." },
                "plugin": { "type": "string", "description": "The plugin." },
                "time": { "$ref": "#/components/schemas/Timestamp", "description": "When it ended." },
                "generation": {
                  "type": "integer",
                  "description": "Which process of this plugin it was, from 1."
                },
                "reason": { "type": "string", "description": "What happened, as a sentence." },
                "exit_code": { "type": "integer", "description": "The exit code, when it exited." },
                "signal": { "type": "string", "description": "The signal's name, when one ended it." },
                "uptime_ms": { "type": "integer", "description": "How long it had run, in milliseconds." },
                "number_in_budget": {
                  "type": "integer",
                  "description": "Which crash of the current budget this was, from 1."
                },
                "budget": { "type": "integer", "description": "How many crashes the budget allows." },
                "log_tail": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "The last log lines, secrets removed."
                },
                "resources": {
                  "$ref": "#/components/schemas/ResourceSample",
                  "description": "The last sample before the end."
                },
                "history": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/PhaseTransition" },
                  "description": "The transitions that led there."
                }
              }
            },
            "InstalledVersion": {
              "description": "One version in the store.",
              "type": "object",
              "required": ["version", "digest", "installed_at", "active", "refused", "sealed", "origin"],
              "properties": {
                "version": { "type": "string", "description": "The version." },
                "digest": { "type": "string", "description": "The digest that names it in the store." },
                "installed_at": { "$ref": "#/components/schemas/Timestamp", "description": "When it came." },
                "active": { "type": "boolean", "description": "Whether it is the one that runs." },
                "refused": {
                  "type": "boolean",
                  "description": "Whether it did not work when it was tried last; then a rollback does not go to it."
                },
                "sealed": {
                  "type": "boolean",
                  "description": "Whether a manifest vouches for its files."
                },
                "origin": {
                  "type": "string",
                  "description": "Where it came from: a folder or an archive."
                }
              }
            },
            "SettingInfo": {
              "description": "One setting. A secret's value never leaves the engine.",
              "type": "object",
              "required": ["id", "label", "type", "is_secret", "is_set"],
              "properties": {
                "id": { "type": "string", "description": "The setting's id." },
                "label": { "type": "string", "description": "Its name for people." },
                "description": { "type": "string", "description": "What it does." },
                "type": {
                  "$ref": "#/components/schemas/SettingType",
                  "description": "What kind of value it takes."
                },
                "value": { "description": "The value, unless it is secret or not set." },
                "default": { "description": "The value when none is set; absent for a secret." },
                "is_secret": { "type": "boolean", "description": "Whether the value is secret." },
                "is_set": { "type": "boolean", "description": "Whether a value is set." },
                "options": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/SettingOption" },
                  "description": "What may be chosen, for types that choose."
                }
              }
            },
            "SettingOption": {
              "description": "One choice of a setting.",
              "type": "object",
              "required": ["label", "value"],
              "properties": {
                "label": { "type": "string", "description": "The choice for people." },
                "value": { "description": "The value that it sets." }
              }
            },
            "SettingsUpdate": {
              "description": "New values of settings.",
              "type": "object",
              "required": ["values"],
              "properties": {
                "values": {
                  "type": "object",
                  "additionalProperties": {},
                  "description": "New values by setting id; null goes back to the default. Others stay.",
                  "maxProperties": 1000
                }
              },
              "additionalProperties": false
            },
            "ActivateRequest": {
              "description": "Which version to activate.",
              "type": "object",
              "required": ["digest"],
              "properties": {
                "digest": {
                  "type": "string",
                  "description": "The digest of a version that is already in the store.",
                  "pattern": "^sha256:[0-9a-f]{64}$"
                }
              },
              "additionalProperties": false
            },
            "TrustRequest": {
              "description": "Which files' views to trust.",
              "type": "object",
              "required": ["digest"],
              "properties": {
                "digest": {
                  "type": "string",
                  "description": "The digest of the plugin's files as it was shown. Others are not trusted.",
                  "pattern": "^sha256:[0-9a-f]{64}$"
                }
              },
              "additionalProperties": false
            }
        """#
}

extension OpenAPISchemas {
    /// The engine itself, logs, events and measurements.
    static let observation = #"""
            "EngineInfo": {
              "description": "The engine itself.",
              "type": "object",
              "required": [
                "version",
                "api_version",
                "started_at",
                "process_id",
                "state_directory",
                "plugins"
              ],
              "properties": {
                "version": { "type": "string", "description": "The engine's version, such as `0.3.0`." },
                "api_version": {
                  "type": "integer",
                  "description": "The version of this API. Always 1 under `/v1`."
                },
                "started_at": {
                  "$ref": "#/components/schemas/Timestamp",
                  "description": "When the engine started."
                },
                "process_id": { "type": "integer", "description": "The engine's process." },
                "state_directory": {
                  "type": "string",
                  "description": "The folder that holds plugins, data, logs and sockets."
                },
                "plugins": {
                  "type": "object",
                  "additionalProperties": { "type": "integer" },
                  "description": "How many plugins are in each phase; a phase without plugins is left out."
                }
              }
            },
            "OpenLink": {
              "description": "A link that opens the page in a browser once.",
              "type": "object",
              "required": ["path", "expires_in_ms"],
              "properties": {
                "path": {
                  "type": "string",
                  "description": "The path and query to put behind the server's address."
                },
                "url": {
                  "type": "string",
                  "description": "The whole address, when the engine serves HTTP."
                },
                "expires_in_ms": {
                  "type": "integer",
                  "description": "How long it can be used, in milliseconds."
                }
              }
            },
            "DoctorReport": {
              "description": "What is right and wrong with the installation.",
              "type": "object",
              "required": ["checks"],
              "properties": {
                "checks": {
                  "type": "array",
                  "items": { "$ref": "#/components/schemas/DoctorCheck" },
                  "description": "Every check that was made."
                }
              }
            },
            "DoctorCheck": {
              "description": "One check of the installation.",
              "type": "object",
              "required": ["code", "status", "what"],
              "properties": {
                "code": { "type": "string", "description": "The check's stable name." },
                "status": { "$ref": "#/components/schemas/CheckStatus", "description": "How it went." },
                "what": { "type": "string", "description": "What was found, as a sentence." },
                "advice": {
                  "type": "string",
                  "description": "What to do about it; absent when there is nothing to do."
                }
              }
            },
            "LogRecord": {
              "description": "One line of a plugin's log.",
              "type": "object",
              "required": ["sequence", "time", "level", "message"],
              "properties": {
                "sequence": {
                  "type": "integer",
                  "description": "Its place in this plugin's log; it only grows."
                },
                "time": {
                  "$ref": "#/components/schemas/Timestamp",
                  "description": "When it was written."
                },
                "level": {
                  "$ref": "#/components/schemas/LogLevel",
                  "description": "How important it is."
                },
                "message": { "type": "string", "description": "The text, secrets removed." },
                "source": { "type": "string", "description": "Which part of the plugin wrote it." },
                "fields": {
                  "type": "object",
                  "additionalProperties": {},
                  "description": "What the line carries beside its text."
                }
              }
            },
            "EngineEvent": {
              "description": "One entry of the engine's journal.",
              "type": "object",
              "required": ["sequence", "time", "kind", "data"],
              "properties": {
                "sequence": { "type": "integer", "description": "Its place in the journal; it only grows." },
                "time": { "$ref": "#/components/schemas/Timestamp", "description": "When it happened." },
                "plugin": { "type": "string", "description": "The plugin, when it is about one." },
                "kind": {
                  "type": "string",
                  "description": "What happened, such as `plugin.phase-changed`."
                },
                "data": { "description": "What belongs to it." }
              }
            },
            "EventGap": {
              "description": "Says in an event stream that the events that were asked for are gone.",
              "type": "object",
              "required": ["after", "next"],
              "properties": {
                "after": { "type": "integer", "description": "The sequence that was asked for." },
                "next": {
                  "type": "integer",
                  "description": "The sequence of the oldest event that is left; the stream goes on with it."
                }
              }
            },
            "ResourceSample": {
              "description": "What a plugin's process used.",
              "type": "object",
              "required": ["time", "rss_bytes", "cpu_share", "threads", "descriptors"],
              "properties": {
                "time": {
                  "$ref": "#/components/schemas/Timestamp",
                  "description": "When it was measured."
                },
                "rss_bytes": { "type": "integer", "description": "Resident memory in bytes." },
                "cpu_share": {
                  "type": "number",
                  "description": "Share of one processor since the sample before; 1 is one whole processor."
                },
                "threads": { "type": "integer", "description": "How many threads." },
                "descriptors": { "type": "integer", "description": "How many open descriptors." }
              }
            },
            "AuditRecord": {
              "description": "Something that was asked of the engine, and how it ended.",
              "type": "object",
              "required": ["sequence", "time", "actor", "action", "outcome", "detail"],
              "properties": {
                "sequence": {
                  "type": "integer",
                  "description": "Its number. Later ones are higher, and none is used twice."
                },
                "time": { "$ref": "#/components/schemas/Timestamp", "description": "When it had ended." },
                "actor": {
                  "type": "string",
                  "description": "Who asked for it: `socket`, `token`, `page` or `application`."
                },
                "action": { "type": "string", "description": "What was asked for, such as `plugin.remove`." },
                "plugin": {
                  "type": "string",
                  "description": "The plugin that it was asked for; absent when none was known."
                },
                "outcome": {
                  "type": "string",
                  "description": "`ok`, or the type of the problem."
                },
                "detail": {
                  "type": "object",
                  "additionalProperties": {},
                  "description": "What else was asked for, without secrets."
                }
              }
            },
            "MethodStatistics": {
              "description": "How calls of one method went.",
              "type": "object",
              "required": ["method", "calls", "errors", "p50_ms", "p95_ms", "p99_ms", "max_ms"],
              "properties": {
                "method": { "type": "string", "description": "The full name, `package.Service/Method`." },
                "calls": { "type": "integer", "description": "How many calls ended." },
                "errors": {
                  "type": "integer",
                  "description": "How many of them failed; those that their caller gave up are not among them."
                },
                "p50_ms": {
                  "type": "number",
                  "description": "Half of the calls took at most this, in milliseconds."
                },
                "p95_ms": {
                  "type": "number",
                  "description": "95 of 100 calls took at most this, in milliseconds."
                },
                "p99_ms": {
                  "type": "number",
                  "description": "99 of 100 calls took at most this, in milliseconds."
                },
                "max_ms": { "type": "number", "description": "The longest call in milliseconds." }
              }
            }
        """#
}

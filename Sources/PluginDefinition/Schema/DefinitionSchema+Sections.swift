extension DefinitionSchema {
    /// The parts of a definition that only schema version 2 has.
    static let sections = #"""
            "backend": {
              "description": "How the backend is started and spoken to.",
              "type": "object",
              "properties": {
                "command": {
                  "description": "One command, or one per platform. Default bin/plugin.",
                  "anyOf": [
                    { "$ref": "#/$defs/commandLine" },
                    {
                      "type": "object",
                      "minProperties": 1,
                      "propertyNames": { "pattern": "^(linux|macos|windows)(-(x86_64|arm64|armv7|riscv64))?$" },
                      "additionalProperties": { "$ref": "#/$defs/commandLine" }
                    }
                  ]
                },
                "cookie": {
                  "description": "The variable the plugin checks. Default OMNIVIEW set to the id.",
                  "type": "object",
                  "properties": {
                    "key": {
                      "description": "Not one of the handshake's own variables.",
                      "type": "string",
                      "pattern": "^(?!PLUGIN_(MIN_PORT|MAX_PORT|PROTOCOL_VERSIONS|CLIENT_CERT|UNIX_SOCKET_DIR|UNIX_SOCKET_GROUP|MULTIPLEX_GRPC)$)[A-Za-z_][A-Za-z0-9_]{0,127}$"
                    },
                    "value": { "$ref": "#/$defs/phrase" }
                  },
                  "additionalProperties": false
                },
                "app_protocols": {
                  "description": "Versions of the plugin's own contract. Default [1].",
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 32,
                  "uniqueItems": true,
                  "items": { "type": "integer", "minimum": 1, "maximum": 2147483647 }
                },
                "tls": {
                  "description": "Default required. YAML 1.1 reads the bare word off as false.",
                  "enum": ["required", "optional", "off", false]
                },
                "multiplex": {
                  "description": "Whether all connections share one socket. Default false.",
                  "type": "boolean"
                },
                "start_timeout": { "description": "Up to 1h. Default 60s.", "$ref": "#/$defs/duration" },
                "env": {
                  "description": "Variables that are passed on or set. Default none.",
                  "type": "object",
                  "properties": {
                    "pass": {
                      "type": "array",
                      "maxItems": 256,
                      "items": { "$ref": "#/$defs/freeVariable" },
                      "uniqueItems": true
                    },
                    "set": {
                      "type": "object",
                      "maxProperties": 256,
                      "propertyNames": { "$ref": "#/$defs/freeVariable" },
                      "additionalProperties": { "$ref": "#/$defs/text" }
                    }
                  },
                  "additionalProperties": false
                }
              },
              "additionalProperties": false
            },
            "ui": {
              "description": "The pages of the plugin.",
              "type": "object",
              "properties": {
                "entry": { "description": "Default entry.js.", "$ref": "#/$defs/script" },
                "isolation": { "description": "Default frame.", "enum": ["frame", "shell"] },
                "views": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                    "type": "object",
                    "required": ["id", "title"],
                    "properties": {
                      "id": { "$ref": "#/$defs/id" },
                      "title": { "$ref": "#/$defs/phrase" },
                      "entry": { "$ref": "#/$defs/script" },
                      "icon": { "$ref": "#/$defs/url" }
                    },
                    "additionalProperties": false
                  }
                },
                "contributions": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                    "type": "object",
                    "required": ["point", "id", "title"],
                    "properties": {
                      "point": {
                        "description": "A place of the engine, or <plugin-id>/<name>.",
                        "type": "string",
                        "pattern": "^(activity|page|dashboard-card|command|status-item|settings-page|detail-panel|[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9][a-z0-9-]{0,63}){1,4})$"
                      },
                      "id": { "$ref": "#/$defs/id" },
                      "title": { "$ref": "#/$defs/phrase" },
                      "icon": { "$ref": "#/$defs/url" },
                      "view": { "$ref": "#/$defs/id" }
                    },
                    "additionalProperties": false
                  }
                },
                "extension_points": {
                  "description": "Places that the plugin offers to others, as <plugin-id>/<id>.",
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                    "type": "object",
                    "required": ["id", "title"],
                    "properties": {
                      "id": { "$ref": "#/$defs/id" },
                      "title": { "$ref": "#/$defs/phrase" }
                    },
                    "additionalProperties": false
                  }
                },
                "methods": {
                  "description": "What views may call of the backend. Default nothing.",
                  "type": "array",
                  "maxItems": 256,
                  "uniqueItems": true,
                  "items": {
                    "type": "string",
                    "maxLength": 256,
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*/([A-Za-z_][A-Za-z0-9_]*|\\*)$"
                  }
                }
              },
              "additionalProperties": false
            },
            "permissions": {
              "description": "What the plugin asks to be allowed. Default nothing.",
              "type": "object",
              "properties": {
                "filesystem": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                    "type": "object",
                    "required": ["path", "access"],
                    "properties": {
                      "path": {
                        "type": "string",
                        "maxLength": 16384,
                        "pattern": "^(?!.*\\\\)(?!(.*/)?\\.{1,2}(/|$))(/|~(/|$)|\\$\\{data\\}(/|$)|\\$\\{settings\\.[A-Za-z0-9][A-Za-z0-9._-]{0,127}\\}$)"
                      },
                      "access": { "enum": ["read", "readwrite"] },
                      "reason": { "$ref": "#/$defs/phrase" }
                    },
                    "additionalProperties": false,
                    "anyOf": [
                      { "required": ["reason"] },
                      { "properties": { "path": { "pattern": "^\\$\\{data\\}(/|$)" } } }
                    ]
                  }
                },
                "network": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                    "type": "object",
                    "required": ["host", "port", "reason"],
                    "properties": {
                      "host": {
                        "type": "string",
                        "maxLength": 255,
                        "pattern": "^(\\*|\\$\\{settings\\.[A-Za-z0-9][A-Za-z0-9._-]{0,127}\\}|(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*|(?=[^:]*:[^:]*:)[0-9A-Fa-f:.]{2,45})$"
                      },
                      "port": { "type": "integer", "minimum": 1, "maximum": 65535 },
                      "reason": { "$ref": "#/$defs/phrase" }
                    },
                    "additionalProperties": false
                  }
                },
                "exec": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                    "type": "object",
                    "required": ["command", "reason"],
                    "properties": {
                      "command": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$" },
                      "args": { "type": "array", "maxItems": 256, "items": { "$ref": "#/$defs/text" } },
                      "reason": { "$ref": "#/$defs/phrase" }
                    },
                    "additionalProperties": false
                  }
                },
                "env": {
                  "type": "array",
                  "maxItems": 256,
                  "items": { "$ref": "#/$defs/variable" },
                  "uniqueItems": true
                },
                "secrets": {
                  "type": "array",
                  "maxItems": 256,
                  "items": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$" },
                  "uniqueItems": true
                },
                "clipboard": { "enum": ["none", "read", "write", "readwrite"] },
                "notifications": { "type": "boolean" }
              },
              "additionalProperties": false
            },
            "limits": {
              "description": "How much of the host the backend may use. Default the engine's own.",
              "type": "object",
              "properties": {
                "memory": { "$ref": "#/$defs/size" },
                "cpu": {
                  "description": "A number of cores, or thousandths as in 250m.",
                  "anyOf": [
                    { "type": "number", "exclusiveMinimum": 0, "maximum": 1024 },
                    { "type": "string", "pattern": "^[0-9]{1,7}(\\.[0-9]{1,3}|m)?$" }
                  ]
                },
                "pids": { "type": "integer", "minimum": 1, "maximum": 32768 },
                "files": { "type": "integer", "minimum": 16, "maximum": 1048576 },
                "data": { "$ref": "#/$defs/size" }
              },
              "additionalProperties": false
            },

        """#
}

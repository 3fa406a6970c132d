extension DefinitionSchema {
    /// The whole definition, in schema version 2 and in the versions before it.
    static let versions = #"""
            "version2": {
              "description": "Schema version 2.",
              "type": "object",
              "required": ["schema_version", "id", "version"],
              "properties": {
                "schema_version": { "const": 2 },
                "id": { "$ref": "#/$defs/id" },
                "version": { "$ref": "#/$defs/version" },
                "name": { "$ref": "#/$defs/phrase" },
                "icon": { "$ref": "#/$defs/url" },
                "icon_url": { "$ref": "#/$defs/url" },
                "description": { "$ref": "#/$defs/text" },
                "repository": { "$ref": "#/$defs/url" },
                "website": { "$ref": "#/$defs/url" },
                "category": { "$ref": "#/$defs/text" },
                "license": { "$ref": "#/$defs/text" },
                "author": { "$ref": "#/$defs/person" },
                "maintainers": { "type": "array", "maxItems": 256, "items": { "$ref": "#/$defs/person" } },
                "tags": { "type": "array", "maxItems": 256, "items": { "$ref": "#/$defs/text" } },
                "dependencies": {
                  "description": "Plugin ids with version ranges.",
                  "type": "object",
                  "maxProperties": 256,
                  "propertyNames": { "$ref": "#/$defs/id" },
                  "additionalProperties": { "$ref": "#/$defs/range" }
                },
                "capabilities": {
                  "type": "array",
                  "maxItems": 256,
                  "items": { "enum": ["resource", "exec", "networker", "log", "metric", "settings", "ui"] },
                  "uniqueItems": true
                },
                "theme": {
                  "type": "object",
                  "properties": {
                    "colors": {
                      "type": "object",
                      "properties": {
                        "primary": { "$ref": "#/$defs/color" },
                        "secondary": { "$ref": "#/$defs/color" },
                        "tertiary": { "$ref": "#/$defs/color" }
                      },
                      "additionalProperties": false
                    }
                  },
                  "additionalProperties": false
                },
                "components": {
                  "type": "object",
                  "properties": {
                    "resource": {
                      "type": "array",
                      "maxItems": 256,
                      "items": {
                        "type": "object",
                        "required": ["name", "area", "resources"],
                        "properties": {
                          "name": { "$ref": "#/$defs/text" },
                          "plugin": { "$ref": "#/$defs/id" },
                          "area": { "$ref": "#/$defs/text" },
                          "resources": { "type": "array", "maxItems": 256, "items": { "$ref": "#/$defs/text" } },
                          "extension": { "$ref": "#/$defs/text" }
                        },
                        "additionalProperties": false
                      }
                    }
                  },
                  "additionalProperties": false
                },
                "sdk_protocol_version": { "type": "integer", "minimum": 0, "maximum": 2147483647 },
                "engine": { "$ref": "#/$defs/range" },
                "backend": { "$ref": "#/$defs/backend" },
                "ui": { "$ref": "#/$defs/ui" },
                "activation": {
                  "description": "When the backend is started. Default on first use.",
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                    "type": "string",
                    "pattern": "^(on_startup|on_capability:(resource|exec|networker|log|metric|settings|ui)|on_(view|command):[a-z0-9][a-z0-9-]{0,63})$"
                  },
                  "uniqueItems": true
                },
                "permissions": { "$ref": "#/$defs/permissions" },
                "optional_permissions": { "$ref": "#/$defs/permissions" },
                "limits": { "$ref": "#/$defs/limits" }
              },
              "additionalProperties": false
            },
            "legacyText": {
              "description": "A key without a value counts as not there.",
              "type": ["string", "null"],
              "maxLength": 16384
            },
            "legacyPerson": {
              "type": "object",
              "properties": {
                "name": { "$ref": "#/$defs/legacyText" },
                "email": { "$ref": "#/$defs/legacyText" },
                "url": { "$ref": "#/$defs/legacyText" }
              }
            },
            "legacy": {
              "description": "Schema versions 0 and 1. Other keys are allowed, and ignored.",
              "type": "object",
              "required": ["id"],
              "properties": {
                "schema_version": { "enum": [0, 1] },
                "id": { "$ref": "#/$defs/id" },
                "version": { "$ref": "#/$defs/legacyText" },
                "name": { "$ref": "#/$defs/legacyText" },
                "icon": { "$ref": "#/$defs/legacyText" },
                "icon_url": { "$ref": "#/$defs/legacyText" },
                "description": { "$ref": "#/$defs/legacyText" },
                "repository": { "$ref": "#/$defs/legacyText" },
                "website": { "$ref": "#/$defs/legacyText" },
                "category": { "$ref": "#/$defs/legacyText" },
                "license": { "$ref": "#/$defs/legacyText" },
                "author": { "anyOf": [{ "$ref": "#/$defs/legacyPerson" }, { "type": "null" }] },
                "maintainers": {
                  "type": ["array", "null"],
                  "maxItems": 256,
                  "items": { "$ref": "#/$defs/legacyPerson" }
                },
                "tags": { "type": ["array", "null"], "maxItems": 256, "items": { "$ref": "#/$defs/text" } },
                "dependencies": { "type": ["array", "null"], "maxItems": 256, "items": { "$ref": "#/$defs/id" } },
                "capabilities": {
                  "type": ["array", "null"],
                  "maxItems": 256,
                  "items": {
                    "enum": [
                      "resource", "exec", "networker", "log", "metric", "settings", "ui", "filesystem", "reporter"
                    ]
                  }
                },
                "theme": {
                  "type": ["object", "null"],
                  "properties": {
                    "colors": {
                      "type": ["object", "null"],
                      "properties": {
                        "primary": { "$ref": "#/$defs/legacyText" },
                        "secondary": { "$ref": "#/$defs/legacyText" },
                        "tertiary": { "$ref": "#/$defs/legacyText" }
                      }
                    }
                  }
                },
                "components": {
                  "type": ["object", "null"],
                  "properties": {
                    "resource": {
                      "type": ["array", "null"],
                      "maxItems": 256,
                      "items": {
                        "type": "object",
                        "properties": {
                          "name": { "$ref": "#/$defs/legacyText" },
                          "plugin": { "anyOf": [{ "$ref": "#/$defs/id" }, { "type": "null" }] },
                          "area": { "$ref": "#/$defs/legacyText" },
                          "resources": {
                            "type": ["array", "null"],
                            "maxItems": 256,
                            "items": { "$ref": "#/$defs/text" }
                          },
                          "extension": { "$ref": "#/$defs/legacyText" }
                        }
                      }
                    }
                  }
                },
                "sdk_protocol_version": { "type": ["integer", "null"], "minimum": 0, "maximum": 2147483647 }
              }
            }
          }
        }

        """#
}

/// The published form of a definition: a JSON Schema, draft 2020-12.
///
/// Editors use it to complete and check `plugin.yaml`. Whatever the schema refuses, ``DefinitionReader`` refuses; the
/// reader refuses more, because a schema cannot compare two places, and it explains what it refuses.
public enum DefinitionSchema {
    /// The schema as JSON text, ending in a line break; the same bytes as `plugin.schema.json` beside this file.
    public static let json = values + sections + versions

    /// The root, and the forms of single values.
    private static let values = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:omniview:schema:plugin-definition:2",
          "title": "Omniview plugin definition (plugin.yaml)",
          "description": "Versions 0, 1 and 2. The engine checks more than a schema can say; see docs/plugin-definition.md.",
          "type": "object",
          "properties": {
            "schema_version": { "description": "The version of this format. Default 0.", "enum": [0, 1, 2] }
          },
          "if": { "required": ["schema_version"], "properties": { "schema_version": { "const": 2 } } },
          "then": { "$ref": "#/$defs/version2" },
          "else": { "$ref": "#/$defs/legacy" },
          "$defs": {
            "text": { "description": "Any text.", "type": "string", "maxLength": 16384 },
            "phrase": {
              "description": "Text that says something.",
              "type": "string",
              "maxLength": 16384,
              "pattern": "\\S"
            },
            "id": {
              "description": "A plugin id; also the form of the names of views and contributions.",
              "type": "string",
              "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"
            },
            "url": {
              "description": "A link: https, http, or without a scheme.",
              "type": "string",
              "maxLength": 16384,
              "pattern": "^(https?://[^\\s\\\\]+|[^\\s\\\\:/?#]+([/?#][^\\s\\\\]*)?)$"
            },
            "color": {
              "type": "string",
              "pattern": "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$"
            },
            "version": {
              "description": "A version by Semantic Versioning 2.0.0.",
              "type": "string",
              "maxLength": 256,
              "pattern": "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$"
            },
            "range": {
              "description": "A version range such as ^1.2, >=1.0 <2 or *.",
              "type": "string",
              "maxLength": 256,
              "pattern": "^[ <>=^~|*.0-9A-Za-z-]*[0-9*xX][ <>=^~|*.0-9A-Za-z-]*$"
            },
            "duration": {
              "description": "A whole number with ms, s, m or h.",
              "type": "string",
              "pattern": "^[1-9][0-9]{0,8}(ms|s|m|h)$"
            },
            "size": {
              "description": "A whole number with B, k, M, G, T (powers of 1000) or Ki, Mi, Gi, Ti (powers of 1024).",
              "type": "string",
              "pattern": "^[1-9][0-9]{0,11}(B|[kMGT]|[KMGT]i)$"
            },
            "variable": {
              "description": "The name of a variable.",
              "type": "string",
              "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,127}$"
            },
            "freeVariable": {
              "description": "The name of a variable that is not the handshake's.",
              "type": "string",
              "pattern": "^(?!PLUGIN_)[A-Za-z_][A-Za-z0-9_]{0,127}$"
            },
            "script": {
              "description": "A script inside assets/.",
              "type": "string",
              "maxLength": 16384,
              "pattern": "^(\\./)?((?!\\.{1,2}/)[A-Za-z0-9._@+-]+/)*[A-Za-z0-9._@+-]*\\.m?js$"
            },
            "person": {
              "description": "Someone to name or to write to.",
              "type": "object",
              "required": ["name"],
              "properties": {
                "name": { "$ref": "#/$defs/phrase" },
                "email": { "$ref": "#/$defs/text" },
                "url": { "$ref": "#/$defs/url" }
              },
              "additionalProperties": false
            },
            "commandLine": {
              "description": "A program of the plugin, or an interpreter, and its arguments.",
              "anyOf": [
                {
                  "type": "string",
                  "maxLength": 16384,
                  "pattern": "^ *(?!~)(?![A-Za-z]:)([A-Za-z0-9][A-Za-z0-9._+-]{0,127}|\\./(?!\\.{1,2}(/| |$))[^/\\s\"'\\\\]+|(?!\\.{1,2}(/| |$))[^/\\s\"'\\\\]+/(?!\\.{1,2}(/| |$))[^/\\s\"'\\\\]+)(/(?!\\.{1,2}(/| |$))[^/\\s\"'\\\\]+)*( +(?!/)(?![A-Za-z]:)(?!([^ ]*/)?\\.\\.(/| |$))[^\\s\"'\\\\]+)* *$"
                },
                {
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 256,
                  "prefixItems": [
                    {
                      "type": "string",
                      "pattern": "^(?!~)(?![A-Za-z]:)([A-Za-z0-9][A-Za-z0-9._+-]{0,127}|\\./(?!\\.{1,2}(/|$))[^/\\\\]+|(?!\\.{1,2}(/|$))[^/\\\\]+/(?!\\.{1,2}(/|$))[^/\\\\]+)(/(?!\\.{1,2}(/|$))[^/\\\\]+)*$"
                    }
                  ],
                  "items": {
                    "type": "string",
                    "maxLength": 16384,
                    "pattern": "^(?![/\\\\])(?![A-Za-z]:)(?!(.*[/\\\\])?\\.\\.([/\\\\]|$))"
                  }
                }
              ]
            },

        """#
}

import Testing

/// The evaluator decides what the agreement tests prove, so it is tested itself.
@Suite struct SchemaEvaluatorTests {
    @Test(arguments: [
        (#"{"type": "string"}"#, #""a""#, "1"),
        (#"{"type": ["object", "null"]}"#, "null", "[]"),
        (#"{"type": "integer"}"#, "2", "2.5"),
        (#"{"type": "number"}"#, "2.5", "true"),
        (#"{"enum": ["a", false]}"#, "false", #""b""#),
        (#"{"const": 2}"#, "2", "1"),
        (#"{"minimum": 1, "maximum": 3}"#, "3", "4"),
        (#"{"exclusiveMinimum": 0}"#, "0.1", "0"),
        (#"{"maxLength": 1}"#, #""é""#, #""ab""#),
        (#"{"pattern": "^[a-z]{2}$"}"#, #""ab""#, #""ab\n""#),
        (#"{"items": {"type": "string"}}"#, #"["a"]"#, #"["a", 1]"#),
        (#"{"prefixItems": [{"const": 1}], "items": {"const": 2}}"#, "[1, 2, 2]", "[2, 2]"),
        (#"{"minItems": 1, "maxItems": 2}"#, "[1]", "[]"),
        (#"{"maxItems": 2}"#, "[1, 2]", "[1, 2, 3]"),
        (#"{"uniqueItems": true}"#, "[1, 2]", "[1, 1]"),
        (#"{"required": ["a"]}"#, #"{"a": null}"#, #"{"b": 1}"#),
        (#"{"properties": {"a": {"const": 1}}}"#, #"{"b": 2}"#, #"{"a": 2}"#),
        (#"{"properties": {"a": true}, "additionalProperties": false}"#, #"{"a": 1}"#, #"{"b": 1}"#),
        (#"{"additionalProperties": {"const": 1}}"#, #"{"a": 1}"#, #"{"a": 2}"#),
        (#"{"propertyNames": {"pattern": "^a"}}"#, #"{"ab": 1}"#, #"{"b": 1}"#),
        (#"{"minProperties": 1, "maxProperties": 1}"#, #"{"a": 1}"#, "{}"),
        (#"{"maxProperties": 1}"#, #"{"a": 1}"#, #"{"a": 1, "b": 1}"#),
        (#"{"anyOf": [{"const": 1}, {"const": 2}]}"#, "2", "3"),
        (##"{"$ref": "#/$defs/x", "$defs": {"x": {"const": 1}}}"##, "1", "2"),
        (#"{"if": {"const": 1}, "then": true, "else": {"const": 2}}"#, "2", "3"),
        (#"{"if": {"type": "string"}, "then": {"const": "a"}}"#, "1", #""b""#),
    ])
    func keyword(schema: String, accepted: String, refused: String) throws {
        let evaluator = try SchemaEvaluator(json: schema)
        #expect(try evaluator.accepts(JSONValue(json: accepted)))
        #expect(try !evaluator.accepts(JSONValue(json: refused)))
    }

    @Test func anUnknownKeywordIsAnError() throws {
        let evaluator = try SchemaEvaluator(json: #"{"type": "string", "format": "uri"}"#)
        #expect(throws: SchemaEvaluator.UnknownKeyword(keyword: "format")) {
            try evaluator.accepts(.number(1))
        }
    }
}

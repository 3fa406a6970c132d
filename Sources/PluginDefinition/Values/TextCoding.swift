/// Coding for values that are one string in JSON.
enum TextCoding {
    static func decode<Value>(
        from decoder: any Decoder,
        named name: String,
        _ parse: (String) -> Value?
    ) throws -> Value {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = parse(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\(Printable.quote(text)) is not \(name)"
            )
        }
        return value
    }

    static func encode(_ text: String, to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

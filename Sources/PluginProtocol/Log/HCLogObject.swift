/// A JSON object in the shape that hclog writes.
struct HCLogObject {
    /// How many fields of an entry are kept; how many more there were stands in a field of its own
    /// (``omittedKey``). Default: 128.
    static let fieldLimit = 128
    /// The key of the field that counts those beyond ``fieldLimit``.
    static let omittedKey = "omitted_fields"

    /// The entry; nil when the level is missing or unknown, so that the line is no entry of hclog.
    let entry: PluginLogEntry?

    /// Reads a line; nil when it is no JSON object, or has a timestamp that hclog does not write.
    init?(_ line: [UInt8]) {
        // Most plain lines are told apart here, without a parser.
        guard line.first(where: { !JSONReader.isSpace($0) }) == UInt8(ascii: "{"),
            case .object(let members)? = JSONReader.value(in: line)
        else { return nil }

        var level: PluginLogLevel?
        var message = ""
        var module: String?
        var timestamp: String?
        var fields: [PluginLogEntry.Field] = []
        var positions: [String: Int] = [:]
        var omitted = 0
        for member in members {
            let (key, value) = (member.key, member.value)
            switch key {
            case "@level": level = Self.level(value)
            case "@message": message = value.text
            case "@module": module = value.text
            case "@timestamp":
                guard case .string(let text) = value, HCLogTimestamp.isValid(text) else { return nil }
                timestamp = text
            default:
                if let position = positions[key] {
                    fields[position].value = value.text
                } else if fields.count < Self.fieldLimit {
                    positions[key] = fields.count
                    fields.append(PluginLogEntry.Field(key: key, value: value.text))
                } else {
                    omitted += 1
                }
            }
        }
        if omitted > 0 { fields.append(PluginLogEntry.Field(key: Self.omittedKey, value: String(omitted))) }
        entry = level.map {
            PluginLogEntry(level: $0, message: message, module: module, timestamp: timestamp, fields: fields)
        }
    }

    private static func level(_ value: JSONValue) -> PluginLogLevel? {
        guard case .string(let text) = value else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.count == 1 ? PluginLogLevel(rawValue: words[0].lowercased()) : nil
    }
}
